using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Builds one nf_tables transaction over the elements of the sets of one table: <see cref="Begin"/>, any number
/// of changes, <see cref="End"/>, all in one buffer that must be sent as one datagram. The kernel takes all of
/// it or nothing. Each change has its own sequence number, and each that is refused is answered under it; the
/// last is acknowledged as well, so that the end is known. That acknowledgement alone means nothing: one refusal
/// before it, under whatever number (that of the beginning stands for the whole), undoes all. What does not fit
/// sets <see cref="Failed"/>; such a batch must not be sent.
/// </summary>
/// <remarks>
/// One NFT_MSG_NEWSETELEM, nested attributes indented:
/// <code>
/// nlmsghdr, nfgenmsg (family)
/// NFTA_SET_ELEM_LIST_TABLE        text
/// NFTA_SET_ELEM_LIST_SET          text
/// NFTA_SET_ELEM_LIST_ELEMENTS
///   NFTA_LIST_ELEM                once for each element
///     NFTA_SET_ELEM_TIMEOUT       milliseconds, 64 bits, network order
///     NFTA_SET_ELEM_KEY
///       NFTA_DATA_VALUE           network order
///     NFTA_SET_ELEM_DATA          maps only
///       NFTA_DATA_VALUE           network order
///     NFTA_SET_ELEM_USERDATA      bytes
/// </code>
/// </remarks>
public ref struct SetElementBatch
{
    // nlmsghdr and nfgenmsg, which is all of the message that ends a batch
    private const int EndLength = NetlinkAbi.NLMSG_HDRLEN + NetlinkBuilder.NetfilterHeaderLength;

    private readonly ReadOnlySpan<byte> _table;
    private readonly byte _family;
    private readonly uint _firstSequence;
    private NetlinkBuilder _builder;
    private uint _nextSequence;
    private int _changes;
    private int _list;
    private int _lastChange;

    /// <param name="buffer">Where the batch is built.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="family">The table's family, NFPROTO_INET as a rule.</param>
    /// <param name="firstSequence">The number of the first message; each further one has the next.</param>
    public SetElementBatch(Span<byte> buffer, ReadOnlySpan<byte> table, byte family, uint firstSequence)
    {
        _table = table;
        _family = family;
        _firstSequence = firstSequence;
        _builder = new NetlinkBuilder(buffer);
        _nextSequence = firstSequence;
        _changes = 0;
        _list = 0;
        _lastChange = 0;
    }

    /// <summary>True once something did not fit: into the buffer, or into the 64 KiB of one list of elements.</summary>
    public readonly bool Failed => _builder.Failed;

    /// <summary>The bytes to send.</summary>
    public readonly ReadOnlySpan<byte> Written => _builder.Written;

    /// <summary>The number of messages that change something.</summary>
    public readonly int Changes => _changes;

    /// <summary>The sequence number of the first message, the one that begins the batch.</summary>
    public readonly uint FirstSequence => _firstSequence;

    /// <summary>
    /// The number that the next message will have, hence the one that belongs to the next change; after
    /// <see cref="End"/> the first number for whatever is sent then.
    /// </summary>
    public readonly uint NextSequence => _nextSequence;

    /// <summary>The sequence number of the last change, the one that is acknowledged.</summary>
    public readonly uint LastChangeSequence => _firstSequence + (uint)_changes;

    /// <summary>Starts the transaction.</summary>
    public void Begin()
    {
        _builder.BeginMessage(NetlinkAbi.NFNL_MSG_BATCH_BEGIN, NetlinkAbi.NLM_F_REQUEST, _nextSequence++);
        Boundary();
    }

    /// <summary>
    /// Adds one element. One with the same key and the same data that exists already is no error: a newer kernel
    /// gives it the new timeout, none changes its user data. With other data it is EEXIST.
    /// </summary>
    /// <param name="set">The set's or map's name.</param>
    /// <param name="key">See <see cref="ConcatenationWriter"/>.</param>
    /// <param name="data">What the map yields for the key; empty for a set.</param>
    /// <param name="timeoutMilliseconds">After this time the kernel removes the element; 0: it stays, or the set's default applies.</param>
    /// <param name="userData">Up to <see cref="UserDataWriter.MaxLength"/> bytes that the kernel keeps with the element; empty for none.</param>
    public void Add(
        scoped ReadOnlySpan<byte> set,
        scoped ReadOnlySpan<byte> key,
        scoped ReadOnlySpan<byte> data,
        ulong timeoutMilliseconds,
        scoped ReadOnlySpan<byte> userData)
    {
        OpenElements(set);
        Element(key, data, timeoutMilliseconds, userData);
        CloseElements();
    }

    /// <summary>Adds one element as <see cref="Add"/> does, but any element with this key that exists already is EEXIST.</summary>
    public void AddExclusive(
        scoped ReadOnlySpan<byte> set,
        scoped ReadOnlySpan<byte> key,
        scoped ReadOnlySpan<byte> data,
        ulong timeoutMilliseconds,
        scoped ReadOnlySpan<byte> userData)
    {
        OpenChange(NetlinkAbi.NFT_MSG_NEWSETELEM, NetlinkAbi.NLM_F_CREATE | NetlinkAbi.NLM_F_EXCL, set);
        Element(key, data, timeoutMilliseconds, userData);
        CloseElements();
    }

    /// <summary>Deletes the element with this key. One that is not there, or has just expired, is ENOENT.</summary>
    public void Delete(scoped ReadOnlySpan<byte> set, scoped ReadOnlySpan<byte> key)
    {
        OpenChange(NetlinkAbi.NFT_MSG_DELSETELEM, 0, set);
        Element(key, default, 0, default);
        CloseElements();
    }

    /// <summary>Deletes all elements of a set, which is no error where there are none. Elements may be added behind it in the same batch.</summary>
    public void Flush(scoped ReadOnlySpan<byte> set)
    {
        BeginChange(NetlinkAbi.NFT_MSG_DELSETELEM, 0, set);
        _builder.EndMessage();
    }

    /// <summary>Starts one message that adds many elements to a set: <see cref="Element"/> for each, then <see cref="CloseElements"/>.</summary>
    public void OpenElements(scoped ReadOnlySpan<byte> set) =>
        OpenChange(NetlinkAbi.NFT_MSG_NEWSETELEM, NetlinkAbi.NLM_F_CREATE, set);

    /// <summary>One element of the open list; the parameters are those of <see cref="Add"/>.</summary>
    public void Element(
        scoped ReadOnlySpan<byte> key,
        scoped ReadOnlySpan<byte> data,
        ulong timeoutMilliseconds,
        scoped ReadOnlySpan<byte> userData)
    {
        int element = _builder.Open(NetlinkAbi.NFTA_LIST_ELEM);
        if (timeoutMilliseconds != 0)
        {
            _builder.AttributeBigEndianUInt64(NetlinkAbi.NFTA_SET_ELEM_TIMEOUT, timeoutMilliseconds);
        }

        EmitValue(ref _builder, NetlinkAbi.NFTA_SET_ELEM_KEY, key);
        if (!data.IsEmpty)
        {
            EmitValue(ref _builder, NetlinkAbi.NFTA_SET_ELEM_DATA, data);
        }

        if (userData.Length > UserDataWriter.MaxLength)
        {
            _builder.Fail();
        }

        if (!userData.IsEmpty)
        {
            _builder.Attribute(NetlinkAbi.NFTA_SET_ELEM_USERDATA, userData);
        }

        _builder.Close(element); // NFTA_LIST_ELEM
    }

    /// <summary>
    /// True where one more element of these lengths fits into the open list and the batch can still be ended;
    /// otherwise close the list and go on with another, or with another batch.
    /// </summary>
    public readonly bool HasRoomForElement(int keyLength, int dataLength, int userDataLength)
    {
        // the element, its timeout, key, data and user data with their headers
        int length = 4 + 12 + 8 + NetlinkBuilder.Align(keyLength) + 8 + NetlinkBuilder.Align(dataLength)
            + 4 + NetlinkBuilder.Align(userDataLength);
        return !Failed && length + EndLength <= _builder.Remaining && _builder.Length - _list + length <= ushort.MaxValue;
    }

    /// <summary>Ends the message that <see cref="OpenElements"/> started.</summary>
    public void CloseElements()
    {
        _builder.Close(_list); // NFTA_SET_ELEM_LIST_ELEMENTS
        _builder.EndMessage();
    }

    /// <summary>Ends the transaction; without it the kernel drops all of it.</summary>
    public void End()
    {
        // an answer to each would fill the receive buffer: some 250 fit into one of the default size
        if (_changes > 0)
        {
            _builder.AddFlags(_lastChange, NetlinkAbi.NLM_F_ACK);
        }

        _builder.BeginMessage(NetlinkAbi.NFNL_MSG_BATCH_END, NetlinkAbi.NLM_F_REQUEST, _nextSequence++);
        Boundary();
    }

    /// <summary>An attribute that holds struct nft_data: a value in network order.</summary>
    internal static void EmitValue(ref NetlinkBuilder builder, ushort type, scoped ReadOnlySpan<byte> value)
    {
        int nest = builder.Open(type);
        builder.Attribute(NetlinkAbi.NFTA_DATA_VALUE, value);
        builder.Close(nest);
    }

    private void OpenChange(ushort message, ushort flags, scoped ReadOnlySpan<byte> set)
    {
        BeginChange(message, flags, set);
        _list = _builder.Open(NetlinkAbi.NFTA_SET_ELEM_LIST_ELEMENTS);
    }

    private void BeginChange(ushort message, ushort flags, scoped ReadOnlySpan<byte> set)
    {
        _lastChange = _builder.Length;
        _builder.BeginNetfilterMessage(
            NetlinkAbi.NFNL_SUBSYS_NFTABLES,
            message,
            (ushort)(NetlinkAbi.NLM_F_REQUEST | flags),
            _nextSequence++,
            _family);
        _changes++;
        _builder.AttributeText(NetlinkAbi.NFTA_SET_ELEM_LIST_TABLE, _table);
        _builder.AttributeText(NetlinkAbi.NFTA_SET_ELEM_LIST_SET, set);
    }

    // the ends of a batch name their subsystem in res_id, not in the message type
    private void Boundary()
    {
        _builder.NetfilterHeader(NetlinkAbi.AF_UNSPEC, NetlinkAbi.NFNL_SUBSYS_NFTABLES);
        _builder.EndMessage();
    }
}

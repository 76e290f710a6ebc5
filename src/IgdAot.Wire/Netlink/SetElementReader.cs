using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Walks the elements of one NFT_MSG_NEWSETELEM, as an answer to NFT_MSG_GETSETELEM or a notification brings
/// it; NFT_MSG_DELSETELEM has the same form. An attribute that does not fit sets <see cref="Failed"/> and ends
/// the walk. A dump comes in as many such messages as it takes, ended by NLMSG_DONE.
/// </summary>
public ref struct SetElementReader
{
    private AttributeReader _list;
    private bool _failed;

    /// <param name="payload">What follows the netlink header: struct nfgenmsg and the attributes.</param>
    public SetElementReader(ReadOnlySpan<byte> payload)
    {
        this = default;
        if (payload.Length < NetlinkBuilder.NetfilterHeaderLength)
        {
            _failed = true;
            return;
        }

        Family = payload[0];
        AttributeReader attributes = new(payload.Slice(NetlinkBuilder.NetfilterHeaderLength));
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NetlinkAbi.NFTA_SET_ELEM_LIST_TABLE:
                    Table = attributes.Text;
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_LIST_SET:
                    Set = attributes.Text;
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_LIST_ELEMENTS:
                    _list = attributes.Nested();
                    break;
            }
        }

        _failed = attributes.Failed;
    }

    /// <summary>True once a length was wrong.</summary>
    public readonly bool Failed => _failed || _list.Failed;

    /// <summary>The table's family, NFPROTO_….</summary>
    public byte Family { get; private set; }

    public ReadOnlySpan<byte> Table { get; private set; }

    public ReadOnlySpan<byte> Set { get; private set; }

    /// <summary>The element's key in network order, see <see cref="ConcatenationReader"/>.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>What the map yields for the key; empty in a set.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>See <see cref="UserDataReader"/>; empty where there is none.</summary>
    public ReadOnlySpan<byte> UserData { get; private set; }

    /// <summary>The time the element was given, in milliseconds; 0 for one that stays.</summary>
    public ulong TimeoutMilliseconds { get; private set; }

    /// <summary>What is left of that time, in milliseconds.</summary>
    public ulong ExpirationMilliseconds { get; private set; }

    /// <summary>True where the set counts: the two numbers below mean something.</summary>
    public bool HasCounter { get; private set; }

    public ulong CounterPackets { get; private set; }

    public ulong CounterBytes { get; private set; }

    /// <summary>Moves to the next element; false at the end and after a failure.</summary>
    public bool Next()
    {
        if (_failed || !_list.Next())
        {
            return false;
        }

        Key = default;
        Data = default;
        UserData = default;
        TimeoutMilliseconds = 0;
        ExpirationMilliseconds = 0;
        HasCounter = false;
        CounterPackets = 0;
        CounterBytes = 0;
        AttributeReader element = _list.Nested();
        while (element.Next())
        {
            switch (element.Type)
            {
                case NetlinkAbi.NFTA_SET_ELEM_KEY:
                    Key = element.DataValue();
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_DATA:
                    Data = element.DataValue();
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_TIMEOUT:
                    TimeoutMilliseconds = element.BigEndianUInt64();
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_EXPIRATION:
                    ExpirationMilliseconds = element.BigEndianUInt64();
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_USERDATA:
                    UserData = element.Value;
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_EXPR:
                    ReadExpression(element.Value);
                    break;
                case NetlinkAbi.NFTA_SET_ELEM_EXPRESSIONS:
                    ReadExpressions(element.Value);
                    break;
            }
        }

        _failed |= element.Failed;
        return !_failed;
    }

    private void ReadExpressions(ReadOnlySpan<byte> list)
    {
        AttributeReader expressions = new(list);
        while (expressions.Next())
        {
            ReadExpression(expressions.Value);
        }

        _failed |= expressions.Failed;
    }

    private void ReadExpression(ReadOnlySpan<byte> expression)
    {
        ReadOnlySpan<byte> name = default;
        AttributeReader data = default;
        AttributeReader parts = new(expression);
        while (parts.Next())
        {
            switch (parts.Type)
            {
                case NetlinkAbi.NFTA_EXPR_NAME:
                    name = parts.Text;
                    break;
                case NetlinkAbi.NFTA_EXPR_DATA:
                    data = parts.Nested();
                    break;
            }
        }

        _failed |= parts.Failed;
        if (!name.SequenceEqual("counter"u8))
        {
            return;
        }

        HasCounter = true;
        while (data.Next())
        {
            switch (data.Type)
            {
                case NetlinkAbi.NFTA_COUNTER_PACKETS:
                    CounterPackets = data.BigEndianUInt64();
                    break;
                case NetlinkAbi.NFTA_COUNTER_BYTES:
                    CounterBytes = data.BigEndianUInt64();
                    break;
            }
        }

        _failed |= data.Failed;
    }
}

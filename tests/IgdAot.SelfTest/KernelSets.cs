using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Time;
using IgdAot.Wire.Netlink;

namespace IgdAot.SelfTest;

/// <summary>
/// The elements that a kernel would hold after the batches of a <see cref="FakeMachine"/>: a batch is carried out whole or
/// not at all, an element goes by itself when its time is over. The names of the sets are those of the shipped ruleset.
/// </summary>
internal unsafe struct KernelSets
{
    /// <summary>Elements in all sets together; more are ENOMEM.</summary>
    public const int MaxElements = 128;

    private Instant* _clock;
    private bool _canUpdateTimeouts;
    private int _count;
    private int _countBefore;
    private Elements _elements;
    private Elements _before;

    /// <summary>Elements that are there, the expired ones among them until <see cref="DropExpired"/>.</summary>
    public readonly int Count => _count;

    public static ref readonly KernelElement At(ref readonly KernelSets sets, int index) =>
        ref ((ReadOnlySpan<KernelElement>)sets._elements)[index];

    /// <summary>Tells the sets whose time it is by; it must stay where it is.</summary>
    public void GoBy(Instant* clock) => _clock = clock;

    /// <summary>Says whether this is a kernel that changes a live element's timeout by a plain add.</summary>
    public void UpdateTimeouts(bool canUpdate) => _canUpdateTimeouts = canUpdate;

    /// <summary>The element of a set (<see cref="SetNames.At"/>) with this key; -1 for none.</summary>
    public int Find(int set, ReadOnlySpan<byte> key)
    {
        Span<KernelElement> elements = _elements;
        int index = _count - 1;
        while (index >= 0 && !(elements[index].Set == set && KernelElement.KeyOf(in elements[index]).SequenceEqual(key)))
        {
            index--;
        }

        return index;
    }

    public void Clear() => _count = 0;

    public void DropExpired()
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (At(ref this, i).Expiry <= *_clock)
            {
                RemoveAt(i);
            }
        }
    }

    /// <summary>Lets the elements that a deletion names be gone before it comes.</summary>
    public void Lose(ReadOnlySpan<byte> payload)
    {
        SetElementReader element = new SetElementReader(payload);
        while (element.Next())
        {
            _ = Delete(SetOf(element.Set), element.Key);
        }
    }

    /// <summary>Carries out a batch, or tells in <paramref name="errors"/> what stands against it and changes nothing. 0 or the first errno, positive.</summary>
    public int CarryOut(ReadOnlySpan<byte> batch, uint firstSequence, ref BatchErrors errors)
    {
        DropExpired();
        ((ReadOnlySpan<KernelElement>)_elements).Slice(0, _count).CopyTo(_before);
        _countBefore = _count;
        int first = 0;
        NetlinkReader reader = new NetlinkReader(batch);
        while (reader.Next())
        {
            int error = CarryOut(in reader);
            if (error != 0)
            {
                errors.Note(reader.Sequence - firstSequence - 1, error);
                first = first == 0 ? error : first;
            }
        }

        if (first != 0)
        {
            _count = _countBefore;
            ((ReadOnlySpan<KernelElement>)_before).Slice(0, _count).CopyTo(_elements);
        }

        return first;
    }

    private int CarryOut(scoped in NetlinkReader message)
    {
        bool isDeletion = message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_DELSETELEM);
        if (!isDeletion && !message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM))
        {
            return 0;
        }

        SetElementReader element = new SetElementReader(message.Payload);
        int set = SetOf(element.Set);
        if (set < 0)
        {
            return KernelError.NoSuchEntry;
        }

        bool isFlush = isDeletion;
        while (element.Next())
        {
            isFlush = false;
            int error = isDeletion ? Delete(set, element.Key) : Add(set, in element);
            if (error != 0)
            {
                return error;
            }
        }

        for (int i = _count - 1; i >= 0 && isFlush; i--)
        {
            if (At(ref this, i).Set == set)
            {
                RemoveAt(i);
            }
        }

        return element.Failed ? InvalidArgument : 0;
    }

    private int Delete(int set, ReadOnlySpan<byte> key)
    {
        int index = Find(set, key);
        if (index < 0)
        {
            return KernelError.NoSuchEntry;
        }

        RemoveAt(index);
        return 0;
    }

    private int Add(int set, scoped in SetElementReader added)
    {
        if (added.Key.Length is 0 or > KernelElement.MaxKeyLength || added.Data.Length > KernelElement.MaxDataLength
            || added.UserData.Length > UserDataWriter.MaxLength)
        {
            return InvalidArgument;
        }

        Instant expiry = added.TimeoutMilliseconds == 0 ? Instant.Never : _clock->PlusMilliseconds((long)added.TimeoutMilliseconds);
        int index = Find(set, added.Key);
        if (index >= 0)
        {
            ref KernelElement there = ref ((Span<KernelElement>)_elements)[index];
            if (!KernelElement.DataOf(in there).SequenceEqual(added.Data))
            {
                return Exists;
            }

            // It keeps its user data, and on older kernels its timeout.
            there.Expiry = _canUpdateTimeouts && !there.Expiry.IsNever && !expiry.IsNever ? expiry : there.Expiry;
            return 0;
        }

        if (_count == MaxElements)
        {
            return NoMemory;
        }

        ref KernelElement element = ref ((Span<KernelElement>)_elements)[_count++];
        element.Set = (byte)set;
        element.Expiry = expiry;
        KernelElement.Store(ref element, added.Key, added.Data, added.UserData);
        return 0;
    }

    private void RemoveAt(int index)
    {
        Span<KernelElement> elements = _elements;
        elements[index] = elements[--_count];
    }

    private static int SetOf(ReadOnlySpan<byte> name)
    {
        int index = name.StartsWith(ElementDump.ShippedPrefix) ? SetNames.Count - 1 : -1;
        while (index >= 0 && !name.Slice(ElementDump.ShippedPrefix.Length).SequenceEqual(SetNames.At(index)))
        {
            index--;
        }

        return index;
    }

    /// <summary>ENOMEM, EEXIST, EINVAL (asm-generic/errno-base.h).</summary>
    private const int NoMemory = 12;
    private const int Exists = 17;
    private const int InvalidArgument = 22;

    [InlineArray(MaxElements)]
    private struct Elements
    {
        private KernelElement _first;
    }
}

/// <summary>One element of a set.</summary>
internal struct KernelElement
{
    /// <summary>Bytes of the longest key, a device's name, and of the longest data, an address and a port.</summary>
    public const int MaxKeyLength = 16;
    public const int MaxDataLength = 8;

    /// <summary>Which set, see <see cref="SetNames.At"/>.</summary>
    public byte Set;
    public Instant Expiry;

    private byte _keyLength;
    private byte _dataLength;
    private byte _userDataLength;
    private Bytes _bytes;

    public static ReadOnlySpan<byte> KeyOf(ref readonly KernelElement element) =>
        ((ReadOnlySpan<byte>)element._bytes).Slice(0, element._keyLength);

    public static ReadOnlySpan<byte> DataOf(ref readonly KernelElement element) =>
        ((ReadOnlySpan<byte>)element._bytes).Slice(element._keyLength, element._dataLength);

    public static ReadOnlySpan<byte> UserDataOf(ref readonly KernelElement element) =>
        ((ReadOnlySpan<byte>)element._bytes).Slice(element._keyLength + element._dataLength, element._userDataLength);

    public static void Store(ref KernelElement element, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> userData)
    {
        Span<byte> bytes = element._bytes;
        element._keyLength = (byte)key.Length;
        element._dataLength = (byte)data.Length;
        element._userDataLength = (byte)userData.Length;
        key.CopyTo(bytes);
        data.CopyTo(bytes.Slice(key.Length));
        userData.CopyTo(bytes.Slice(key.Length + data.Length));
    }

    [InlineArray(MaxKeyLength + MaxDataLength + UserDataWriter.MaxLength)]
    private struct Bytes
    {
        private byte _first;
    }
}

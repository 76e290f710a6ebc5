using System;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Mappings;

/// <summary>
/// Every mapping, whatever protocol asked for it, with the four ways to it: by external port, by internal
/// endpoint, by place in the listing, by the end of its lease. All of them cost the same with one mapping
/// and with thousands. A mapping is known by its slot number from <see cref="Add"/> until <see cref="Remove"/>.
/// </summary>
/// <remarks>Only <see cref="Mapper"/> changes the table, after the kernel has agreed.</remarks>
public struct MappingTable
{
    /// <summary>No slot: the answer of a search without result, and the end of a chain.</summary>
    public const int None = -1;

    private Slots<Entry> _entries;
    private Slots<int> _externalBuckets;
    private Slots<int> _internalBuckets;
    private Slots<int> _listing;
    private Slots<int> _deadlines;
    private ClientCounts _clients;
    private int _count;
    private int _freeEntry;
    private int _usedEntries;
    private ulong _nextSequence;

    public readonly int Count => _count;

    public readonly int Capacity => _entries.Length;

    /// <summary>Room that a table of this capacity takes in the arena, bytes.</summary>
    public static nuint SizeOf(int capacity) =>
        Arena.SizeOf<Entry>(capacity) + (2 * Arena.SizeOf<int>(BucketCount(capacity)))
        + (2 * Arena.SizeOf<int>(capacity)) + ClientCounts.SizeOf(capacity);

    /// <summary>Makes an empty table. False where the arena has not the room.</summary>
    public bool Create(ref Arena arena, int capacity)
    {
        int buckets = BucketCount(capacity);
        _entries = arena.Take<Entry>(capacity);
        _externalBuckets = arena.Take<int>(buckets);
        _internalBuckets = arena.Take<int>(buckets);
        _listing = arena.Take<int>(capacity);
        _deadlines = arena.Take<int>(capacity);
        _freeEntry = None;
        _nextSequence = 1;
        return _clients.Create(ref arena, capacity) && _deadlines.Length == capacity;
    }

    /// <summary>The mapping in <paramref name="slot"/>, which must be in use.</summary>
    public readonly ref readonly Mapping this[int slot] => ref _entries[slot].Mapping;

    /// <summary>The slot of entry <paramref name="index"/> of the listing, 0 to <see cref="Count"/> - 1.</summary>
    public readonly int SlotAt(int index) => _listing[index];

    public readonly int CountOf(Ipv4Address client) => _clients.CountOf(client);

    /// <summary>The mapping with exactly this key, or <see cref="None"/>.</summary>
    public readonly int Find(IpProtocol protocol, ushort externalPort, Ipv4Address remoteHost)
    {
        int slot = FirstOnExternalPort(protocol, externalPort);
        while (slot != None && !_entries[slot].Mapping.RemoteHost.Equals(remoteHost))
        {
            slot = NextOnExternalPort(slot);
        }

        return slot;
    }

    /// <summary>The first of the mappings that share an external port (they differ in the remote host).</summary>
    public readonly int FirstOnExternalPort(IpProtocol protocol, ushort externalPort) =>
        SkipToExternalPort(Head(_externalBuckets, ExternalHash(protocol, externalPort)), protocol, externalPort);

    public readonly int NextOnExternalPort(int slot)
    {
        ref Entry entry = ref _entries[slot];
        return SkipToExternalPort(entry.NextExternal, entry.Mapping.Protocol, entry.Mapping.ExternalPort);
    }

    /// <summary>The first of the mappings that share an internal endpoint (they differ in the external port or remote host).</summary>
    public readonly int FirstOnInternal(IpProtocol protocol, Ipv4Address client, ushort internalPort) =>
        SkipToInternal(Head(_internalBuckets, InternalHash(protocol, client, internalPort)), protocol, client, internalPort);

    public readonly int NextOnInternal(int slot)
    {
        ref Entry entry = ref _entries[slot];
        return SkipToInternal(entry.NextInternal, entry.Mapping.Protocol, entry.Mapping.InternalClient, entry.Mapping.InternalPort);
    }

    /// <summary>The mapping whose lease ends first, or <see cref="None"/> in an empty table.</summary>
    public readonly int FirstToExpire() => _count == 0 ? None : _deadlines[0];

    /// <summary>The sequence number that the next new mapping gets.</summary>
    public readonly ulong NextSequence => _nextSequence;

    /// <summary>Takes a new mapping in and numbers it. The caller knows that there is room and that its key is free.</summary>
    internal int Add(in Mapping mapping)
    {
        int slot = _freeEntry;
        if (slot != None)
        {
            _freeEntry = _entries[slot].NextExternal;
        }
        else
        {
            slot = _usedEntries++;
        }

        ref Entry entry = ref _entries[slot];
        entry.Mapping = mapping;
        entry.Mapping.Sequence = _nextSequence++;
        LinkExternal(slot);
        LinkInternal(slot);
        entry.Listed = _count;
        _listing[_count] = slot;
        entry.Deadline = _count;
        _deadlines[_count] = slot;
        _count++;
        SiftUp(entry.Deadline);
        _clients.Increment(mapping.InternalClient);
        return slot;
    }

    /// <summary>
    /// Writes a changed mapping over the one in <paramref name="slot"/>. The external key stays what it was;
    /// client, internal port, lease, nonce and description may differ.
    /// </summary>
    internal void Replace(int slot, in Mapping mapping)
    {
        ref Entry entry = ref _entries[slot];
        ulong sequence = entry.Mapping.Sequence;
        UnlinkInternal(slot);
        _clients.Decrement(entry.Mapping.InternalClient);
        entry.Mapping = mapping;
        entry.Mapping.Sequence = sequence;
        LinkInternal(slot);
        _clients.Increment(mapping.InternalClient);
        SiftUp(entry.Deadline);
        SiftDown(entry.Deadline);
    }

    /// <summary>Lets a mapping count as older than all others: among those just taken over from the kernel their order is not known.</summary>
    internal void MakeOldest(int slot) => _entries[slot].Mapping.Sequence = 0;

    /// <summary>Takes a mapping out; the last entry of the listing takes its place there.</summary>
    internal void Remove(int slot)
    {
        ref Entry entry = ref _entries[slot];
        UnlinkExternal(slot);
        UnlinkInternal(slot);
        _clients.Decrement(entry.Mapping.InternalClient);
        _count--;

        int lastListed = _listing[_count];
        _listing[entry.Listed] = lastListed;
        _entries[lastListed].Listed = entry.Listed;

        int hole = entry.Deadline;
        int lastDeadline = _deadlines[_count];
        if (lastDeadline != slot)
        {
            _deadlines[hole] = lastDeadline;
            _entries[lastDeadline].Deadline = hole;
            SiftUp(hole);
            SiftDown(_entries[lastDeadline].Deadline);
        }

        entry.Mapping = default;
        entry.NextExternal = _freeEntry;
        _freeEntry = slot;
    }

    /// <summary>Buckets are a power of two with at most one entry each on average; the value stored is slot + 1, so that zeroed memory is empty.</summary>
    private static int BucketCount(int capacity)
    {
        int count = 16;
        while (count < capacity)
        {
            count *= 2;
        }

        return count;
    }

    private static uint ExternalHash(IpProtocol protocol, ushort externalPort) => Hash.Mix(((uint)protocol << 16) | externalPort);

    private static uint InternalHash(IpProtocol protocol, Ipv4Address client, ushort internalPort) =>
        Hash.Mix(Hash.Mix(client.Value) ^ (((uint)protocol << 16) | internalPort));

    private static int Head(Slots<int> buckets, uint hash) => buckets[(int)(hash & (uint)(buckets.Length - 1))] - 1;

    private static ref int Bucket(Slots<int> buckets, uint hash) => ref buckets[(int)(hash & (uint)(buckets.Length - 1))];

    private readonly int SkipToExternalPort(int slot, IpProtocol protocol, ushort externalPort)
    {
        while (slot != None && !_entries[slot].Mapping.HasExternalPort(protocol, externalPort))
        {
            slot = _entries[slot].NextExternal;
        }

        return slot;
    }

    private readonly int SkipToInternal(int slot, IpProtocol protocol, Ipv4Address client, ushort internalPort)
    {
        while (slot != None && !_entries[slot].Mapping.HasInternal(protocol, client, internalPort))
        {
            slot = _entries[slot].NextInternal;
        }

        return slot;
    }

    private void LinkExternal(int slot)
    {
        ref Entry entry = ref _entries[slot];
        ref int head = ref Bucket(_externalBuckets, ExternalHash(entry.Mapping.Protocol, entry.Mapping.ExternalPort));
        entry.NextExternal = head - 1;
        head = slot + 1;
    }

    private void LinkInternal(int slot)
    {
        ref Entry entry = ref _entries[slot];
        ref int head = ref Bucket(_internalBuckets, InternalHash(entry.Mapping.Protocol, entry.Mapping.InternalClient, entry.Mapping.InternalPort));
        entry.NextInternal = head - 1;
        head = slot + 1;
    }

    private void UnlinkExternal(int slot)
    {
        ref Entry entry = ref _entries[slot];
        ref int head = ref Bucket(_externalBuckets, ExternalHash(entry.Mapping.Protocol, entry.Mapping.ExternalPort));
        if (head - 1 == slot)
        {
            head = entry.NextExternal + 1;
            return;
        }

        int before = head - 1;
        while (_entries[before].NextExternal != slot)
        {
            before = _entries[before].NextExternal;
        }

        _entries[before].NextExternal = entry.NextExternal;
    }

    private void UnlinkInternal(int slot)
    {
        ref Entry entry = ref _entries[slot];
        ref int head = ref Bucket(_internalBuckets, InternalHash(entry.Mapping.Protocol, entry.Mapping.InternalClient, entry.Mapping.InternalPort));
        if (head - 1 == slot)
        {
            head = entry.NextInternal + 1;
            return;
        }

        int before = head - 1;
        while (_entries[before].NextInternal != slot)
        {
            before = _entries[before].NextInternal;
        }

        _entries[before].NextInternal = entry.NextInternal;
    }

    private void SiftUp(int position)
    {
        int slot = _deadlines[position];
        while (position > 0)
        {
            int parent = (position - 1) / 2;
            if (_entries[_deadlines[parent]].Mapping.Expiry <= _entries[slot].Mapping.Expiry)
            {
                break;
            }

            Place(position, _deadlines[parent]);
            position = parent;
        }

        Place(position, slot);
    }

    private void SiftDown(int position)
    {
        int slot = _deadlines[position];
        while (true)
        {
            int child = (position * 2) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _entries[_deadlines[child + 1]].Mapping.Expiry < _entries[_deadlines[child]].Mapping.Expiry)
            {
                child++;
            }

            if (_entries[slot].Mapping.Expiry <= _entries[_deadlines[child]].Mapping.Expiry)
            {
                break;
            }

            Place(position, _deadlines[child]);
            position = child;
        }

        Place(position, slot);
    }

    private void Place(int position, int slot)
    {
        _deadlines[position] = slot;
        _entries[slot].Deadline = position;
    }

    private struct Entry
    {
        public Mapping Mapping;

        /// <summary>Next in the bucket, or in the list of free entries.</summary>
        public int NextExternal;

        public int NextInternal;

        /// <summary>Place in the listing.</summary>
        public int Listed;

        /// <summary>Place in the heap of deadlines.</summary>
        public int Deadline;
    }
}

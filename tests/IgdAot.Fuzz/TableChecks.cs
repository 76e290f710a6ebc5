using System;
using IgdAot.Gateway;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Status;
using IgdAot.Gateway.Time;
using IgdAot.SelfTest;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Fuzz;

/// <summary>What holds for the mappings at any time, worked out the slow and simple way.</summary>
internal static unsafe class TableChecks
{
    public static void Run(ref FuzzState state)
    {
        ref GatewayState gateway = ref state.Scenario.Gateway;

        // A change takes a batch, or the end of a lease; without one there is nothing new to see.
        if (state.CheckedBatch == gateway.Firewall.Sequence && state.CheckedCount == gateway.Mappings.Count)
        {
            return;
        }

        state.CheckedBatch = gateway.Firewall.Sequence;
        state.CheckedCount = gateway.Mappings.Count;
        CheckTable(in gateway.Mappings, state.Scenario.Now);
        if (gateway.Firewall.IsReady && !gateway.Firewall.NeedsRefill)
        {
            CheckKernel(ref state);
        }
    }

    /// <summary>A mapping that was just made: what the policy promises.</summary>
    public static void CheckNew(ref FuzzState state, in Mapping mapping)
    {
        ref GatewayState gateway = ref state.Scenario.Gateway;
        Require.That(GatewayState.LanOf(in gateway, mapping.InternalClient) >= 0, "a new mapping leads to a served LAN"u8);
        Require.That(!PortPolicy.IsReserved(in gateway.Settings, mapping.ExternalPort), "nobody gets a reserved port"u8);
        Require.That(PortPolicy.IsPermitted(in gateway.Settings, in mapping, out _), "a new mapping is permitted"u8);

        // A program that takes the port later does not keep the client from sharing it between remote hosts.
        int first = gateway.Mappings.FirstOnExternalPort(mapping.Protocol, mapping.ExternalPort);
        bool isAlone = gateway.Mappings.NextOnExternalPort(first) == MappingTable.None;
        Require.That(!isAlone || !state.Scenario.Machine.HoldsPort(mapping.Protocol, mapping.ExternalPort), "nobody gets a port of the router"u8);
        Require.That(gateway.Mappings.CountOf(mapping.InternalClient) <= gateway.Settings.QuotaPerClient, "a client keeps to its quota"u8);
        Require.That(gateway.Mappings.Count <= gateway.Settings.QuotaTotal, "all keep to the quota"u8);
        Require.That(mapping.Expiry > state.Scenario.Now, "a new mapping has a lease"u8);
        Require.That(mapping.Origin == MappingOrigin.Upnp || !mapping.Expiry.IsNever, "only UPnP grants for ever"u8);
        Require.That(!gateway.Settings.IsSecure || mapping.InternalClient.Equals(state.Scenario.Client), "in secure mode clients map to themselves"u8);
    }

    /// <summary>The report of all mappings is whole.</summary>
    public static void CheckStatus(ref FuzzState state, bool isJson)
    {
        Span<byte> buffer = stackalloc byte[2 * StatusReport.MaxPieceLength];
        int position = 0;
        int pieces = 0;
        while (true)
        {
            ByteWriter writer = new ByteWriter(buffer);
            if (!StatusReport.TryEmit(ref state.Scenario.Gateway, isJson, ref position, state.Scenario.Now, ref writer))
            {
                break;
            }

            pieces++;
            Require.That(!writer.Failed, "a piece of the status has room"u8);
            Require.That(Utf8.IsValid(writer.Written), "the status is UTF-8"u8);
        }

        Require.That(pieces > 0 && pieces <= state.Scenario.Gateway.Mappings.Count + 2, "the status ends"u8);
    }

    private static void CheckTable(in MappingTable table, Instant now)
    {
        Require.That(table.Count <= table.Capacity, "the table is not overfull"u8);
        Instant earliest = Instant.Never;
        for (int i = 0; i < table.Count; i++)
        {
            int slot = table.SlotAt(i);
            ref readonly Mapping mapping = ref table[slot];
            earliest = Instant.Earlier(earliest, mapping.Expiry);
            Require.That(mapping.ExternalPort != 0 && mapping.InternalPort != 0, "a mapping has ports"u8);
            Require.That(mapping.Protocol is IpProtocol.Tcp or IpProtocol.Udp, "a mapping is of TCP or UDP"u8);
            Require.That(Utf8.IsValid(Description.AsSpan(in mapping.Description)), "a description is UTF-8"u8);
            Require.That(table.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost) == slot, "a mapping is found by its key"u8);
            int ofClient = 0;
            int onPort = 0;
            int onInternal = 0;
            for (int j = 0; j < table.Count; j++)
            {
                ref readonly Mapping other = ref table[table.SlotAt(j)];
                bool isSameClient = other.InternalClient.Equals(mapping.InternalClient);
                bool isSamePort = other.HasExternalPort(mapping.Protocol, mapping.ExternalPort);
                Require.That(i == j || table.SlotAt(j) != slot, "no slot is listed twice"u8);
                Require.That(!isSamePort || isSameClient, "an external port has one client"u8);
                Require.That(i == j || !isSamePort || !other.RemoteHost.Equals(mapping.RemoteHost), "no key stands twice"u8);
                ofClient += isSameClient ? 1 : 0;
                onPort += isSamePort ? 1 : 0;
                onInternal += other.HasInternal(mapping.Protocol, mapping.InternalClient, mapping.InternalPort) ? 1 : 0;
            }

            Require.That(table.CountOf(mapping.InternalClient) == ofClient, "a client's mappings are counted"u8);
            for (int at = table.FirstOnExternalPort(mapping.Protocol, mapping.ExternalPort); at != MappingTable.None; at = table.NextOnExternalPort(at))
            {
                onPort--;
            }

            for (int at = table.FirstOnInternal(mapping.Protocol, mapping.InternalClient, mapping.InternalPort); at != MappingTable.None; at = table.NextOnInternal(at))
            {
                onInternal--;
            }

            Require.That(onPort == 0 && onInternal == 0, "the chains hold what they should"u8);
        }

        int first = table.FirstToExpire();
        Require.That(table.Count == 0 ? first == MappingTable.None : table[first].Expiry.Milliseconds == earliest.Milliseconds, "the first to expire is first"u8);
    }

    /// <summary>Every element that the mappings call for is in the kernel, and no other.</summary>
    private static void CheckKernel(ref FuzzState state)
    {
        ref readonly MappingTable table = ref state.Scenario.Gateway.Mappings;
        Instant now = state.Scenario.Now;
        state.Kernel.DropExpired();
        int expected = 0;
        for (int i = 0; i < table.Count; i++)
        {
            ref readonly Mapping mapping = ref table[table.SlotAt(i)];
            if (!mapping.IsEnabled || mapping.Expiry <= now)
            {
                continue;
            }

            bool isFirstOnPort = true;
            bool isOldest = true;
            Instant lastOnPort = mapping.Expiry;
            for (int j = 0; j < table.Count; j++)
            {
                ref readonly Mapping other = ref table[table.SlotAt(j)];
                bool counts = other.IsEnabled && other.Expiry > now && i != j;
                if (counts && other.HasExternalPort(mapping.Protocol, mapping.ExternalPort))
                {
                    isFirstOnPort &= j > i;
                    lastOnPort = Instant.Later(lastOnPort, other.Expiry);
                }

                isOldest &= !counts || !other.HasInternal(mapping.Protocol, mapping.InternalClient, mapping.InternalPort) || other.Sequence > mapping.Sequence;
            }

            expected++;
            CheckForward(ref state, in mapping);
            if (isFirstOnPort)
            {
                expected++;
                CheckPort(ref state, in mapping, lastOnPort);
            }

            if (isOldest)
            {
                expected++;
                CheckSource(ref state, in mapping);
            }
        }

        int held = 0;
        for (int i = 0; i < state.Kernel.Count; i++)
        {
            int set = KernelSets.At(in state.Kernel, i).Set;
            held += set is >= ForwardSet and <= UdpSet ? 1 : 0;
        }

        Require.That(held == expected, "the kernel holds nothing that no mapping calls for"u8);
    }

    // Places in SetNames.At.
    private const int ForwardSet = 1;
    private const int ForwardFromSet = 2;
    private const int SourceSet = 3;
    private const int TcpSet = 4;
    private const int UdpSet = 5;

    private static void CheckForward(ref FuzzState state, in Mapping mapping)
    {
        Span<byte> buffer = stackalloc byte[KernelElement.MaxKeyLength + KernelElement.MaxDataLength];
        ByteWriter key = new ByteWriter(buffer.Slice(0, KernelElement.MaxKeyLength));
        bool hasRemoteHost = !mapping.RemoteHost.IsUnspecified;
        if (hasRemoteHost)
        {
            key.WriteUInt32(mapping.RemoteHost.Value);
        }

        key.WriteByte((byte)mapping.Protocol);
        key.WriteZeros(3);
        WritePort(ref key, mapping.ExternalPort);
        ref readonly KernelElement element = ref Find(ref state, hasRemoteHost ? ForwardFromSet : ForwardSet, key.Written, mapping.Expiry);
        ByteWriter data = new ByteWriter(buffer.Slice(KernelElement.MaxKeyLength));
        data.WriteUInt32(mapping.InternalClient.Value);
        WritePort(ref data, mapping.InternalPort);
        Require.That(KernelElement.DataOf(in element).SequenceEqual(data.Written), "the kernel forwards to the internal client"u8);

        Mapping kept = default;
        Require.That(
            UserDataReader.TryGetComment(KernelElement.UserDataOf(in element), out ReadOnlySpan<byte> comment)
            && ElementText.TryParse(comment, ref kept) && ElementText.IsSame(in kept, in mapping),
            "the kernel remembers origin, nonce and description"u8);
    }

    private static void CheckPort(ref FuzzState state, in Mapping mapping, Instant expiry)
    {
        Span<byte> buffer = stackalloc byte[KernelElement.MaxKeyLength];
        ByteWriter key = new ByteWriter(buffer);
        key.WriteUInt16(mapping.ExternalPort);
        Find(ref state, mapping.Protocol == IpProtocol.Tcp ? TcpSet : UdpSet, key.Written, expiry);
    }

    private static void CheckSource(ref FuzzState state, in Mapping mapping)
    {
        Span<byte> buffer = stackalloc byte[KernelElement.MaxKeyLength];
        ByteWriter key = new ByteWriter(buffer);
        key.WriteByte((byte)mapping.Protocol);
        key.WriteZeros(3);
        key.WriteUInt32(mapping.InternalClient.Value);
        WritePort(ref key, mapping.InternalPort);
        ref readonly KernelElement element = ref Find(ref state, SourceSet, key.Written, mapping.Expiry);
        ConcatenationReader data = new ConcatenationReader(KernelElement.DataOf(in element));
        Require.That(data.Port() == mapping.ExternalPort && data.IsComplete, "the oldest mapping's port is what the client sends from"u8);
    }

    /// <summary>A port in a concatenation, which is padded to four bytes.</summary>
    private static void WritePort(ref ByteWriter writer, ushort port)
    {
        writer.WriteUInt16(port);
        writer.WriteZeros(2);
    }

    private static ref readonly KernelElement Find(ref FuzzState state, int set, ReadOnlySpan<byte> key, Instant expiry)
    {
        int index = state.Kernel.Find(set, key);
        Require.That(index >= 0, "the kernel holds what a mapping calls for"u8);
        ref readonly KernelElement element = ref KernelSets.At(in state.Kernel, index);
        Require.That(element.Expiry.Milliseconds == expiry.Milliseconds, "an element goes with its mapping"u8);
        return ref element;
    }
}

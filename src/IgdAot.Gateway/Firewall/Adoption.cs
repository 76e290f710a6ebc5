using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Gateway.Firewall;

/// <summary>
/// Takes over what the kernel's sets hold: after a crash or an upgrade the mappings go on, with their owners, their
/// remaining leases and their texts. Feed it the dumps of dnat4 and dnat4_from, then that of snat4, then that of ext4.
/// </summary>
public static class Adoption
{
    /// <summary>Takes one element of dnat4 or dnat4_from into the table.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="element">The element.</param>
    /// <param name="hasRemoteHost">True for dnat4_from.</param>
    /// <param name="now">The time.</param>
    /// <returns>False for an element that is not one of ours; a refill takes it away.</returns>
    public static bool TakeForward(ref GatewayState state, scoped in SetElementReader element, bool hasRemoteHost, Instant now)
    {
        Mapping mapping = default;
        ConcatenationReader key = new ConcatenationReader(element.Key);
        mapping.RemoteHost = hasRemoteHost ? key.Address() : default;
        mapping.Protocol = (IpProtocol)key.Protocol();
        mapping.ExternalPort = key.Port();
        ConcatenationReader data = new ConcatenationReader(element.Data);
        mapping.InternalClient = data.Address();
        mapping.InternalPort = data.Port();
        mapping.IsEnabled = true;
        mapping.Expiry = element.TimeoutMilliseconds == 0
            ? Instant.Never
            : now.PlusMilliseconds((long)Math.Min(element.ExpirationMilliseconds, element.TimeoutMilliseconds));
        bool isOurs = key.IsComplete && data.IsComplete
            && mapping.Protocol is IpProtocol.Tcp or IpProtocol.Udp
            && mapping.ExternalPort != 0 && mapping.InternalPort != 0
            && UserDataReader.TryGetComment(element.UserData, out ReadOnlySpan<byte> comment)
            && ElementText.TryParse(comment, ref mapping);
        if (!isOurs || mapping.Expiry <= now || state.Mappings.Count == state.Mappings.Capacity
            || state.Mappings.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost) != MappingTable.None)
        {
            return false;
        }

        int holder = state.Mappings.FirstOnExternalPort(mapping.Protocol, mapping.ExternalPort);
        if (holder != MappingTable.None && !state.Mappings[holder].InternalClient.Equals(mapping.InternalClient))
        {
            return false;
        }

        state.Mappings.Add(in mapping);
        return true;
    }

    /// <summary>An element of snat4 tells which of the mappings of an internal port is the oldest.</summary>
    public static void TakeSource(ref GatewayState state, scoped in SetElementReader element)
    {
        ConcatenationReader key = new ConcatenationReader(element.Key);
        IpProtocol protocol = (IpProtocol)key.Protocol();
        Ipv4Address client = key.Address();
        ushort internalPort = key.Port();
        ConcatenationReader data = new ConcatenationReader(element.Data);
        ushort externalPort = data.Port();
        if (!key.IsComplete || !data.IsComplete)
        {
            return;
        }

        for (int slot = state.Mappings.FirstOnInternal(protocol, client, internalPort); slot != MappingTable.None; slot = state.Mappings.NextOnInternal(slot))
        {
            if (state.Mappings[slot].ExternalPort == externalPort)
            {
                state.Mappings.MakeOldest(slot);
                return;
            }
        }
    }

    /// <summary>The WAN address's element tells when the epoch began, where the address is still the same.</summary>
    public static void TakeExternalAddress(ref GatewayState state, scoped in SetElementReader element, Instant now)
    {
        ConcatenationReader key = new ConcatenationReader(element.Key);
        Ipv4Address address = key.Address();
        if (key.IsComplete && address.Equals(state.Wan.Address)
            && UserDataReader.TryGetComment(element.UserData, out ReadOnlySpan<byte> comment)
            && EpochText.TryParse(comment, out Instant epochStart) && epochStart <= now)
        {
            state.EpochStart = epochStart;
        }
    }
}

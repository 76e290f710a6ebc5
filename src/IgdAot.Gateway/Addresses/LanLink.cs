using IgdAot.Gateway.Config;
using IgdAot.Wire;

namespace IgdAot.Gateway.Addresses;

/// <summary>A LAN that the gateway serves: its device, and the router's address there.</summary>
public struct LanLink
{
    public DeviceName Device;

    /// <summary>0 while there is no such device.</summary>
    public int InterfaceIndex;

    /// <summary>The router's address on the link; 0.0.0.0 while it has none.</summary>
    public Ipv4Address Address;

    public byte PrefixLength;

    public readonly bool IsServed => InterfaceIndex != 0 && !Address.IsUnspecified;

    /// <summary>
    /// True for an address that a host on this link can have: in the prefix, not the router's own, not the
    /// network's or the broadcast address (RFC 1122, section 3.2.1.3; RFC 3021 for prefixes of 31 bits).
    /// </summary>
    public readonly bool CanBeHost(Ipv4Address address)
    {
        if (!IsServed || !Address.SharesPrefix(address, PrefixLength) || address.Equals(Address)
            || address.IsUnspecified || address.IsLoopback || address.IsMulticast)
        {
            return false;
        }

        uint hostMask = PrefixLength == 0 ? uint.MaxValue : (uint)((1UL << (32 - PrefixLength)) - 1);
        uint host = address.Value & hostMask;
        return PrefixLength >= 31 || (host != 0 && host != hostMask);
    }
}

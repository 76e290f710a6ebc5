using System;
using IgdAot.Wire;

namespace IgdAot.Gateway.Addresses;

/// <summary>What kind of address the WAN has, and so whether anybody outside can reach it.</summary>
public enum AddressScope : byte
{
    Public,

    /// <summary>Behind another router (RFC 1918).</summary>
    Private,

    /// <summary>Behind the provider's NAT (RFC 6598).</summary>
    SharedCarrier,

    /// <summary>Not to be used on the internet (RFC 6890).</summary>
    Reserved,
}

/// <summary>Tells the scope of an address by the IANA special-purpose registry (RFC 6890, section 2.2.2).</summary>
public static class AddressScopes
{
    public static AddressScope Of(Ipv4Address address)
    {
        uint value = address.Value;
        if (value >> 24 == 10 || value >> 20 == 0xac1 || value >> 16 == 0xc0a8)
        {
            return AddressScope.Private;
        }

        if (value >> 22 == 0x6440 >> 6)
        {
            return AddressScope.SharedCarrier;
        }

        bool isReserved = value >> 24 == 0 || address.IsLoopback || value >> 16 == 0xa9fe
            || value >> 8 == 0xc00000 || value >> 8 == 0xc00002 || value >> 17 == 0xc612 >> 1
            || value >> 8 == 0xc63364 || value >> 8 == 0xcb0071 || value >> 28 >= 14;
        return isReserved ? AddressScope.Reserved : AddressScope.Public;
    }

    /// <summary>The verdict in words, for status and log; empty for a public address.</summary>
    public static ReadOnlySpan<byte> Verdict(AddressScope scope) => scope switch
    {
        AddressScope.Private => "double NAT: open ports on the router in front too"u8,
        AddressScope.SharedCarrier => "carrier NAT: nothing arrives from the internet"u8,
        AddressScope.Reserved => "reserved address: nothing arrives from the internet"u8,
        _ => default,
    };
}

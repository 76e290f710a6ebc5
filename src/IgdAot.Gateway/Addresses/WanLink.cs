using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Addresses;

/// <summary>The WAN as the kernel tells it.</summary>
public struct WanLink
{
    /// <summary>0 while there is no such device.</summary>
    public int InterfaceIndex;

    public bool IsRunning;

    /// <summary>0.0.0.0 while there is none.</summary>
    public Ipv4Address Address;

    /// <summary>When the address came.</summary>
    public Instant Since;

    /// <summary>The device's speed, bit/s; 0 where it does not say.</summary>
    public ulong BitRate;

    public readonly bool IsConnected => InterfaceIndex != 0 && !Address.IsUnspecified;
}

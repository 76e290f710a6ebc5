using IgdAot.Gateway.Config;

namespace IgdAot.Gateway.Mappings;

/// <summary>Which external ports anybody may have.</summary>
public static class PortPolicy
{
    /// <summary>UDP ports of NAT-PMP and PCP (RFC 6886, section 1.1; RFC 6887, section 19.1): never mapped (RFC 6887, section 11.3).</summary>
    public const ushort AnnouncePort = 5350;
    public const ushort ServerPort = 5351;

    /// <summary>SSDP (UDA 1.1, section 1.1).</summary>
    public const ushort SsdpPort = 1900;

    /// <summary>First port that a client cannot take for the router's own services.</summary>
    public const ushort FirstUnprivileged = 1024;

    /// <summary>First of the dynamic ports (RFC 6335, section 6): where a client that has no wish is put.</summary>
    public const ushort FirstDynamic = 49152;

    /// <summary>True for a port that nobody gets, free or not.</summary>
    public static bool IsReserved(ref readonly Settings settings, ushort externalPort) =>
        externalPort is 0 or AnnouncePort or ServerPort or SsdpPort || externalPort == settings.HttpPort
        || PortSet.Contains(in settings.ReservedPorts, externalPort);
}

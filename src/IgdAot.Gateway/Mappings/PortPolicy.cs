using System;
using IgdAot.Gateway.Config;

namespace IgdAot.Gateway.Mappings;

/// <summary>Which external ports anybody may have, and which of them this client.</summary>
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

    /// <summary>
    /// True for a mapping that the permission rules allow: the first rule that fits decides, and where none fits it is
    /// allowed.
    /// </summary>
    /// <param name="settings">The rules.</param>
    /// <param name="mapping">Internal client, internal port and external port count.</param>
    /// <param name="next">The next higher external port for which the answer can be another one; 65536 where there is none.</param>
    public static bool IsPermitted(ref readonly Settings settings, in Mapping mapping, out int next)
    {
        next = ushort.MaxValue + 1;
        ReadOnlySpan<PermissionRule> rules = settings.Permissions;
        for (int i = 0; i < settings.PermissionCount; i++)
        {
            ref readonly PermissionRule rule = ref rules[i];
            if (!rule.Network.SharesPrefix(mapping.InternalClient, rule.PrefixLength)
                || !rule.InternalPorts.Contains(mapping.InternalPort) || mapping.ExternalPort > rule.ExternalPorts.Last)
            {
                continue;
            }

            bool fits = mapping.ExternalPort >= rule.ExternalPorts.First;
            next = Math.Min(next, fits ? rule.ExternalPorts.Last + 1 : rule.ExternalPorts.First);
            if (fits)
            {
                return rule.Action == PermissionAction.Allow;
            }
        }

        return true;
    }
}

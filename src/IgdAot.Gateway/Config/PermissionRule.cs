using IgdAot.Wire;

namespace IgdAot.Gateway.Config;

/// <summary>What a rule says of the mappings that it fits.</summary>
public enum PermissionAction : byte
{
    Allow,
    Deny,

    /// <summary>Not said, which is a mistake.</summary>
    Missing,
}

/// <summary>One section of type permission: the mappings that it fits, and what it says of them.</summary>
public struct PermissionRule
{
    /// <summary>Internal clients: those that share the first <see cref="PrefixLength"/> bits.</summary>
    public Ipv4Address Network;
    public PortRange ExternalPorts;
    public PortRange InternalPorts;

    /// <summary>Where the section begins. A file has fewer lines: <see cref="SettingsReader.MaxLength"/>.</summary>
    public ushort Line;
    public byte PrefixLength;
    public PermissionAction Action;

    /// <summary>A rule that fits every mapping and says nothing of it.</summary>
    public static PermissionRule Empty => new PermissionRule
    {
        ExternalPorts = new PortRange { Last = ushort.MaxValue },
        InternalPorts = new PortRange { Last = ushort.MaxValue },
        Action = PermissionAction.Missing,
    };
}

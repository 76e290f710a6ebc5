namespace IgdAot.Gateway.Mappings;

/// <summary>The control protocol that made a mapping. Stored in the kernel's sets: a value never changes its meaning.</summary>
public enum MappingOrigin : byte
{
    Upnp = 1,
    NatPmp = 2,
    Pcp = 3,
}

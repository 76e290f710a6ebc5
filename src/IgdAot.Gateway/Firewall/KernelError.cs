namespace IgdAot.Gateway.Firewall;

/// <summary>The errno values that decide something here; these are below 35 and so the same on every Linux processor (asm-generic/errno-base.h).</summary>
public static class KernelError
{
    /// <summary>ENOENT: an element that is deleted, or the table or set itself, is not there.</summary>
    public const int NoSuchEntry = 2;

    /// <summary>E2BIG: what was to be asked did not fit into the room for it.</summary>
    public const int TooLong = 7;

    /// <summary>EEXIST: the element is there with other data.</summary>
    public const int Exists = 17;
}

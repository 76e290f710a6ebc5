namespace IgdAot.Packages;

/// <summary>Bounds for what is read. A package is input from outside: what it says of its own size is not believed.</summary>
internal static class Limits
{
    /// <summary>Bytes of a package file, and of anything in it once decompressed. Ours have 300,000.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Files, folders and links of one package. Ours have 40.</summary>
    public const int MaxEntries = 20_000;

    /// <summary>Bytes of a path: PATH_MAX of linux/limits.h.</summary>
    public const int MaxPath = 4096;
}

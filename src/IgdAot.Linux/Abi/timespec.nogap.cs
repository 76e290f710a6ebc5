using System.Runtime.InteropServices;

// C's names are in lower case.
#pragma warning disable CS8981

namespace IgdAot.Linux;

/// <summary>time.h, with 64 bits for the seconds on every target. Sixteen bytes on 32-bit machines too.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct timespec
{
    public long tv_sec;
    public nint tv_nsec;
}

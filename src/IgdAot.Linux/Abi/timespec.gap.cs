using System.Runtime.InteropServices;

// C's names are in lower case.
#pragma warning disable CS8981

namespace IgdAot.Linux;

/// <summary>time.h, with 64 bits for the seconds on every target. The nanoseconds are the low half of 64 bits, and so stand last.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct timespec
{
    public long tv_sec;
    public int __high;
    public nint tv_nsec;
}

using System.Runtime.InteropServices;

namespace IgdAot.Linux;

/// <summary>sys/epoll.h. Packed on x64, so that its 32-bit programs see the same layout; i386 aligns 64 bits to four bytes by itself.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct epoll_event
{
    public uint events;
    public ulong data;
}

using System.Runtime.InteropServices;

namespace IgdAot.Linux;

/// <summary>sys/epoll.h. Packed on x64 alone, so that 32-bit programs see the same layout.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct epoll_event
{
    public uint events;
    public ulong data;
}

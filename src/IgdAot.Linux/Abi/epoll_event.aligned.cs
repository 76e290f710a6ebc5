using System.Runtime.InteropServices;

namespace IgdAot.Linux;

/// <summary>sys/epoll.h. Aligned, as everywhere but on x64 and i386.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct epoll_event
{
    public uint events;
    public ulong data;
}

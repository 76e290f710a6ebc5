using System.Runtime.InteropServices;

// C's names are in lower case.
#pragma warning disable CS8981

namespace IgdAot.Linux;

// The structures of C in C's spelling. "Network order" is said where it holds; everything else is native.

/// <summary>netinet/in.h. Port and address are in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sockaddr_in
{
    public ushort sin_family;
    public ushort sin_port;
    public uint sin_addr;
    public fixed byte sin_zero[8];
}

/// <summary>sys/un.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sockaddr_un
{
    public const int PathCapacity = 108;

    public ushort sun_family;
    public fixed byte sun_path[PathCapacity];
}

/// <summary>linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct sockaddr_nl
{
    public ushort nl_family;
    public ushort nl_pad;
    public uint nl_pid;
    public uint nl_groups;
}

/// <summary>sys/uio.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct iovec
{
    public void* iov_base;
    public nuint iov_len;
}

/// <summary>
/// sys/socket.h. The two lengths have the kernel's width; musl declares on 64-bit machines an int and its
/// padding in their place, in the order that makes it the same.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct msghdr
{
    public void* msg_name;
    public uint msg_namelen;
    public iovec* msg_iov;
    public nuint msg_iovlen;
    public void* msg_control;
    public nuint msg_controllen;
    public int msg_flags;
}

/// <summary>sys/socket.h. The length has the kernel's width, as in <see cref="msghdr"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct cmsghdr
{
    public nuint cmsg_len;
    public int cmsg_level;
    public int cmsg_type;
}

/// <summary>netinet/in.h. Both addresses are in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct in_pktinfo
{
    public int ipi_ifindex;
    public uint ipi_spec_dst;
    public uint ipi_addr;
}

/// <summary>netinet/in.h. Both addresses are in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ip_mreqn
{
    public uint imr_multiaddr;
    public uint imr_address;
    public int imr_ifindex;
}

/// <summary>linux/filter.h: one instruction of a classic socket filter.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct sock_filter
{
    public ushort code;
    public byte jt;
    public byte jf;
    public uint k;
}

/// <summary>linux/filter.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sock_fprog
{
    public ushort len;
    public sock_filter* filter;
}

/// <summary>signal.h. The C library fills it; nobody else looks inside.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sigset_t
{
    public fixed uint __bits[32];
}

/// <summary>sys/signalfd.h. Only the number is read.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct signalfd_siginfo
{
    public uint ssi_signo;
}

/// <summary>linux/capability.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct __user_cap_header_struct
{
    public uint version;
    public int pid;
}

/// <summary>linux/capability.h: 32 of a process's capabilities; the structure comes in a pair.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct __user_cap_data_struct
{
    public uint effective;
    public uint permitted;
    public uint inheritable;
}

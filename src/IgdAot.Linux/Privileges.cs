using System.Runtime.CompilerServices;

namespace IgdAot.Linux;

/// <summary>
/// Leaves root. A supervisor can do that from outside where it can hand capabilities on (OpenWrt's ujail); where it
/// cannot, a program that it starts as another user has none, and netlink refuses it. So the daemon does it itself.
/// </summary>
/// <remarks>
/// System calls without the C library's functions around them: those stop all other threads first, a kilobyte of code.
/// The firmware has one thread; where there is another (Program.Sdk.cs), this is called on that one as well.
/// </remarks>
public static unsafe class Privileges
{
    /// <summary>
    /// Becomes this user and this group, without supplementary groups, and keeps two capabilities: CAP_NET_ADMIN,
    /// and CAP_NET_BIND_SERVICE, without which <see cref="PortProbe"/> cannot tell whether a port below 1024 is held. Nothing gives back what is gone, not even running a set-uid program, and no other process of that user can look
    /// into this one.
    /// </summary>
    /// <param name="user">From 1 to uint.MaxValue - 1: to setresuid(2) the last number means no change.</param>
    /// <param name="group">As the user.</param>
    /// <returns>0 or -errno: -PERM for whoever is not root. After an error the process has some of both: end it.</returns>
    public static int Drop(uint user, uint group)
    {
        // First what only root can do.
        int result = EmptyBoundingSet();
        if (result >= 0)
        {
            result = Call(Libc.SYS_setgroups, 0, 0, 0);
        }

        if (result >= 0)
        {
            result = Call(Libc.SYS_setresgid, (nint)group, (nint)group, (nint)group);
        }

        // With the user a process loses its capabilities, unless it has asked to keep the permitted ones (capabilities(7)).
        if (result >= 0)
        {
            result = Control(Libc.PR_SET_KEEPCAPS, 1);
        }

        if (result >= 0)
        {
            result = Call(Libc.SYS_setresuid, (nint)user, (nint)user, (nint)user);
        }

        if (result >= 0)
        {
            result = KeepNetworkRights();
        }

        if (result >= 0)
        {
            result = Control(Libc.PR_SET_KEEPCAPS, 0);
        }

        if (result >= 0)
        {
            result = Control(Libc.PR_SET_NO_NEW_PRIVS, 1);
        }

        if (result >= 0)
        {
            result = Control(Libc.PR_SET_DUMPABLE, 0);
        }

        return result;
    }

    private static int EmptyBoundingSet()
    {
        int result;
        int capability = 0;
        do
        {
            result = Control(Libc.PR_CAPBSET_DROP, capability++);
        }
        while (result >= 0);

        // What is behind the kernel's last capability is no argument for it.
        return result == -Errno.INVAL ? 0 : result;
    }

    private static int KeepNetworkRights()
    {
        const uint Kept = (1u << Libc.CAP_NET_ADMIN) | (1u << Libc.CAP_NET_BIND_SERVICE);
        __user_cap_header_struct header = new() { version = Libc._LINUX_CAPABILITY_VERSION_3 };
        CapabilitySets sets = default;
        sets.From0.effective = Kept;
        sets.From0.permitted = Kept;
        return Call(Libc.SYS_capset, (nint)(&header), (nint)(&sets), 0);
    }

    // The kernel wants zeros where an option has no argument.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Control(int option, nint value) => Call(Libc.SYS_prctl, option, value, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Call(nint number, nint first, nint second, nint third) =>
        Errno.Result(Libc.__errno_location(), Libc.syscall(number, first, second, third, 0, 0));

    private struct CapabilitySets
    {
        public __user_cap_data_struct From0;
        public __user_cap_data_struct From32;
    }
}

namespace IgdAot.Linux;

/// <summary>Signals as something to read, so that the event loop is the only place where things happen.</summary>
public static unsafe class Signals
{
    /// <summary>
    /// Takes SIGTERM, SIGINT, SIGHUP and SIGUSR1 out of their usual way into a descriptor that does not block, and ignores
    /// SIGPIPE: a write to a closed connection then only fails.
    /// </summary>
    /// <returns>The descriptor, or -errno.</returns>
    public static int Open()
    {
        sigset_t set;
        _ = Libc.sigemptyset(&set);
        _ = Libc.sigaddset(&set, Libc.SIGTERM);
        _ = Libc.sigaddset(&set, Libc.SIGINT);
        _ = Libc.sigaddset(&set, Libc.SIGHUP);
        _ = Libc.sigaddset(&set, Libc.SIGUSR1);
        _ = Libc.signal(Libc.SIGPIPE, (void*)Libc.SIG_IGN);
        int result = Errno.Result(Libc.__errno_location(), Libc.sigprocmask(Libc.SIG_BLOCK, &set, null));
        return result < 0
            ? result
            : Errno.Result(Libc.__errno_location(), Libc.signalfd(-1, &set, Libc.SFD_NONBLOCK | Libc.SFD_CLOEXEC));
    }

    /// <summary>Takes the next signal.</summary>
    /// <returns>Its number; 0 where none is waiting.</returns>
    public static int Read(int fd)
    {
        signalfd_siginfo signal;
        nint length = Libc.read(fd, &signal, (nuint)sizeof(signalfd_siginfo));
        return length == sizeof(signalfd_siginfo) ? (int)signal.ssi_signo : 0;
    }
}

using System;
using System.IO;
using System.Runtime.InteropServices;

namespace IgdAot.Lab;

/// <summary>The few system calls that .NET does not offer.</summary>
internal static class Posix
{
    public const int SIGHUP = 1;
    public const int SIGUSR1 = 10;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    private const int CLONE_NEWNET = 0x40000000;

    /// <summary>Puts the calling thread into the named network namespace.</summary>
    public static void EnterNetworkNamespace(string name)
    {
        using var handle = File.OpenHandle("/var/run/netns/" + name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (setns((int)handle.DangerousGetHandle(), CLONE_NEWNET) != 0)
        {
            throw new InvalidOperationException($"setns({name}) failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Sends a signal to one process.</summary>
    public static void Signal(int processId, int signal)
    {
        if (kill(processId, signal) != 0)
        {
            throw new InvalidOperationException($"kill({processId}, {signal}) failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public static bool IsRoot => geteuid() == 0;

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int fd, int nstype);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int sig);

    [DllImport("libc")]
    private static extern uint geteuid();
}

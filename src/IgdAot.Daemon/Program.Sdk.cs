using System;
using System.Text;
using IgdAot.Linux;

namespace IgdAot.Daemon;

public static unsafe partial class Program
{
    /// <summary>Bytes for /proc/self/status, which has one and a half thousand.</summary>
    private const int StatusCapacity = 8192;

    /// <summary>
    /// The entry point under ordinary .NET: hands the arguments on as C would; the firmware has its own. User, rights and
    /// blocked signals belong to a thread, and .NET has started one of its own before this. What the firmware's only
    /// thread does to itself is done on both here.
    /// </summary>
    private static int Main(string[] arguments)
    {
        byte[][] texts = new byte[arguments.Length + 1][];
        texts[0] = "igdaotd\0"u8.ToArray();
        for (int i = 0; i < arguments.Length; i++)
        {
            texts[i + 1] = Encoding.UTF8.GetBytes(arguments[i] + "\0");
        }

        byte** argv = stackalloc byte*[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            byte[] text = GC.AllocateUninitializedArray<byte>(texts[i].Length, pinned: true);
            texts[i].CopyTo(text, 0);
            fixed (byte* first = text)
            {
                argv[i] = first;
            }
        }

        // A signal goes to any thread that has not blocked it, and there it would end the daemon without a goodbye.
        int error = FinalizerThread.Run(BlockSignals);
        if (error < 0)
        {
            Files.Write(StandardError, "igdaotd: the .NET runtime does not block signals on its own thread; use the firmware's igdaotd instead\n"u8);
            return ExitFailure;
        }

        return Run(texts.Length, argv);
    }

    private static int BlockSignals()
    {
        int fd = Signals.Open();
        return fd < 0 ? fd : Libc.close(fd);
    }

    private static int LeaveRoot(uint user, uint group)
    {
        if (!HasTwoThreads())
        {
            Files.Write(StandardError, "igdaotd: -u works in the firmware and in what build/stock makes; this .NET runtime has threads that would stay root\n"u8);
            return -Errno.PERM;
        }

        int error = FinalizerThread.Run(() => Privileges.Drop(user, group));
        return error < 0 ? error : Privileges.Drop(user, group);
    }

    /// <summary>This one, and that of the finalizers.</summary>
    private static bool HasTwoThreads()
    {
        Span<byte> status = stackalloc byte[StatusCapacity];
        int length = Files.ReadAll("/proc/self/status"u8, status);
        return length > 0 && status.Slice(0, length).IndexOf("\nThreads:\t2\n"u8) >= 0;
    }
}

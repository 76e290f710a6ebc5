using System;
using IgdAot.Gateway.Config;
using IgdAot.Linux;
using IgdAot.Wire;

namespace IgdAot.Daemon;

/// <summary>igdaotd: reads the arguments and does what they say.</summary>
public static unsafe partial class Program
{
    private const int ExitGood = 0;
    private const int ExitFailure = 1;

    /// <summary>Wrong arguments, as sysexits.h and most shells have it.</summary>
    private const int ExitUsage = 2;

    private const uint Root = 0;

    /// <summary>The largest user or group: the number behind it means none.</summary>
    private const uint MaxUser = uint.MaxValue - 1;

    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int MaxArgumentLength = 4096;

    private static ReadOnlySpan<byte> Version => "igdaotd 0.1\n"u8;

    private static ReadOnlySpan<byte> Usage => """
        igdaotd -c FILE [-u UID:GID]    serve, as FILE says (UCI); with -u not as root but as this user
        igdaotd --check -c FILE         say what is wrong with FILE
        igdaotd status [-s SOCKET] [--json]
        igdaotd --version

        """u8;

    /// <summary>Runs the program.</summary>
    /// <returns>The exit status: 0 good, 1 failure, 2 wrong arguments.</returns>
    public static int Run(int argc, byte** argv)
    {
        ReadOnlySpan<byte> file = default;
        ReadOnlySpan<byte> socket = default;
        bool isCheck = false;
        bool isStatus = false;
        bool wantsJson = false;
        uint user = Root;
        uint group = Root;
        for (int i = 1; i < argc; i++)
        {
            ReadOnlySpan<byte> argument = Argument(argv[i]);
            if (argument.SequenceEqual("-c"u8) && i + 1 < argc)
            {
                file = Argument(argv[++i]);
            }
            else if (argument.SequenceEqual("-u"u8) && i + 1 < argc && TryParseUser(Argument(argv[i + 1]), out user, out group))
            {
                i++;
            }
            else if (argument.SequenceEqual("-s"u8) && i + 1 < argc)
            {
                socket = Argument(argv[++i]);
            }
            else if (argument.SequenceEqual("--check"u8))
            {
                isCheck = true;
            }
            else if (argument.SequenceEqual("--json"u8))
            {
                wantsJson = true;
            }
            else if (argument.SequenceEqual("status"u8) && i == 1)
            {
                isStatus = true;
            }
            else if (argument.SequenceEqual("--version"u8) || argument.SequenceEqual("-V"u8))
            {
                Files.Write(StandardOutput, Version);
                return ExitGood;
            }
            else if (argument.SequenceEqual("--help"u8) || argument.SequenceEqual("-h"u8))
            {
                Files.Write(StandardOutput, Usage);
                return ExitGood;
            }
            else
            {
                Files.Write(StandardError, Usage);
                return ExitUsage;
            }
        }

        if (isStatus)
        {
            return StatusClient.Print(socket, wantsJson) ? ExitGood : ExitFailure;
        }

        if (file.IsEmpty)
        {
            Files.Write(StandardError, Usage);
            return ExitUsage;
        }

        return isCheck ? Check(file) : Serve(file, user, group);
    }

    private static int Check(ReadOnlySpan<byte> file)
    {
        Settings settings = default;
        Log log = Log.ToStandardError();
        if (!SettingsFile.TryRead(file, ref settings, ref log))
        {
            return ExitFailure;
        }

        Files.Write(StandardOutput, "the configuration is good\n"u8);
        return ExitGood;
    }

    private static int Serve(ReadOnlySpan<byte> file, uint user, uint group)
    {
        Log log = Log.Open();

        // Before anything is read or listens: then root never sees a stranger's byte, and what this user may not do (read
        // the configuration again at SIGHUP, make the control socket) shows at once.
        int error = user == Root ? 0 : LeaveRoot(user, group);
        if (error < 0)
        {
            log.Write(LogLevel.Error, "cannot become the user of -u (start igdaotd as root for that; without -u where it has CAP_NET_ADMIN already): "u8, Errno.Text(error));
            return ExitFailure;
        }

        Settings settings = default;
        if (!SettingsFile.TryRead(file, ref settings, ref log))
        {
            return ExitFailure;
        }

        if (!settings.IsEnabled)
        {
            log.Write(LogLevel.Notice, "disabled by option 'enabled' of the configuration"u8);
            return ExitGood;
        }

        DaemonState* state = Daemon.Create(in settings, file, log);
        return state != null && Daemon.Run(ref *state) ? ExitGood : ExitFailure;
    }

    /// <summary>Numbers, because names would need the C library's user database. Root is refused: whoever writes -u wants to leave it.</summary>
    private static bool TryParseUser(ReadOnlySpan<byte> text, out uint user, out uint group)
    {
        user = Root;
        group = Root;
        int colon = text.IndexOf((byte)':');
        return colon >= 0
            && Ascii.TryParseDecimal(text.Slice(0, colon), MaxUser, out user) && user != Root
            && Ascii.TryParseDecimal(text.Slice(colon + 1), MaxUser, out group) && group != Root;
    }

    /// <summary>An argument as bytes. The kernel bounds it; so does this.</summary>
    private static ReadOnlySpan<byte> Argument(byte* text)
    {
        int length = 0;
        while (length < MaxArgumentLength && text[length] != 0)
        {
            length++;
        }

        return new ReadOnlySpan<byte>(text, length);
    }
}

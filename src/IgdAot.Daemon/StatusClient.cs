using System;
using IgdAot.Linux;
using IgdAot.Wire;

namespace IgdAot.Daemon;

/// <summary>igdaotd status: asks the running daemon and prints what it says.</summary>
internal static class StatusClient
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>The default of option control_socket.</summary>
    private static ReadOnlySpan<byte> DefaultSocket => "/var/run/igdaotd.sock"u8;

    /// <summary>Where the packages have it: in a folder of the daemon's own user.</summary>
    private static ReadOnlySpan<byte> PackagedSocket => "/var/run/igdaot/control.sock"u8;

    /// <summary>Prints what the daemon at <paramref name="socket"/> says; empty for the places where it usually is.</summary>
    public static bool Print(ReadOnlySpan<byte> socket, bool wantsJson)
    {
        bool isUsual = socket.IsEmpty;
        socket = isUsual ? DefaultSocket : socket;
        int fd = Sockets.ConnectUnix(socket);
        if (fd < 0 && isUsual)
        {
            socket = PackagedSocket;
            fd = Sockets.ConnectUnix(socket);
        }

        if (fd < 0)
        {
            ByteWriter line = Log.StartLine(out Log.LineRoom room);
            line.Write("igdaotd: no answer at "u8);
            line.Write(socket.Slice(0, Math.Min(socket.Length, 256)));
            line.Write(" ("u8);
            line.Write(Errno.Text(fd));
            line.Write("): is the daemon running, and are you root?\n"u8);
            Files.Write(StandardError, line.Written);
            return false;
        }

        Files.Write(fd, wantsJson ? ControlServer.JsonCommand : ControlServer.TableCommand);
        Span<byte> answer = stackalloc byte[4096];
        int length;
        do
        {
            length = Sockets.Receive(fd, answer);
            if (length > 0)
            {
                Files.Write(StandardOutput, answer.Slice(0, length));
            }
        }
        while (length > 0);
        Sockets.Close(fd);
        return length == 0;
    }
}

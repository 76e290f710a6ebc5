using System;
using IgdAot.Linux;
using IgdAot.Wire;

namespace IgdAot.Daemon;

/// <summary>igdaotd status: asks the running daemon and prints what it says.</summary>
internal static class StatusClient
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    public static bool Print(ReadOnlySpan<byte> socket, bool wantsJson)
    {
        int fd = Sockets.ConnectUnix(socket);
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

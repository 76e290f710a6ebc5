using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Status;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire;

namespace IgdAot.Daemon;

/// <summary>
/// The control socket: a local stream on which a line is a command and the answer is text until the end of the stream.
/// An answer can be longer than any buffer, so it is written in pieces as the reader takes them.
/// </summary>
internal static class ControlServer
{
    private const uint OwnerOnly = 0x180;
    private const int Backlog = 4;
    private const int NoDescriptor = -1;

    /// <summary>Time for the command and for each piece of the answer, seconds.</summary>
    private const uint PatienceSeconds = 5;

    public static ReadOnlySpan<byte> JsonCommand => "status json\n"u8;

    public static ReadOnlySpan<byte> TableCommand => "status table\n"u8;

    /// <summary>Opens the socket. False, with a line in the log, where that cannot be.</summary>
    public static bool Open(ref DaemonState state)
    {
        Span<ControlConnection> connections = state.Control;
        foreach (ref ControlConnection connection in connections)
        {
            connection.Descriptor = NoDescriptor;
        }

        ReadOnlySpan<byte> path = ShortText.AsSpan(in state.Gateway.Settings.ControlSocket);
        state.ControlDescriptor = Sockets.ListenUnix(path, OwnerOnly, Backlog);
        if (state.ControlDescriptor < 0)
        {
            ByteWriter line = Log.StartLine(out Log.LineRoom room);
            line.Write("cannot open the control socket "u8);
            line.Write(path);
            line.Write(": "u8);
            line.Write(Errno.Text(state.ControlDescriptor));
            line.Write("; is another igdaotd running, and does the folder exist?"u8);
            state.Log.Write(LogLevel.Error, line.Written);
            return false;
        }

        return EventLoop.Add(state.Loop, state.ControlDescriptor, Libc.EPOLLIN, Daemon.Tag(SourceKind.ControlListener, 0)) >= 0;
    }

    public static void Close(ref DaemonState state)
    {
        if (state.ControlDescriptor >= 0)
        {
            Files.Remove(ShortText.AsSpan(in state.Gateway.Settings.ControlSocket));
            Sockets.Close(state.ControlDescriptor);
        }
    }

    public static void Accept(ref DaemonState state, Instant now)
    {
        int descriptor = Sockets.AcceptUnix(state.ControlDescriptor);
        if (descriptor < 0)
        {
            return;
        }

        Span<ControlConnection> connections = state.Control;
        for (int place = 0; place < connections.Length; place++)
        {
            ref ControlConnection connection = ref connections[place];
            if (connection.Descriptor == NoDescriptor)
            {
                connection = default;
                connection.Descriptor = descriptor;
                connection.Deadline = now.PlusSeconds(PatienceSeconds);
                EventLoop.Add(state.Loop, descriptor, Libc.EPOLLIN, Daemon.Tag(SourceKind.ControlConnection, place));
                return;
            }
        }

        Sockets.Close(descriptor);
    }

    public static void Continue(ref DaemonState state, int place, Instant now)
    {
        Span<ControlConnection> connections = state.Control;
        ref ControlConnection connection = ref connections[place];
        if (connection.Descriptor == NoDescriptor)
        {
            return;
        }

        connection.Deadline = now.PlusSeconds(PatienceSeconds);
        if (!connection.IsAnswering && !ReadCommand(ref state, ref connection, place))
        {
            return;
        }

        Answer(ref state, ref connection, now);
    }

    public static void CloseOverdue(ref DaemonState state, Instant now)
    {
        Span<ControlConnection> connections = state.Control;
        foreach (ref ControlConnection connection in connections)
        {
            if (connection.Descriptor != NoDescriptor && connection.Deadline <= now)
            {
                Close(ref connection);
            }
        }
    }

    public static Instant NextDeadline(ref DaemonState state)
    {
        Instant next = Instant.Never;
        Span<ControlConnection> connections = state.Control;
        foreach (ref ControlConnection connection in connections)
        {
            if (connection.Descriptor != NoDescriptor)
            {
                next = Instant.Earlier(next, connection.Deadline);
            }
        }

        return next;
    }

    /// <summary>A command is a short line and comes in one piece; anything else ends the connection.</summary>
    private static bool ReadCommand(ref DaemonState state, ref ControlConnection connection, int place)
    {
        Span<byte> command = stackalloc byte[64];
        int length = Sockets.Receive(connection.Descriptor, command);
        if (length == -Errno.AGAIN)
        {
            return false;
        }

        ReadOnlySpan<byte> received = command.Slice(0, Math.Max(0, length));
        connection.IsJson = received.SequenceEqual(JsonCommand);
        if (!connection.IsJson && !received.SequenceEqual(TableCommand))
        {
            Close(ref connection);
            return false;
        }

        connection.IsAnswering = true;
        EventLoop.Modify(state.Loop, connection.Descriptor, Libc.EPOLLOUT, Daemon.Tag(SourceKind.ControlConnection, place));
        return true;
    }

    /// <summary>Sends as much as the reader takes now; the loop comes back when it takes more.</summary>
    private static void Answer(ref DaemonState state, ref ControlConnection connection, Instant now)
    {
        while (true)
        {
            Span<byte> piece = connection.Piece;
            if (connection.Sent == connection.Length)
            {
                ByteWriter writer = new ByteWriter(piece);
                if (!StatusReport.TryEmit(ref state.Gateway, connection.IsJson, ref connection.Position, now, ref writer))
                {
                    Close(ref connection);
                    return;
                }

                connection.Sent = 0;
                connection.Length = writer.Length;
            }

            int sent = Sockets.Send(connection.Descriptor, piece.Slice(connection.Sent, connection.Length - connection.Sent));
            if (sent == -Errno.AGAIN)
            {
                return;
            }

            if (sent < 0)
            {
                Close(ref connection);
                return;
            }

            connection.Sent += sent;
        }
    }

    private static void Close(ref ControlConnection connection)
    {
        Sockets.Close(connection.Descriptor);
        connection.Descriptor = NoDescriptor;
    }
}

/// <summary>The connections of the control socket.</summary>
[InlineArray(MaxConnections)]
public struct ControlConnections
{
    private const int MaxConnections = 4;

    private ControlConnection _first;
}

/// <summary>One connection of the control socket.</summary>
public struct ControlConnection
{
    /// <summary>-1 for a free place.</summary>
    public int Descriptor;
    public bool IsAnswering;
    public bool IsJson;

    /// <summary>Which part of the report comes next.</summary>
    public int Position;

    /// <summary>How much of the piece is filled, and out.</summary>
    public int Length;
    public int Sent;
    public Instant Deadline;
    public PieceBuffer Piece;

    [InlineArray(2 * StatusReport.MaxPieceLength)]
    public struct PieceBuffer
    {
        private byte _first;
    }
}

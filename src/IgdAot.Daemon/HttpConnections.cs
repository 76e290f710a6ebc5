using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Http;

namespace IgdAot.Daemon;

/// <summary>
/// The HTTP connections: a fixed number of places, each with its own room for a request and an answer, and a deadline
/// for whatever it waits for. A slow or silent client holds its place for a few seconds and delays nobody.
/// </summary>
public struct HttpConnections
{
    /// <summary>Connections at the same time, in all and from one client.</summary>
    public const int MaxConnections = 32;
    private const int MaxConnectionsPerClient = 8;

    /// <summary>Connections taken in one go, so that a flood leaves time for the rest.</summary>
    private const int MaxAccepts = 16;

    /// <summary>Time for the head of a request, from the connection or the last answer on, seconds.</summary>
    private const uint HeadSeconds = 10;

    /// <summary>Time for the body, seconds.</summary>
    private const uint BodySeconds = 20;

    /// <summary>Time for the client to take the answer, seconds.</summary>
    private const uint AnswerSeconds = 10;

    /// <summary>Time in which a refused client may still read why, seconds.</summary>
    private const uint LingerSeconds = 2;

    private const int NoDescriptor = -1;

    /// <summary>
    /// Answers are written in one place for all, as nearly all are taken at once; only what has to wait is kept in the
    /// connection's own.
    /// </summary>
    private const int SharedOutput = MaxConnections;

    private Slots<HttpConnection> _connections;
    private Slots<byte> _inputs;
    private Slots<byte> _outputs;

    /// <summary>Room in the arena, bytes. Only what a connection touches becomes memory.</summary>
    public static nuint Size =>
        Arena.SizeOf<HttpConnection>(MaxConnections)
        + Arena.SizeOf<byte>(MaxConnections * HttpService.MaxRequestLength)
        + Arena.SizeOf<byte>((MaxConnections + 1) * HttpService.MaxAnswerLength);

    public bool Create(ref Arena arena)
    {
        _connections = arena.Take<HttpConnection>(MaxConnections);
        _inputs = arena.Take<byte>(MaxConnections * HttpService.MaxRequestLength);
        _outputs = arena.Take<byte>((MaxConnections + 1) * HttpService.MaxAnswerLength);
        foreach (ref HttpConnection connection in _connections.Span)
        {
            connection.Descriptor = NoDescriptor;
        }

        return _outputs.Length != 0;
    }

    /// <summary>Takes the connections that wait at the listener of a LAN.</summary>
    public static void Accept(ref DaemonState state, int lan, Instant now)
    {
        for (int accepted = 0; accepted < MaxAccepts; accepted++)
        {
            Span<LanSockets> sockets = state.Lans;
            int descriptor = Sockets.Accept(sockets[lan].Http, out Ipv4Address client, out _);
            if (descriptor < 0)
            {
                return;
            }

            int place = FindPlace(ref state, lan, client);
            if (place < 0)
            {
                Sockets.Close(descriptor);
                continue;
            }

            ref HttpConnection connection = ref state.Http._connections[place];
            connection = default;
            connection.Descriptor = descriptor;
            connection.Lan = lan;
            connection.Client = client;
            connection.Deadline = now.PlusSeconds(HeadSeconds);

            // The request is as a rule there already: then the loop never needs to know of the connection.
            Read(ref state, place, now);
        }
    }

    /// <summary>Goes on with a connection that the loop reports.</summary>
    public static void Continue(ref DaemonState state, int place, Instant now)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        if (connection.Descriptor == NoDescriptor)
        {
            return;
        }

        if (connection.PendingLength > 0)
        {
            if (!Flush(ref state, place, now))
            {
                return;
            }

            Process(ref state, place, now);
            return;
        }

        Read(ref state, place, now);
    }

    /// <summary>Closes what has waited too long.</summary>
    public static void CloseOverdue(ref DaemonState state, Instant now)
    {
        for (int place = 0; place < MaxConnections; place++)
        {
            ref HttpConnection connection = ref state.Http._connections[place];
            if (connection.Descriptor != NoDescriptor && connection.Deadline <= now)
            {
                Close(ref state, place);
            }
        }
    }

    public static Instant NextDeadline(ref DaemonState state)
    {
        Instant next = Instant.Never;
        foreach (ref HttpConnection connection in state.Http._connections.Span)
        {
            if (connection.Descriptor != NoDescriptor)
            {
                next = Instant.Earlier(next, connection.Deadline);
            }
        }

        return next;
    }

    /// <summary>Closes the connections of one LAN, whose address is no longer what it was.</summary>
    public static void CloseLan(ref DaemonState state, int lan)
    {
        for (int place = 0; place < MaxConnections; place++)
        {
            ref HttpConnection connection = ref state.Http._connections[place];
            if (connection.Descriptor != NoDescriptor && connection.Lan == lan)
            {
                Close(ref state, place);
            }
        }
    }

    private static Span<byte> Input(ref DaemonState state, int place) =>
        state.Http._inputs.Span.Slice(place * HttpService.MaxRequestLength, HttpService.MaxRequestLength);

    private static Span<byte> Output(ref DaemonState state, int place) =>
        state.Http._outputs.Span.Slice(place * HttpService.MaxAnswerLength, HttpService.MaxAnswerLength);

    /// <summary>
    /// A place for a client on a served link that has not too many; -1 for any other. Where all are taken, the connection
    /// whose time ends first gives way: one that is idle, or has been slow for longest.
    /// </summary>
    private static int FindPlace(ref DaemonState state, int lan, Ipv4Address client)
    {
        ReadOnlySpan<LanLink> links = state.Gateway.Lans;
        if (!links[lan].CanBeHost(client))
        {
            return NoDescriptor;
        }

        int free = NoDescriptor;
        int first = 0;
        int ofClient = 0;
        for (int place = 0; place < MaxConnections; place++)
        {
            ref HttpConnection connection = ref state.Http._connections[place];
            if (connection.Descriptor == NoDescriptor)
            {
                free = free == NoDescriptor ? place : free;
                continue;
            }

            ofClient += connection.Client.Equals(client) ? 1 : 0;
            first = connection.Deadline < state.Http._connections[first].Deadline ? place : first;
        }

        if (ofClient >= MaxConnectionsPerClient)
        {
            return NoDescriptor;
        }

        if (free == NoDescriptor)
        {
            Close(ref state, first);
            free = first;
        }

        return free;
    }

    private static void Read(ref DaemonState state, int place, Instant now)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        Span<byte> input = Input(ref state, place);
        if (connection.IsLingering)
        {
            // What a refused client still sends is thrown away, so that closing does not destroy the answer.
            if (Sockets.Receive(connection.Descriptor, input) is 0 or (< 0 and not -Errno.AGAIN))
            {
                Close(ref state, place);
            }

            return;
        }

        int length = Sockets.Receive(connection.Descriptor, input.Slice(connection.Received));
        if (length == -Errno.AGAIN)
        {
            Watch(ref state, place, Libc.EPOLLIN);
            return;
        }

        if (length <= 0)
        {
            Close(ref state, place);
            return;
        }

        connection.Received += length;
        Process(ref state, place, now);
    }

    /// <summary>Answers the requests that are there, until one is incomplete or an answer has to wait.</summary>
    private static void Process(ref DaemonState state, int place, Instant now)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        Span<byte> input = Input(ref state, place);
        Span<byte> output = Output(ref state, SharedOutput);
        while (connection.Descriptor != NoDescriptor)
        {
            ReadOnlySpan<LanLink> links = state.Gateway.Lans;
            HttpStep step = HttpService.Handle(
                ref state.Gateway,
                ref state.Machine,
                in links[connection.Lan],
                connection.Client,
                input.Slice(0, connection.Received),
                connection.Scanned,
                connection.HasSentContinue,
                Clock.UnixSeconds(),
                now,
                output);
            if (step.NeedsMore)
            {
                WaitForMore(ref state, place, step.SendsContinue, now);
                return;
            }

            // Before the answer, so that no old flow is met by what the client does next.
            FlowCleaner.Clean(ref state, now);
            input.Slice(step.Consumed, connection.Received - step.Consumed).CopyTo(input);
            connection.Received -= step.Consumed;
            connection.Scanned = 0;
            connection.HasSentContinue = false;
            connection.IsInBody = false;
            connection.ClosesAfterAnswer = !step.KeepsAlive;
            connection.IsRefused = step.Consumed == 0;
            connection.PendingStart = step.AnswerStart;
            connection.PendingLength = step.AnswerLength;
            connection.Deadline = now.PlusSeconds(AnswerSeconds);
            if (!Flush(ref state, place, now))
            {
                return;
            }

            if (connection.Received == 0)
            {
                Watch(ref state, place, Libc.EPOLLIN);
                return;
            }
        }
    }

    private static void WaitForMore(ref DaemonState state, int place, bool sendsContinue, Instant now)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        if (sendsContinue)
        {
            connection.HasSentContinue = true;
            Sockets.Send(connection.Descriptor, HttpResponse.Continue);
        }

        bool isInBody = Input(ref state, place).Slice(0, connection.Received).IndexOf("\r\n\r\n"u8) >= 0;

        // A head that is whole has to be found once more when its body comes.
        connection.Scanned = isInBody ? 0 : connection.Received;
        if (isInBody && !connection.IsInBody)
        {
            connection.IsInBody = true;
            connection.Deadline = now.PlusSeconds(BodySeconds);
        }

        Watch(ref state, place, Libc.EPOLLIN);
    }

    /// <summary>Sends what is pending. True where all is out and the connection goes on.</summary>
    private static bool Flush(ref DaemonState state, int place, Instant now)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        ReadOnlySpan<byte> pending = Output(ref state, connection.IsParked ? place : SharedOutput).Slice(connection.PendingStart, connection.PendingLength);
        int sent = Sockets.Send(connection.Descriptor, pending);
        if (sent < 0 && sent != -Errno.AGAIN)
        {
            Close(ref state, place);
            return false;
        }

        pending = pending.Slice(Math.Max(sent, 0));
        connection.PendingLength = pending.Length;
        connection.IsParked = pending.Length > 0;
        if (connection.IsParked)
        {
            // The next answer, to whomever, is written where this one stands.
            pending.CopyTo(Output(ref state, place));
            connection.PendingStart = 0;
            Watch(ref state, place, Libc.EPOLLOUT);
            return false;
        }

        if (connection.ClosesAfterAnswer)
        {
            Finish(ref state, place, now);
            return false;
        }

        connection.Deadline = now.PlusSeconds(HeadSeconds);
        return true;
    }

    /// <summary>Closes after the answer; at once where the whole request was read, else after the client has had time to read why not.</summary>
    private static void Finish(ref DaemonState state, int place, Instant now)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        if (!connection.IsRefused && connection.Received == 0)
        {
            Close(ref state, place);
            return;
        }

        connection.IsLingering = true;
        connection.Received = 0;
        connection.Deadline = now.PlusSeconds(LingerSeconds);
        Sockets.ShutdownWrite(connection.Descriptor);
        Watch(ref state, place, Libc.EPOLLIN);
    }

    private static void Watch(ref DaemonState state, int place, uint events)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        if (connection.Watched == events)
        {
            return;
        }

        ulong tag = Daemon.Tag(SourceKind.HttpConnection, place);
        int error = connection.Watched == 0
            ? EventLoop.Add(state.Loop, connection.Descriptor, events, tag)
            : EventLoop.Modify(state.Loop, connection.Descriptor, events, tag);
        connection.Watched = events;
        if (error < 0)
        {
            Close(ref state, place);
        }
    }

    private static void Close(ref DaemonState state, int place)
    {
        ref HttpConnection connection = ref state.Http._connections[place];
        Sockets.Close(connection.Descriptor);
        connection.Descriptor = NoDescriptor;
    }

    private struct HttpConnection
    {
        /// <summary>-1 for a free place.</summary>
        public int Descriptor;
        public int Lan;
        public Ipv4Address Client;

        /// <summary>Bytes in the input, and how many of them the parser has seen.</summary>
        public int Received;
        public int Scanned;

        /// <summary>What of the output is still to be sent, and whether it stands in the connection's own.</summary>
        public bool IsParked;
        public int PendingStart;
        public int PendingLength;

        /// <summary>Events that the loop watches for; 0 where it does not know the connection.</summary>
        public uint Watched;

        public Instant Deadline;
        public bool HasSentContinue;
        public bool IsInBody;

        public bool ClosesAfterAnswer;

        /// <summary>The request was not read to its end, so the client may still be sending.</summary>
        public bool IsRefused;
        public bool IsLingering;
    }
}

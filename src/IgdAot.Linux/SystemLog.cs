using System;
using IgdAot.Wire;
using IgdAot.Wire.Http;

namespace IgdAot.Linux;

/// <summary>
/// The system's log, as the C library's syslog() writes to it: one datagram a line to /dev/log, in the form of
/// RFC 3164, section 4.1, without the host name.
/// </summary>
public static unsafe class SystemLog
{
    /// <summary>Longest line with its head, in bytes (RFC 3164, section 4.1); the rest of a longer one is left out.</summary>
    public const int MaxLength = 1024;

    /// <summary>Connects to the log.</summary>
    /// <returns>A descriptor that does not block, or -errno where nobody keeps a log.</returns>
    public static int Open()
    {
        sockaddr_un address;
        _ = Sockets.SocketAddress("/dev/log"u8, &address);
        return Sockets.ConnectUnix(&address, Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
    }

    /// <summary>
    /// Writes one line. The priority is facility * 8 + severity (RFC 3164, section 4.1.1); 3 is the facility of daemons.
    /// </summary>
    /// <returns>What was sent, or -errno: -CONNREFUSED, -NOTCONN and their like after the log was restarted (open it again).</returns>
    public static int Write(int fd, int priority, ReadOnlySpan<byte> message)
    {
        Span<byte> line = stackalloc byte[MaxLength];
        ByteWriter writer = new(line);
        Emit(ref writer, priority, Clock.UnixSeconds(), ProcessId(), message);
        return Sockets.Send(fd, writer.Written);
    }

    /// <summary>The number of this process.</summary>
    public static int ProcessId() => Libc.getpid();

    /// <summary>
    /// The line as it is sent. The time is there although each log has a clock of its own: OpenWrt's logd takes the
    /// sixteen bytes behind the priority away when they end in a space, so that without the time it is the name and
    /// number of the process that vanish as soon as the number has five digits. It is in UTC, as in all programs
    /// that use musl. Control characters are replaced: nobody's text starts a line of its own.
    /// </summary>
    public static void Emit(ref ByteWriter writer, int priority, long unixSeconds, int processId, ReadOnlySpan<byte> message)
    {
        writer.WriteByte((byte)'<');
        writer.WriteDecimal((uint)priority);
        writer.WriteByte((byte)'>');
        EmitTime(ref writer, unixSeconds);
        writer.Write(" igdaotd["u8);
        writer.WriteDecimal((uint)processId);
        writer.Write("]: "u8);
        int length = Math.Min(message.Length, writer.Remaining);
        for (int i = 0; i < length; i++)
        {
            writer.WriteByte(message[i] < ' ' || message[i] == 0x7f ? (byte)'?' : message[i]);
        }
    }

    // TIMESTAMP (RFC 3164, section 4.1.2), "Mmm dd hh:mm:ss", has the parts of "Sun, 06 Nov 1994 08:49:37 GMT" in
    // another order, and a space in front of a day below ten.
    private static void EmitTime(ref ByteWriter writer, long unixSeconds)
    {
        Span<byte> date = stackalloc byte[HttpDate.EncodedLength];
        ByteWriter dateWriter = new(date);
        HttpDate.Emit(ref dateWriter, (ulong)Math.Max(unixSeconds, 0));
        writer.Write(date.Slice(8, 3));
        writer.WriteByte((byte)' ');
        writer.WriteByte(date[5] == '0' ? (byte)' ' : date[5]);
        writer.WriteByte(date[6]);
        writer.Write(date.Slice(16, 9));
    }
}

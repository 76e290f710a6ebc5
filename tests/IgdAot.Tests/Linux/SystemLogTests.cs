using System;
using System.Net.Sockets;
using System.Text;
using IgdAot.Linux;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Linux;

public class SystemLogTests
{
    // RFC 3164, section 4.1.2: a day below ten has a space in front
    [Theory]
    [InlineData(30, 0, 1, "started", "<30>Jan  1 00:00:00 igdaotd[1]: started")]
    [InlineData(27, 951827696, 32768, "no route", "<27>Feb 29 12:34:56 igdaotd[32768]: no route")]
    [InlineData(30, 1767225599, 77, "", "<30>Dec 31 23:59:59 igdaotd[77]: ")]
    [InlineData(30, 0, 1, "a\nb\r\tc\x7f\x1b", "<30>Jan  1 00:00:00 igdaotd[1]: a?b??c??")]
    [InlineData(30, 0, 1, "Büro", "<30>Jan  1 00:00:00 igdaotd[1]: Büro")]
    [InlineData(30, -5, 1, "x", "<30>Jan  1 00:00:00 igdaotd[1]: x")]
    public void Line_has_priority_time_name_and_number(int priority, long time, int process, string text, string line)
    {
        ByteWriter writer = new(new byte[SystemLog.MaxLength]);
        SystemLog.Emit(ref writer, priority, time, process, Encoding.UTF8.GetBytes(text));
        Assert.Equal(line, Encoding.UTF8.GetString(writer.Written));
    }

    [Fact]
    public void Line_longer_than_1024_bytes_is_cut()
    {
        ByteWriter writer = new(new byte[SystemLog.MaxLength]);
        SystemLog.Emit(ref writer, 30, 0, 1, new byte[2000]);
        Assert.Equal(SystemLog.MaxLength, writer.Length);
        Assert.False(writer.Failed);
    }

    [Fact]
    public void Write_sends_one_datagram_and_tells_when_the_log_is_gone()
    {
        using TemporaryFolder folder = new();
        using Socket log = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        using Socket client = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        log.Bind(new UnixDomainSocketEndPoint(folder.Path("log")));
        client.Connect(new UnixDomainSocketEndPoint(folder.Path("log")));
        int fd = (int)client.SafeHandle.DangerousGetHandle();

        Assert.True(SystemLog.Write(fd, 30, "ready"u8) > 0);
        byte[] line = new byte[SystemLog.MaxLength];
        string text = Encoding.ASCII.GetString(line, 0, log.Receive(line));
        Assert.StartsWith("<30>", text);
        Assert.EndsWith($" igdaotd[{Environment.ProcessId}]: ready", text);

        log.Dispose();
        Assert.Equal(-Errno.CONNREFUSED, SystemLog.Write(fd, 30, "anyone there"u8));
    }
}

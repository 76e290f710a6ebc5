using System;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;
using Xunit;

namespace IgdAot.Tests.Wire.Pcp;

public class PcpReplyTests
{
    private static readonly Ipv4Address s_client = new(0xc0a80164);

    private readonly byte[] _buffer = new byte[PcpReply.MaxLength + 4];

    public PcpReplyTests() => Array.Fill(_buffer, (byte)0xa5);

    [Fact]
    public void PcpReply_announce_is_a_header_with_the_epoch()
    {
        ByteWriter writer = new(_buffer);
        PcpReply.EmitAnnounce(ref writer, 0x01020304);

        byte[] expected =
        [
            2, 0x80, 0, 0,
            0, 0, 0, 0,
            1, 2, 3, 4,
            0, 0, 0, 0,
            0, 0, 0, 0,
            0, 0, 0, 0,
        ];
        AssertWritten(expected, in writer);
    }

    [Fact]
    public void PcpReply_map_has_the_assigned_port_and_address()
    {
        PcpRequest.TryParse(PcpPacket.Map(), s_client, out PcpRequest request);
        ByteWriter writer = new(_buffer);
        PcpReply.EmitMap(ref writer, in request, 1800, 1000, 49153, PcpPacket.Address("11.22.33.44"), default);

        byte[] expected =
        [
            2, 0x81, 0, 0,
            0, 0, 0x07, 0x08,
            0, 0, 0x03, 0xe8,
            0, 0, 0, 0,
            0, 0, 0, 0,
            0, 0, 0, 0,
            1, 2, 3, 4,
            5, 6, 7, 8,
            9, 10, 11, 12,
            6, 0, 0, 0,
            0, 80, 0xc0, 0x01,
            0, 0, 0, 0,
            0, 0, 0, 0,
            0, 0, 0xff, 0xff,
            11, 22, 33, 44,
        ];
        AssertWritten(expected, in writer);
    }

    [Fact]
    public void PcpReply_map_gives_back_the_options_that_were_served_and_no_other()
    {
        byte[] datagram = PcpPacket.Map([.. PcpPacket.Option(200, 1, 2), .. PcpPacket.Option(2), .. PcpPacket.Option(128, "web server"u8.ToArray())]);
        PcpRequest.TryParse(datagram, s_client, out PcpRequest request);
        ByteWriter writer = new(_buffer);
        PcpReply.EmitMap(ref writer, in request, 1800, 1000, 8080, PcpPacket.Address("11.22.33.44"), "web"u8);

        Assert.Equal([2, 0, 0, 0, 128, 0, 0, 3, (byte)'w', (byte)'e', (byte)'b', 0], writer.Written.Slice(60).ToArray());
    }

    [Fact]
    public void PcpReply_error_is_the_request_under_the_servers_header()
    {
        byte[] datagram = PcpPacket.Map(PcpPacket.Option(1, PcpPacket.Address("10.0.0.9")));
        ByteWriter writer = new(_buffer);
        PcpReply.EmitError(ref writer, datagram, PcpResultCode.UnsupportedOption, 1800, 7);

        byte[] header =
        [
            2, 0x81, 0, 5,
            0, 0, 0x07, 0x08,
            0, 0, 0, 7,
            0, 0, 0, 0,
            0, 0, 0, 0,
            0, 0, 0, 0,
        ];
        AssertWritten([.. header, .. datagram[24..]], in writer);
    }

    [Theory]
    [InlineData(2, 24)]
    [InlineData(23, 24)]
    [InlineData(24, 24)]
    [InlineData(25, 28)]
    [InlineData(61, 64)]
    [InlineData(1099, 1100)]
    [InlineData(1100, 1100)]
    [InlineData(1101, 1100)]
    [InlineData(1500, 1100)]
    public void PcpReply_error_is_cut_to_1100_bytes_and_padded_to_four(int requestLength, int expectedLength)
    {
        byte[] datagram = new byte[requestLength];
        Array.Fill(datagram, (byte)0x77);
        ByteWriter writer = new(_buffer);
        PcpReply.EmitError(ref writer, datagram, PcpResultCode.MalformedRequest, 1800, 7);

        Assert.False(writer.Failed);
        Assert.Equal(expectedLength, writer.Length);
        for (int i = PcpRequest.HeaderLength; i < expectedLength; i++)
        {
            Assert.Equal(i < requestLength ? 0x77 : 0, writer.Written[i]);
        }
    }

    [Fact]
    public void PcpReply_to_another_version_names_ours()
    {
        ByteWriter writer = new(_buffer);
        PcpReply.EmitError(ref writer, [3, 1], PcpResultCode.UnsupportedVersion, PcpErrorLifetime.Of(PcpResultCode.UnsupportedVersion), 7);

        AssertWritten([2, 0x81, 0, 1, 0, 0, 0x07, 0x08, 0, 0, 0, 7, .. new byte[12]], in writer);
    }

    [Fact]
    public void PcpReply_that_does_not_fit_fails_and_stays_within_the_buffer()
    {
        PcpRequest.TryParse(PcpPacket.Map([.. PcpPacket.Option(2), .. PcpPacket.Option(128, 65)]), s_client, out PcpRequest request);
        for (int length = 0; length < 72; length++)
        {
            ByteWriter writer = new(_buffer.AsSpan(0, length));
            PcpReply.EmitMap(ref writer, in request, 1, 2, 3, PcpPacket.Address("11.22.33.44"), "a"u8);

            Assert.True(writer.Failed);
            Assert.Equal(0xa5, _buffer[length]);
        }
    }

    [Theory]
    [InlineData(PcpResultCode.UnsupportedVersion, 1800u)]
    [InlineData(PcpResultCode.NotAuthorized, 1800u)]
    [InlineData(PcpResultCode.MalformedRequest, 1800u)]
    [InlineData(PcpResultCode.UnsupportedOpcode, 1800u)]
    [InlineData(PcpResultCode.UnsupportedOption, 1800u)]
    [InlineData(PcpResultCode.MalformedOption, 1800u)]
    [InlineData(PcpResultCode.NetworkFailure, 30u)]
    [InlineData(PcpResultCode.NoResources, 30u)]
    [InlineData(PcpResultCode.UnsupportedProtocol, 1800u)]
    [InlineData(PcpResultCode.UserExceededQuota, 30u)]
    [InlineData(PcpResultCode.CannotProvideExternal, 30u)]
    [InlineData(PcpResultCode.AddressMismatch, 1800u)]
    [InlineData(PcpResultCode.ExcessiveRemotePeers, 1800u)]
    public void PcpErrorLifetime_is_long_for_what_stays_and_short_for_what_passes(PcpResultCode result, uint expectedSeconds)
    {
        Assert.Equal(expectedSeconds, PcpErrorLifetime.Of(result));
    }

    private void AssertWritten(byte[] expected, scoped in ByteWriter writer)
    {
        Assert.False(writer.Failed);
        Assert.Equal(expected, writer.Written.ToArray());
        Assert.Equal(0xa5, _buffer[expected.Length]);
    }
}

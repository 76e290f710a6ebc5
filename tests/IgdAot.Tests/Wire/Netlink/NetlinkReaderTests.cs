using System;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class NetlinkReaderTests
{
    [Fact]
    public void Messages_of_one_datagram_are_walked_in_order()
    {
        NetlinkReader reader = new(Golden.Read("netlink/notification-table-made.hex"));
        string types = string.Empty;
        while (reader.Next())
        {
            types += $"{reader.Type:x} ";
        }

        Assert.False(reader.Failed);
        Assert.Equal("a00 a09 a09 a0f ", types);
    }

    [Theory]
    [InlineData("shorter than a header", 15, 16u)]
    [InlineData("length shorter than a header", 16, 15u)]
    [InlineData("length of zero, which would not move on", 16, 0u)]
    [InlineData("length past the end", 16, 17u)]
    [InlineData("length that is negative as an int", 16, 0xfffffff0u)]
    public void Message_of_a_bad_length_ends_the_walk(string situation, int bytes, uint length)
    {
        byte[] buffer = new byte[bytes];
        BitConverter.TryWriteBytes(buffer, length);
        NetlinkReader reader = new(buffer);
        Assert.False(reader.Next(), situation);
        Assert.True(reader.Failed, situation);
        Assert.False(reader.Next(), situation);
    }

    [Fact]
    public void Empty_datagram_has_no_message_and_is_no_failure()
    {
        NetlinkReader reader = new(default);
        Assert.False(reader.Next());
        Assert.False(reader.Failed);
        Assert.Equal(0, reader.Type);
    }

    [Theory]
    [InlineData("refusal-exists.hex", 17, 1u, "")]
    [InlineData("refusal-absent.hex", 2, 1u, "")]
    [InlineData("refusal-with-text.hex", 95, 1795237439u, "Unknown device type")]
    public void Refusal_names_errno_request_and_the_words_of_the_kernel(string file, int errorNumber, uint sequence, string text)
    {
        NetlinkReader reader = new(Golden.Read("netlink/" + file));
        Assert.True(reader.Next());
        Assert.True(reader.IsError);
        Assert.Equal(WireError.None, NetlinkErrorView.TryView(in reader, out NetlinkErrorView refusal));
        Assert.Equal(errorNumber, refusal.ErrorNumber);
        Assert.Equal(sequence, refusal.Sequence);
        Assert.Equal(text, Encoding.UTF8.GetString(refusal.Text));
    }

    [Fact]
    public void Acknowledgement_is_a_refusal_with_errno_0()
    {
        // nlmsghdr of type NLMSG_ERROR with NLM_F_CAPPED, error 0, the request's nlmsghdr
        byte[] message = new byte[36];
        message[0] = 36;
        message[4] = 2;
        message[7] = 1;
        message[20] = 124;
        message[24] = 0x0c;
        message[25] = 0x0a;
        message[28] = 9;
        NetlinkReader reader = new(message);
        Assert.True(reader.Next());
        Assert.Equal(WireError.None, NetlinkErrorView.TryView(in reader, out NetlinkErrorView acknowledgement));
        Assert.Equal(0, acknowledgement.ErrorNumber);
        Assert.Equal(9u, acknowledgement.Sequence);
        Assert.Equal(0x0a0c, acknowledgement.RequestType);
    }

    [Fact]
    public void Refusal_shorter_than_its_structure_is_truncated()
    {
        Assert.Equal(WireError.Truncated, NetlinkErrorView.TryView(new byte[19], 0, out _));
    }

    [Theory]
    [InlineData(15u)]
    [InlineData(17u)]
    [InlineData(0xfffffff0u)]
    public void Refusal_whose_request_does_not_fit_before_the_words_has_a_bad_length(uint requestLength)
    {
        byte[] payload = new byte[20];
        BitConverter.TryWriteBytes(payload.AsSpan(4), requestLength);
        Assert.Equal(WireError.BadLength, NetlinkErrorView.TryView(payload, NetlinkAbi.NLM_F_ACK_TLVS, out _));
    }

    [Fact]
    public void End_of_a_dump_tells_how_it_ended()
    {
        byte[] message = new byte[20];
        message[0] = 20;
        message[4] = 3;
        BitConverter.TryWriteBytes(message.AsSpan(16), -4);
        NetlinkReader reader = new(message);
        Assert.True(reader.Next());
        Assert.True(reader.IsDone);
        Assert.Equal(4, reader.DoneErrorNumber);
    }

    [Theory]
    [InlineData(NetlinkAbi.NLMSG_OVERRUN, 0)]
    [InlineData(16, NetlinkAbi.NLM_F_MULTI | NetlinkAbi.NLM_F_DUMP_INTR)]
    public void Lost_messages_and_a_disturbed_dump_are_incomplete(ushort type, ushort flags)
    {
        NetlinkBuilder builder = new(new byte[16]);
        builder.BeginMessage(type, flags, 0);
        builder.EndMessage();
        NetlinkReader reader = new(builder.Written);
        Assert.True(reader.Next());
        Assert.True(reader.IsIncomplete);
    }
}

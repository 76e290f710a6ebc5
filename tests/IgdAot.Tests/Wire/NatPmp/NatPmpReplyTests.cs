using System;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;
using Xunit;

namespace IgdAot.Tests.Wire.NatPmp;

public class NatPmpReplyTests
{
    private readonly byte[] _buffer = new byte[64];

    public NatPmpReplyTests() => Array.Fill(_buffer, (byte)0xa5);

    [Fact]
    public void NatPmpReply_with_the_address_has_twelve_bytes()
    {
        ByteWriter writer = new(_buffer);
        NatPmpReply.EmitExternalAddress(ref writer, NatPmpResultCode.Success, 0x01020304, new Ipv4Address(0x0b16212c));

        byte[] expected =
        [
            0, 128, 0, 0,
            1, 2, 3, 4,
            11, 22, 33, 44,
        ];
        AssertWritten(expected, in writer);
    }

    [Fact]
    public void NatPmpReply_without_an_address_tells_a_network_failure_and_zeros()
    {
        ByteWriter writer = new(_buffer);
        NatPmpReply.EmitExternalAddress(ref writer, NatPmpResultCode.NetworkFailure, 5, default);

        AssertWritten([0, 128, 0, 3, 0, 0, 0, 5, 0, 0, 0, 0], in writer);
    }

    [Fact]
    public void NatPmpReply_to_a_mapping_request_has_sixteen_bytes()
    {
        ByteWriter writer = new(_buffer);
        NatPmpReply.EmitMapping(ref writer, NatPmpOpcode.MapTcp, NatPmpResultCode.Success, 1000, 8080, 49153, 7200);

        byte[] expected =
        [
            0, 130, 0, 0,
            0, 0, 0x03, 0xe8,
            0x1f, 0x90, 0xc0, 0x01,
            0, 0, 0x1c, 0x20,
        ];
        AssertWritten(expected, in writer);
        Assert.Equal(NatPmpReply.MaxLength, writer.Length);
    }

    [Fact]
    public void NatPmpReply_that_refuses_a_mapping_keeps_only_the_internal_port()
    {
        ByteWriter writer = new(_buffer);
        NatPmpReply.EmitMapping(ref writer, NatPmpOpcode.MapUdp, NatPmpResultCode.OutOfResources, 1, 80, 0, 0);

        AssertWritten([0, 129, 0, 4, 0, 0, 0, 1, 0, 80, 0, 0, 0, 0, 0, 0], in writer);
    }

    [Fact]
    public void NatPmpReply_to_an_unsupported_version_has_opcode_zero_and_eight_bytes()
    {
        ByteWriter writer = new(_buffer);
        NatPmpReply.EmitUnsupportedVersion(ref writer, 9);

        AssertWritten([0, 0, 0, 1, 0, 0, 0, 9], in writer);
    }

    [Theory]
    [InlineData("the whole request comes back", "000301020304050607", "008300050304050607")]
    [InlineData("as long as a mapping request", "007f00000001000200000003", "00ff00050001000200000003")]
    [InlineData("too short for a result", "0009", "00890005")]
    [InlineData("half a result", "000911", "00890005")]
    public void NatPmpReply_to_an_unsupported_opcode_is_the_request_with_result_five(string row, string request, string expected)
    {
        ByteWriter writer = new(_buffer);
        NatPmpReply.EmitUnsupportedOpcode(ref writer, Convert.FromHexString(request));

        Assert.True(Convert.FromHexString(expected).AsSpan().SequenceEqual(writer.Written), row);
    }

    [Fact]
    public void NatPmpReply_that_does_not_fit_fails_and_stays_within_the_buffer()
    {
        for (int length = 0; length < NatPmpReply.MaxLength; length++)
        {
            ByteWriter writer = new(_buffer.AsSpan(0, length));
            NatPmpReply.EmitMapping(ref writer, NatPmpOpcode.MapUdp, NatPmpResultCode.Success, 1, 2, 3, 4);

            Assert.True(writer.Failed);
            Assert.Equal(0xa5, _buffer[length]);
        }
    }

    private void AssertWritten(byte[] expected, scoped in ByteWriter writer)
    {
        Assert.False(writer.Failed);
        Assert.Equal(expected, writer.Written.ToArray());
        Assert.Equal(0xa5, _buffer[expected.Length]);
    }
}

using System;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;
using Xunit;

namespace IgdAot.Tests.Wire.NatPmp;

public class NatPmpRequestTests
{
    [Fact]
    public void NatPmpRequest_for_the_address_has_nothing_else()
    {
        Assert.Equal(WireError.None, NatPmpRequest.TryParse([0, 0], out NatPmpRequest request));

        Assert.Equal(NatPmpOpcode.ExternalAddress, request.Opcode);
        Assert.Equal(0, request.InternalPort);
        Assert.Equal(0, request.SuggestedExternalPort);
        Assert.Equal(0u, request.LifetimeSeconds);
    }

    [Theory]
    [InlineData(NatPmpOpcode.MapUdp)]
    [InlineData(NatPmpOpcode.MapTcp)]
    public void NatPmpRequest_for_a_mapping_has_ports_and_lifetime(NatPmpOpcode opcode)
    {
        byte[] datagram =
        [
            0, (byte)opcode, 0, 0,
            0x1f, 0x90, 0xc0, 0x01,
            0x80, 0x00, 0x0e, 0x10,
        ];

        Assert.Equal(WireError.None, NatPmpRequest.TryParse(datagram, out NatPmpRequest request));

        Assert.Equal(opcode, request.Opcode);
        Assert.Equal(8080, request.InternalPort);
        Assert.Equal(49153, request.SuggestedExternalPort);
        Assert.Equal(0x80000e10u, request.LifetimeSeconds);
    }

    [Theory]
    [InlineData("empty", "", WireError.Truncated)]
    [InlineData("version alone", "00", WireError.Truncated)]
    [InlineData("mapping without its last byte", "0001000000500050000000", WireError.Truncated)]
    [InlineData("response to the address request", "0080", WireError.NotRequest)]
    [InlineData("highest response", "00ff", WireError.NotRequest)]
    [InlineData("response of another version", "0280", WireError.NotRequest)]
    [InlineData("version 1", "0100", WireError.BadVersion)]
    [InlineData("version 2, which is PCP's", "0200", WireError.BadVersion)]
    [InlineData("version 1 and an unknown opcode", "0163", WireError.BadVersion)]
    [InlineData("lowest unknown opcode", "0003", WireError.Unsupported)]
    [InlineData("highest unknown opcode", "007f", WireError.Unsupported)]
    public void NatPmpRequest_that_cannot_be_served_is_told_why(string row, string datagram, WireError expected)
    {
        Assert.True(expected == NatPmpRequest.TryParse(Convert.FromHexString(datagram), out _), row);
    }

    [Fact]
    public void NatPmpRequest_with_an_unknown_opcode_keeps_its_number()
    {
        NatPmpRequest.TryParse([0, 99], out NatPmpRequest request);

        Assert.Equal(99, (int)request.Opcode);
    }

    [Fact]
    public void NatPmpRequest_every_prefix_of_a_mapping_is_truncated()
    {
        byte[] whole = Golden.Read("natpmp/map-tcp-natpmpc.hex");
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal(WireError.Truncated, NatPmpRequest.TryParse(whole.AsSpan(0, length), out NatPmpRequest request));
            Assert.Equal(0, request.InternalPort);
        }
    }

    [Fact]
    public void NatPmpRequest_any_values_are_read_as_they_were_written()
    {
        Random random = new(6886);
        byte[] datagram = new byte[NatPmpRequest.MappingLength];
        byte[] again = new byte[NatPmpRequest.MappingLength];
        for (int i = 0; i < 10_000; i++)
        {
            random.NextBytes(datagram.AsSpan(4));
            datagram[1] = (byte)random.Next(1, 3);
            Assert.Equal(WireError.None, NatPmpRequest.TryParse(datagram, out NatPmpRequest request));

            ByteWriter writer = new(again);
            writer.WriteByte(NatPmpRequest.Version);
            writer.WriteByte((byte)request.Opcode);
            writer.WriteUInt16(0);
            writer.WriteUInt16(request.InternalPort);
            writer.WriteUInt16(request.SuggestedExternalPort);
            writer.WriteUInt32(request.LifetimeSeconds);
            Assert.Equal(datagram, again);
        }
    }
}

using System;
using System.Buffers.Binary;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class NetlinkBuilderTests
{
    [Fact]
    public void Message_is_written_with_lengths_padding_and_nesting()
    {
        byte[] buffer = new byte[64];
        Array.Fill(buffer, (byte)0xa5);
        NetlinkBuilder builder = new(buffer);
        builder.BeginMessage(0x0102, NetlinkAbi.NLM_F_REQUEST, 7);
        int nest = builder.Open(3);
        builder.AttributeText(4, "abc"u8);
        builder.AttributeUInt8(5, 0x11);
        builder.Close(nest);
        builder.AttributeBigEndianUInt16(6, 0x1234);
        builder.EndMessage();

        Assert.False(builder.Failed);
        Assert.Equal(
            Bytes(
                0x2c, 0, 0, 0, 0x02, 0x01, 0x01, 0x00, 7, 0, 0, 0, 0, 0, 0, 0, // nlmsghdr
                0x14, 0, 0x03, 0x80, // nested
                8, 0, 4, 0, (byte)'a', (byte)'b', (byte)'c', 0,
                5, 0, 5, 0, 0x11, 0, 0, 0,
                6, 0, 6, 0, 0x12, 0x34, 0, 0),
            builder.Written.ToArray());
    }

    [Fact]
    public void Numbers_are_native_or_big_endian_as_the_method_says()
    {
        NetlinkBuilder builder = new(new byte[96]);
        builder.BeginMessage(16, 0, 0);
        builder.AttributeNativeUInt16(1, 0x0102);
        builder.AttributeNativeUInt32(2, 0x01020304);
        builder.AttributeNativeUInt64(3, 0x0102030405060708);
        builder.AttributeBigEndianUInt16(4, 0x0102);
        builder.AttributeBigEndianUInt32(5, 0x01020304);
        builder.AttributeBigEndianUInt64(6, 0x0102030405060708);
        builder.EndMessage();

        NetlinkReader messages = new(builder.Written);
        Assert.True(messages.Next());
        AttributeReader attributes = new(messages.Payload);
        Assert.True(attributes.Next());
        Assert.Equal(0x0102, attributes.NativeUInt16());
        Assert.True(attributes.Next());
        Assert.Equal(0x01020304u, attributes.NativeUInt32());
        Assert.True(attributes.Next());
        Assert.Equal(0x0102030405060708u, attributes.NativeUInt64());
        Assert.True(attributes.Next());
        Assert.Equal(0x0102, BinaryPrimitives.ReadUInt16BigEndian(attributes.Value));
        Assert.True(attributes.Next());
        Assert.Equal(0x01020304u, BinaryPrimitives.ReadUInt32BigEndian(attributes.Value));
        Assert.True(attributes.Next());
        Assert.Equal(0x0102030405060708u, BinaryPrimitives.ReadUInt64BigEndian(attributes.Value));
        Assert.False(attributes.Next());
        Assert.False(attributes.Failed);
    }

    [Fact]
    public void Message_that_does_not_fit_fails_at_every_shorter_length()
    {
        byte[] whole = new byte[128];
        NetlinkBuilder builder = new(whole);
        NftablesRequest.GetElement(ref builder, 1, NetlinkAbi.NFPROTO_INET, "igdaot"u8, "tcp4"u8, Bytes(0x1f, 0x90));
        Assert.False(builder.Failed);

        for (int length = 0; length < builder.Length; length++)
        {
            NetlinkBuilder tooShort = new(new byte[length]);
            NftablesRequest.GetElement(ref tooShort, 1, NetlinkAbi.NFPROTO_INET, "igdaot"u8, "tcp4"u8, Bytes(0x1f, 0x90));
            Assert.True(tooShort.Failed);
        }
    }

    [Fact]
    public void Attribute_longer_than_its_length_field_can_say_fails()
    {
        NetlinkBuilder builder = new(new byte[70000]);
        builder.BeginMessage(16, 0, 0);
        builder.Attribute(1, new byte[ushort.MaxValue - 3]);
        Assert.True(builder.Failed);
    }

    [Fact]
    public void Nest_longer_than_its_length_field_can_say_fails()
    {
        NetlinkBuilder builder = new(new byte[70000]);
        builder.BeginMessage(16, 0, 0);
        int nest = builder.Open(1);
        builder.Attribute(2, new byte[40000]);
        builder.Attribute(3, new byte[29000]);
        builder.Close(nest);
        Assert.True(builder.Failed);
    }

    private static byte[] Bytes(params byte[] bytes) => bytes;
}

using System;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class AttributeReaderTests
{
    [Theory]
    [InlineData("three bytes", new byte[] { 4, 0, 1 })]
    [InlineData("length shorter than a header", new byte[] { 3, 0, 1, 0 })]
    [InlineData("length of zero, which would not move on", new byte[] { 0, 0, 1, 0 })]
    [InlineData("length past the end", new byte[] { 9, 0, 1, 0, 1, 2, 3, 4 })]
    public void Attribute_of_a_bad_length_ends_the_walk(string situation, byte[] bytes)
    {
        AttributeReader reader = new(bytes);
        Assert.False(reader.Next(), situation);
        Assert.True(reader.Failed, situation);
        Assert.False(reader.Next(), situation);
        Assert.True(reader.Value.IsEmpty, situation);
    }

    [Fact]
    public void Last_attribute_may_lack_its_padding()
    {
        AttributeReader reader = new([5, 0, 1, 0, 0x42]);
        Assert.True(reader.Next());
        Assert.Equal(0x42, reader.UInt8());
        Assert.False(reader.Next());
        Assert.False(reader.Failed);
    }

    [Fact]
    public void Type_is_told_without_the_flag_bits()
    {
        AttributeReader reader = new([4, 0, 3, 0xc0]);
        Assert.True(reader.Next());
        Assert.Equal(3, reader.Type);
    }

    [Fact]
    public void Number_of_another_size_is_a_failure_and_yields_zero()
    {
        AttributeReader reader = new([6, 0, 1, 0, 1, 2, 0, 0, 8, 0, 2, 0, 1, 2, 3, 4]);
        Assert.True(reader.Next());
        Assert.Equal(0u, reader.BigEndianUInt32());
        Assert.True(reader.Failed);
        Assert.False(reader.Next());
    }

    [Fact]
    public void Nested_walker_sees_only_its_own_bytes()
    {
        // the inner attribute claims eight bytes of which its parent has only four
        AttributeReader outer = new([8, 0, 1, 0x80, 8, 0, 2, 0, 8, 0, 3, 0, 9, 9, 9, 9]);
        Assert.True(outer.Next());
        AttributeReader inner = outer.Nested();
        Assert.False(inner.Next());
        Assert.True(inner.Failed);
        Assert.True(outer.Next());
        Assert.Equal(3, outer.Type);
        Assert.False(outer.Failed);
    }

    [Theory]
    [InlineData(new byte[] { 8, 0, 1, 0, 0x61, 0x62, 0, 0x63 }, "ab")]
    [InlineData(new byte[] { 7, 0, 1, 0, 0x61, 0x62, 0x63, 0 }, "abc")]
    [InlineData(new byte[] { 4, 0, 1, 0 }, "")]
    public void Text_ends_at_its_first_zero_or_with_the_attribute(byte[] bytes, string text)
    {
        AttributeReader reader = new(bytes);
        Assert.True(reader.Next());
        Assert.Equal(text, System.Text.Encoding.ASCII.GetString(reader.Text));
    }
}

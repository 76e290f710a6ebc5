using System;
using System.Text;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class UserDataTests
{
    [Fact]
    public void Comment_has_the_form_that_nft_reads()
    {
        UserDataWriter writer = new(new byte[UserDataWriter.MaxLength]);
        writer.Comment("new"u8);
        Assert.Equal("00046E657700", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void Comment_is_found_among_other_fields()
    {
        UserDataWriter writer = new(new byte[UserDataWriter.MaxLength]);
        writer.Field(0x80, "nonce"u8);
        writer.Comment("a game"u8);
        Assert.False(writer.Failed);
        Assert.True(UserDataReader.TryGetComment(writer.Written, out ReadOnlySpan<byte> comment));
        Assert.Equal("a game", Encoding.UTF8.GetString(comment));

        UserDataReader reader = new(writer.Written);
        Assert.True(reader.Next());
        Assert.Equal(0x80, reader.Type);
        Assert.Equal("nonce", Encoding.UTF8.GetString(reader.Value));
    }

    [Fact]
    public void Field_may_fill_what_remains_and_not_a_byte_more()
    {
        UserDataWriter writer = new(new byte[1000]);
        writer.Field(1, new byte[100]);
        int remaining = writer.RemainingValue;
        writer.Field(2, new byte[remaining]);
        Assert.False(writer.Failed);
        Assert.Equal(UserDataWriter.MaxLength, writer.Written.Length);

        UserDataWriter tooMuch = new(new byte[1000]);
        tooMuch.Field(1, new byte[100]);
        tooMuch.Field(2, new byte[remaining + 1]);
        Assert.True(tooMuch.Failed);
    }

    [Fact]
    public void Field_longer_than_its_length_byte_can_say_fails()
    {
        UserDataWriter writer = new(new byte[1000]);
        writer.Field(1, new byte[256]);
        Assert.True(writer.Failed);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("another field only", "800101")]
    [InlineData("type without a length", "00")]
    [InlineData("value past the end", "00046E6577")]
    [InlineData("broken behind the comment", "00026E0080")]
    public void User_data_without_a_whole_comment_has_none(string situation, string bytes) =>
        Assert.False(UserDataReader.TryGetComment(Convert.FromHexString(bytes), out _), situation);
}

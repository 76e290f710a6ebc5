using System;
using System.Linq;
using System.Text;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using IgdAot.Wire.Pcp;
using Xunit;

namespace IgdAot.Tests.Gateway.Firewall;

public class ElementTextTests
{
    [Theory]
    [InlineData(MappingOrigin.Upnp, "", "upnp:")]
    [InlineData(MappingOrigin.Upnp, "My game", "upnp:My game")]
    [InlineData(MappingOrigin.NatPmp, "", "natpmp:")]
    [InlineData(MappingOrigin.Pcp, "x:y", "pcp:0102030405060708090a0b0c:x:y")]
    [InlineData(MappingOrigin.Upnp, "a\"b\\c%d", "upnp:a%22b%5cc%25d")]
    [InlineData(MappingOrigin.Upnp, "\u0001\n\u007f", "upnp:%01%0a%7f")]
    [InlineData(MappingOrigin.Upnp, "Müller 😀", "upnp:Müller 😀")]
    public void ElementText_says_origin_nonce_and_description_and_reads_them_again(MappingOrigin origin, string description, string expected)
    {
        Mapping mapping = default;
        mapping.Origin = origin;
        mapping.Nonce = origin == MappingOrigin.Pcp ? PcpNonce.Read(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }) : default;
        mapping.Description.Set(Encoding.UTF8.GetBytes(description));
        ByteWriter writer = new(new byte[ElementText.MaxLength]);

        ElementText.Emit(ref writer, in mapping);
        Mapping read = default;
        bool isRead = ElementText.TryParse(writer.Written, ref read);

        Assert.False(writer.Failed);
        Assert.Equal(expected, Encoding.UTF8.GetString(writer.Written));
        Assert.True(isRead);
        Assert.True(ElementText.IsSame(in mapping, in read));
    }

    [Fact]
    public void ElementText_of_the_longest_description_fits_into_the_kernels_user_data()
    {
        Mapping mapping = default;
        mapping.Origin = MappingOrigin.Pcp;
        mapping.Description.Set(Encoding.ASCII.GetBytes(new string('"', Description.MaxLength)));
        ByteWriter writer = new(new byte[ElementText.MaxLength]);
        ElementText.Emit(ref writer, in mapping);
        UserDataWriter user = new(new byte[UserDataWriter.MaxLength]);
        user.Comment(writer.Written);

        Assert.False(writer.Failed);
        Assert.False(user.Failed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("upnp")]
    [InlineData("UPNP:x")]
    [InlineData("http:x")]
    [InlineData("upnp:%")]
    [InlineData("upnp:%2")]
    [InlineData("upnp:%zz")]
    [InlineData("pcp:")]
    [InlineData("pcp:0102030405060708090a0b0c")]
    [InlineData("pcp:0102030405060708090a0b0x:")]
    [InlineData("pcp:0102030405060708090a0b0c0:")]
    [InlineData("upnp:01234567890123456789012345678901234567890123456789012345678901234")]
    public void ElementText_that_is_not_ours_is_refused(string text)
    {
        Mapping mapping = default;
        Assert.False(ElementText.TryParse(Encoding.UTF8.GetBytes(text), ref mapping));
    }

    [Fact]
    public void ElementText_never_holds_what_could_end_nfts_quotation_marks()
    {
        Mapping mapping = default;
        mapping.Origin = MappingOrigin.Upnp;
        byte[] all = Enumerable.Range(1, 63).Select(value => (byte)value).ToArray();
        mapping.Description.Set(all);
        ByteWriter writer = new(new byte[ElementText.MaxLength]);
        ElementText.Emit(ref writer, in mapping);

        Assert.True(IgdAot.Wire.Ascii.IsPrintable(writer.Written));
        Assert.Equal(-1, writer.Written.IndexOf((byte)'"'));
    }

    [Theory]
    [InlineData(0, "epoch:0")]
    [InlineData(999, "epoch:0")]
    [InlineData(1234567, "epoch:1234")]
    [InlineData(-5000, "epoch:0")]
    public void EpochText_says_the_second_at_which_the_epoch_began(long milliseconds, string expected)
    {
        ByteWriter writer = new(new byte[EpochText.MaxLength]);
        EpochText.Emit(ref writer, new IgdAot.Gateway.Time.Instant(milliseconds));
        Assert.Equal(expected, Encoding.ASCII.GetString(writer.Written));
        Assert.True(EpochText.TryParse(writer.Written, out IgdAot.Gateway.Time.Instant read));
        Assert.Equal(Math.Max(0, milliseconds / 1000 * 1000), read.Milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("epoch:")]
    [InlineData("epoch:-1")]
    [InlineData("epoch:4294967296")]
    [InlineData("upnp:1")]
    public void EpochText_that_is_not_ours_is_refused(string text) =>
        Assert.False(EpochText.TryParse(Encoding.ASCII.GetBytes(text), out _));
}

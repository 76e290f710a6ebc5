using System.Text;
using IgdAot.Wire.Soap;
using Xunit;

namespace IgdAot.Tests.Wire.Soap;

public class SoapValueTests
{
    [Theory]
    [InlineData("plain", "abc", "abc")]
    [InlineData("white space around", " \r\n\tabc ", "abc")]
    [InlineData("white space within", "a b\tc", "a b\tc")]
    [InlineData("predefined references", "&lt;&gt;&amp;&quot;&apos;", "<>&\"'")]
    [InlineData("numbers", "&#233;&#xE9;&#x20AC;&#x1F600;", "\u00e9\u00e9\u20ac\U0001F600")]
    [InlineData("CDATA", "a<![CDATA[<&amp;>]]>b", "a<&amp;>b")]
    [InlineData("white space in CDATA", "<![CDATA[ a ]]>", "a")]
    [InlineData("comment and instruction", "a<!-- x -->b<?y z?>c", "abc")]
    [InlineData("line ends", "a\r\nb\rc", "a\nb\nc")]
    [InlineData("line end as a number", "a&#13;b", "a\rb")]
    [InlineData("decoded once only", "&amp;lt;", "&lt;")]
    [InlineData("empty", "", "")]
    public void Text_is_decoded(string name, string rawValue, string expected)
    {
        Assert.NotEmpty(name);
        byte[] buffer = new byte[64];
        Assert.True(SoapValue.TryDecode(Encoding.UTF8.GetBytes(rawValue), buffer, out int length));
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer, 0, length));
    }

    [Theory]
    [InlineData("&")]
    [InlineData("&amp")]
    [InlineData("&unknown;")]
    [InlineData("<b>")]
    [InlineData("<![CDATA[a")]
    [InlineData("<!--a")]
    [InlineData("12345678901234567890")]
    public void What_is_no_text_or_has_no_room_is_refused(string rawValue) =>
        Assert.False(SoapValue.TryDecode(Encoding.UTF8.GetBytes(rawValue), new byte[16], out _));

    [Theory]
    [InlineData("0", true, 0)]
    [InlineData("80", true, 80)]
    [InlineData("00080", true, 80)]
    [InlineData(" 65535\n", true, 65535)]
    [InlineData("&#56;0", true, 80)]
    [InlineData("65536", false, 0)]
    [InlineData("65537", false, 0)]
    [InlineData("-1", false, 0)]
    [InlineData("+80", false, 0)]
    [InlineData("80abc", false, 0)]
    [InlineData("8 0", false, 0)]
    [InlineData("0x50", false, 0)]
    [InlineData("80.0", false, 0)]
    [InlineData("", false, 0)]
    [InlineData(" ", false, 0)]
    [InlineData("4294967376", false, 0)]
    [InlineData("00000000000000000000000000000000000000080", false, 0)]
    public void Ui2_is_read_strictly(string rawValue, bool isNumber, int expected)
    {
        Assert.Equal(isNumber, SoapValue.TryParseUInt16(Encoding.UTF8.GetBytes(rawValue), out ushort value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("4294967295", true, uint.MaxValue)]
    [InlineData("4294967296", false, 0)]
    [InlineData("18446744073709551617", false, 0)]
    public void Ui4_is_read_strictly(string rawValue, bool isNumber, uint expected)
    {
        Assert.Equal(isNumber, SoapValue.TryParseUInt32(Encoding.UTF8.GetBytes(rawValue), out uint value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1", true, true)]
    [InlineData("true", true, true)]
    [InlineData(" Yes ", true, true)]
    [InlineData("0", true, false)]
    [InlineData("FALSE", true, false)]
    [InlineData("no", true, false)]
    [InlineData("", false, false)]
    [InlineData("2", false, false)]
    [InlineData("01", false, false)]
    [InlineData("on", false, false)]
    public void Boolean_is_read_in_each_of_its_forms(string rawValue, bool isBoolean, bool expected)
    {
        Assert.Equal(isBoolean, SoapValue.TryParseBoolean(Encoding.UTF8.GetBytes(rawValue), out bool value));
        Assert.Equal(expected, value);
    }
}

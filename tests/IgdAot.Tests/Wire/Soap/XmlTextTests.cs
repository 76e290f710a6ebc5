using System;
using System.Text;
using System.Xml.Linq;
using IgdAot.Wire;
using IgdAot.Wire.Soap;
using Xunit;

namespace IgdAot.Tests.Wire.Soap;

public class XmlTextTests
{
    [Theory]
    [InlineData("markup", "<a href=\"x\">&amp;</a>")]
    [InlineData("end of a CDATA section", "]]>")]
    [InlineData("apostrophe", "Tom's")]
    [InlineData("line ends", "a\r\nb\rc\nd\te")]
    [InlineData("other scripts", "caf\u00e9 \u4f60\u597d \U0001F600")]
    public void Text_comes_back_as_it_went_out(string name, string text)
    {
        Assert.NotEmpty(name);
        Assert.Equal(text, RoundTrip(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("control characters", new byte[] { 0, 1, (byte)'a', 0x1f, 0x0b }, "\ufffd\ufffda\ufffd\ufffd")]
    [InlineData("byte that is no UTF-8", new byte[] { (byte)'a', 0xe9, (byte)'b' }, "a\ufffdb")]
    [InlineData("cut character", new byte[] { 0xe4, 0xbd }, "\ufffd\ufffd")]
    [InlineData("surrogate", new byte[] { 0xed, 0xa0, 0x80 }, "\ufffd\ufffd\ufffd")]
    [InlineData("U+FFFF", new byte[] { 0xef, 0xbf, 0xbf }, "\ufffd")]
    [InlineData("overlong form", new byte[] { 0xc0, 0xbc }, "\ufffd\ufffd")]
    public void What_a_document_cannot_hold_is_replaced(string name, byte[] text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, RoundTrip(text));
    }

    [Fact]
    public void Any_bytes_make_a_document_that_others_read()
    {
        var random = new Random(1);
        byte[] text = new byte[64];
        for (int round = 0; round < 2000; round++)
        {
            random.NextBytes(text);
            Assert.NotNull(RoundTrip(text));
        }
    }

    private static string RoundTrip(byte[] text)
    {
        ByteWriter writer = new ByteWriter(new byte[1024]);
        writer.Write("<a b=\""u8);
        XmlText.WriteEscaped(ref writer, text);
        writer.Write("\">"u8);
        XmlText.WriteEscaped(ref writer, text);
        writer.Write("</a>"u8);
        Assert.False(writer.Failed);
        return XElement.Parse(Encoding.UTF8.GetString(writer.Written), LoadOptions.PreserveWhitespace).Value;
    }
}

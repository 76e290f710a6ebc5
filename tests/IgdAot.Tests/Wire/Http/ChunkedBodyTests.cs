using System;
using System.Text;
using IgdAot.Wire.Http;
using Xunit;

namespace IgdAot.Tests.Wire.Http;

public class ChunkedBodyTests
{
    private const int MaxBodyLength = 100;

    [Theory]
    [InlineData("one chunk", "3\r\nabc\r\n0\r\n\r\n", "abc")]
    [InlineData("many chunks", "1\r\na\r\n2\r\nbc\r\nA\r\n0123456789\r\n0\r\n\r\n", "abc0123456789")]
    [InlineData("no chunk", "0\r\n\r\n", "")]
    [InlineData("several zeros", "000\r\n\r\n", "")]
    [InlineData("extension", "3;a=b;c\r\nabc\r\n0;d\r\n\r\n", "abc")]
    [InlineData("trailers", "3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n", "abc")]
    [InlineData("line ends as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n")]
    public void Body_is_decoded_once_it_is_whole(string name, string encoded, string expected)
    {
        Assert.NotEmpty(name);
        byte[] original = Encoding.Latin1.GetBytes(encoded + "GET / HTTP/1.1");
        for (int length = 0; length < encoded.Length; length++)
        {
            byte[] part = original.AsSpan(0, length).ToArray();
            Assert.Equal(HttpParseResult.NeedMore, ChunkedBody.TryDecode(part, MaxBodyLength, out int nothing, out int none));
            Assert.Equal(0, nothing + none);
            Assert.Equal(original.AsSpan(0, length).ToArray(), part);
        }

        byte[] body = (byte[])original.Clone();
        Assert.Equal(HttpParseResult.Complete, ChunkedBody.TryDecode(body, MaxBodyLength, out int decodedLength, out int consumed));
        Assert.Equal(expected, Encoding.Latin1.GetString(body, 0, decodedLength));
        Assert.Equal(encoded.Length, consumed);
        Assert.Equal("GET / HTTP/1.1", Encoding.Latin1.GetString(body, consumed, body.Length - consumed));
    }

    [Theory]
    [InlineData("no size", "\r\nabc", HttpParseResult.BadRequest)]
    [InlineData("sign", "-1\r\n", HttpParseResult.BadRequest)]
    [InlineData("0x", "0x3\r\nabc\r\n0\r\n\r\n", HttpParseResult.BadRequest)]
    [InlineData("space in front", " 3\r\nabc\r\n0\r\n\r\n", HttpParseResult.BadRequest)]
    [InlineData("space behind", "3 \r\nabc\r\n0\r\n\r\n", HttpParseResult.BadRequest)]
    [InlineData("LF alone", "3\nabc\n0\n\n", HttpParseResult.BadRequest)]
    [InlineData("LF alone in an extension", "3;a\nabc", HttpParseResult.BadRequest)]
    [InlineData("LF alone in a trailer", "0\r\nA: b\n\r\n", HttpParseResult.BadRequest)]
    [InlineData("data longer than said", "3\r\nabcd\r\n0\r\n\r\n", HttpParseResult.BadRequest)]
    [InlineData("nine digits", "000000003\r\nabc\r\n0\r\n\r\n", HttpParseResult.BadRequest)]
    [InlineData("largest size", "ffffffff\r\n", HttpParseResult.PayloadTooLarge)]
    [InlineData("largest signed size", "7fffffff\r\n", HttpParseResult.PayloadTooLarge)]
    [InlineData("one byte too long", "65\r\n", HttpParseResult.PayloadTooLarge)]
    public void Bad_body_is_refused_and_left_alone(string name, string encoded, HttpParseResult expected)
    {
        Assert.NotEmpty(name);
        byte[] original = Encoding.Latin1.GetBytes(encoded);
        byte[] body = (byte[])original.Clone();
        Assert.Equal(expected, ChunkedBody.TryDecode(body, MaxBodyLength, out _, out _));
        Assert.Equal(original, body);
    }

    [Fact]
    public void Chunks_that_are_too_long_together_are_refused()
    {
        string chunk = "32\r\n" + new string('a', 50) + "\r\n";
        Assert.Equal(HttpParseResult.Complete, Decode(chunk + chunk + "0\r\n\r\n"));
        Assert.Equal(HttpParseResult.PayloadTooLarge, Decode(chunk + chunk + "1\r\n"));
    }

    [Fact]
    public void Extensions_and_trailers_have_their_limits()
    {
        Assert.Equal(HttpParseResult.BadRequest, Decode("1;" + new string('a', ChunkedBody.MaxSizeLineLength)));
        Assert.Equal(HttpParseResult.HeadersTooLarge, Decode("0\r\n" + new string('a', ChunkedBody.MaxTrailerLength + 1)));
    }

    [Fact]
    public void Mutated_body_never_grows()
    {
        byte[] original = Encoding.Latin1.GetBytes("1\r\na\r\n2;x=y\r\nbc\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\n");
        var random = new Random(1);
        for (int round = 0; round < 5000; round++)
        {
            byte[] body = Mutation.Of(original, random);
            if (ChunkedBody.TryDecode(body, MaxBodyLength, out int decodedLength, out int consumed) == HttpParseResult.Complete)
            {
                Assert.InRange(decodedLength, 0, consumed);
                Assert.InRange(consumed, 5, body.Length);
            }
        }
    }

    private static HttpParseResult Decode(string encoded) =>
        ChunkedBody.TryDecode(Encoding.Latin1.GetBytes(encoded), MaxBodyLength, out _, out _);
}

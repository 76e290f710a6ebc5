using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using IgdAot.Wire.Http;
using Xunit;

namespace IgdAot.Tests.Wire.Http;

public class HttpRequestTests
{
    private const string Host = "Host: 192.168.1.1\r\n";

    public static IEnumerable<object[]> Files => Golden.All("http").Where(row => !((string)row[0]).Contains("chunk-", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Request_one_byte_at_a_time_is_read_like_all_at_once(string file)
    {
        byte[] bytes = Golden.Read(file);
        HttpParseResult whole = HttpRequest.TryParse(bytes, 0, HttpRequest.MaxBodyLength, out HttpRequestView request);
        HttpParseResult result = HttpParseResult.NeedMore;
        int length = 0;
        while (result == HttpParseResult.NeedMore && length < bytes.Length)
        {
            length++;
            result = HttpRequest.TryParse(bytes.AsSpan(0, length), length - 1, HttpRequest.MaxBodyLength, out _);
        }

        Assert.Equal(whole, result);
        if (whole == HttpParseResult.Complete)
        {
            Assert.Equal(request.HeadLength, length);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Mutated_request_is_read_alike_in_one_piece_and_in_two(string file)
    {
        byte[] original = Golden.Read(file);
        var random = new Random(original.Length);
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = Mutation.Of(original, random);
            int cut = random.Next(bytes.Length + 1);
            HttpParseResult result = HttpRequest.TryParse(bytes.AsSpan(0, cut), 0, HttpRequest.MaxBodyLength, out _);
            if (result == HttpParseResult.NeedMore)
            {
                result = HttpRequest.TryParse(bytes, cut, HttpRequest.MaxBodyLength, out _);
            }

            Assert.Equal(HttpRequest.TryParse(bytes, 0, HttpRequest.MaxBodyLength, out _), result);
        }
    }

    [Theory]
    [InlineData("no version", "GET /\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("two spaces", "GET  / HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("space behind the version", "GET / HTTP/1.1 \r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("space in the target", "GET /a b HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("tab for a space", "GET\t/ HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("no token as method", "G(T / HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("lower-case method", "get / HTTP/1.1\r\n" + Host, HttpParseResult.NotImplemented)]
    [InlineData("unknown method", "OPTIONS * HTTP/1.1\r\n" + Host, HttpParseResult.NotImplemented)]
    [InlineData("asterisk for GET", "GET * HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("relative target", "GET rootDesc.xml HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("absolute target without host", "GET http:///x HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("another scheme", "GET ftp://192.168.1.1/x HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("byte above ASCII in the target", "GET /\u00e9 HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("lower-case protocol", "GET / http/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("HTTP/2.0", "GET / HTTP/2.0\r\n" + Host, HttpParseResult.VersionNotSupported)]
    [InlineData("HTTP/0.9 with number", "GET / HTTP/0.9\r\n" + Host, HttpParseResult.VersionNotSupported)]
    [InlineData("HTTP/1.10", "GET / HTTP/1.10\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("no Host in HTTP/1.1", "GET / HTTP/1.1\r\n", HttpParseResult.BadRequest)]
    [InlineData("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n", HttpParseResult.Complete)]
    [InlineData("Host twice", "GET / HTTP/1.1\r\n" + Host + Host, HttpParseResult.BadRequest)]
    [InlineData("continued line", "GET / HTTP/1.1\r\n" + Host + "X: a\r\n b\r\n", HttpParseResult.BadRequest)]
    [InlineData("continued first line", "GET / HTTP/1.1\r\n X: a\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("space in front of the colon", "GET / HTTP/1.1\r\nHost : 192.168.1.1\r\n", HttpParseResult.BadRequest)]
    [InlineData("no colon", "GET / HTTP/1.1\r\n" + Host + "X\r\n", HttpParseResult.BadRequest)]
    [InlineData("no name", "GET / HTTP/1.1\r\n" + Host + ": x\r\n", HttpParseResult.BadRequest)]
    [InlineData("zero byte in a value", "GET / HTTP/1.1\r\n" + Host + "X: a\0b\r\n", HttpParseResult.BadRequest)]
    [InlineData("CR alone in a value", "GET / HTTP/1.1\r\n" + Host + "X: a\rb\r\n", HttpParseResult.BadRequest)]
    [InlineData("LF alone in a value", "GET / HTTP/1.1\r\n" + Host + "X: a\nb\r\n", HttpParseResult.BadRequest)]
    [InlineData("byte above ASCII in a value", "GET / HTTP/1.1\r\n" + Host + "X: \u00e9\r\n", HttpParseResult.Complete)]
    [InlineData("empty value", "GET / HTTP/1.1\r\n" + Host + "X:\r\n", HttpParseResult.Complete)]
    [InlineData("one empty line first", "\r\nGET / HTTP/1.1\r\n" + Host, HttpParseResult.Complete)]
    [InlineData("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("line feed first", "\nGET / HTTP/1.1\r\n" + Host, HttpParseResult.BadRequest)]
    [InlineData("POST without length", "POST / HTTP/1.1\r\n" + Host, HttpParseResult.LengthRequired)]
    [InlineData("M-POST without length", "M-POST / HTTP/1.1\r\n" + Host, HttpParseResult.LengthRequired)]
    [InlineData("SUBSCRIBE without length", "SUBSCRIBE / HTTP/1.1\r\n" + Host, HttpParseResult.Complete)]
    [InlineData("negative length", "POST / HTTP/1.1\r\n" + Host + "Content-Length: -1\r\n", HttpParseResult.BadRequest)]
    [InlineData("length with a sign", "POST / HTTP/1.1\r\n" + Host + "Content-Length: +1\r\n", HttpParseResult.BadRequest)]
    [InlineData("length in hexadecimal", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 0x10\r\n", HttpParseResult.BadRequest)]
    [InlineData("empty length", "POST / HTTP/1.1\r\n" + Host + "Content-Length:\r\n", HttpParseResult.BadRequest)]
    [InlineData("list of lengths", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5, 5\r\n", HttpParseResult.BadRequest)]
    [InlineData("same length twice", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nContent-Length: 5\r\n", HttpParseResult.Complete)]
    [InlineData("two lengths", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nContent-Length: 05\r\n", HttpParseResult.BadRequest)]
    [InlineData("longest body", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 65536\r\n", HttpParseResult.Complete)]
    [InlineData("body one byte too long", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 65537\r\n", HttpParseResult.PayloadTooLarge)]
    [InlineData("length above 64 bits", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 99999999999999999999999\r\n", HttpParseResult.PayloadTooLarge)]
    [InlineData("length that wraps to 1", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 4294967297\r\n", HttpParseResult.PayloadTooLarge)]
    [InlineData("chunked", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: Chunked\r\n", HttpParseResult.Complete)]
    [InlineData("chunked twice", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", HttpParseResult.BadRequest)]
    [InlineData("another coding", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: gzip, chunked\r\n", HttpParseResult.NotImplemented)]
    [InlineData("chunked and a length", "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", HttpParseResult.BadRequest)]
    [InlineData("chunked in HTTP/1.0", "POST / HTTP/1.0\r\n" + Host + "Transfer-Encoding: chunked\r\n", HttpParseResult.BadRequest)]
    [InlineData("SOAPACTION twice", "POST / HTTP/1.1\r\n" + Host + "Content-Length: 0\r\nSOAPACTION: a\r\nSoapAction: a\r\n", HttpParseResult.BadRequest)]
    public void Request_is_answered_as_the_specification_says(string name, string head, HttpParseResult expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, HttpRequest.TryParse(Bytes(head + "\r\n"), 0, HttpRequest.MaxBodyLength, out _));
    }

    [Theory]
    [InlineData("default", "1.1", "", true)]
    [InlineData("close", "1.1", "Connection: Close\r\n", false)]
    [InlineData("close in a list", "1.1", "Connection: TE, close\r\n", false)]
    [InlineData("close after keep-alive", "1.1", "Connection: close\r\nConnection: keep-alive\r\n", false)]
    [InlineData("HTTP/1.0", "1.0", "", false)]
    [InlineData("HTTP/1.0 with keep-alive", "1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("later minor version", "1.2", "", true)]
    public void Connection_stays_open_where_both_sides_may_keep_it(string name, string version, string fields, bool expected)
    {
        Assert.NotEmpty(name);
        byte[] bytes = Bytes("GET / HTTP/" + version + "\r\n" + Host + fields + "\r\n");
        Assert.Equal(HttpParseResult.Complete, HttpRequest.TryParse(bytes, 0, HttpRequest.MaxBodyLength, out HttpRequestView request));
        Assert.Equal(expected, request.KeepsAlive);
    }

    [Fact]
    public void Fields_are_found_in_any_case_and_spacing()
    {
        byte[] bytes = Bytes("POST /ctl?x HTTP/1.1\r\nhost:192.168.1.1:5000\r\nCONTENT-length:  7 \r\nsoapaction:\t\"a#b\"\r\nEXPECT: 100-Continue\r\naccept-language: de\r\norigin: null\r\n\r\nrest");
        Assert.Equal(HttpParseResult.Complete, HttpRequest.TryParse(bytes, 0, 100, out HttpRequestView request));
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("/ctl?x", Text(request.Path));
        Assert.Equal("192.168.1.1:5000", Text(request.Host));
        Assert.Equal(7, request.ContentLength);
        Assert.Equal("\"a#b\"", Text(request.SoapAction));
        Assert.True(request.ExpectsContinue);
        Assert.Equal("de", Text(request.AcceptLanguage));
        Assert.Equal("null", Text(request.Origin));
        Assert.Equal(bytes.Length - 4, request.HeadLength);
    }

    [Fact]
    public void Body_longer_than_the_callers_room_is_refused() =>
        Assert.Equal(
            HttpParseResult.PayloadTooLarge,
            HttpRequest.TryParse(Bytes("POST / HTTP/1.1\r\n" + Host + "Content-Length: 101\r\n\r\n"), 0, 100, out _));

    [Fact]
    public void Limits_hold_to_the_byte()
    {
        string start = "GET / HTTP/1.1\r\n" + Host + "X: ";
        string fits = start + new string('a', HttpRequest.MaxHeadLength - start.Length - 4) + "\r\n\r\n";
        Assert.Equal(HttpParseResult.Complete, Parse(fits));
        Assert.Equal(HttpParseResult.HeadersTooLarge, Parse(start + "a" + fits.Substring(start.Length)));

        Assert.Equal(HttpParseResult.Complete, Parse("GET /" + new string('a', HttpRequest.MaxTargetLength - 1) + " HTTP/1.1\r\n" + Host + "\r\n"));
        Assert.Equal(HttpParseResult.UriTooLong, Parse("GET /" + new string('a', HttpRequest.MaxTargetLength) + " HTTP/1.1\r\n" + Host + "\r\n"));
        Assert.Equal(HttpParseResult.UriTooLong, Parse("GET /" + new string('a', HttpRequest.MaxRequestLineLength)));

        string fields = string.Concat(Enumerable.Repeat("X: a\r\n", HttpRequest.MaxHeaderFields - 1));
        Assert.Equal(HttpParseResult.Complete, Parse("GET / HTTP/1.1\r\n" + Host + fields + "\r\n"));
        Assert.Equal(HttpParseResult.HeadersTooLarge, Parse("GET / HTTP/1.1\r\n" + Host + fields + "X: a\r\n\r\n"));
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        byte[] bytes = Golden.Read("http/miniupnpc-add-port-mapping.hex");
        HttpRequest.TryParse(bytes, 0, HttpRequest.MaxBodyLength, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        HttpRequest.TryParse(bytes, 0, HttpRequest.MaxBodyLength, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static HttpParseResult Parse(string text) => HttpRequest.TryParse(Bytes(text), 0, HttpRequest.MaxBodyLength, out _);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}

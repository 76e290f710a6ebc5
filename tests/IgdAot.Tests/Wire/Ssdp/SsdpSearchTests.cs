using System;
using System.Collections.Generic;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Ssdp;
using Xunit;

namespace IgdAot.Tests.Wire.Ssdp;

public class SsdpSearchTests
{
    private const string Start = "M-SEARCH * HTTP/1.1\r\n";
    private const string Man = "MAN: \"ssdp:discover\"\r\n";
    private const string St = "ST: ssdp:all\r\n";

    public static IEnumerable<object[]> Files => Golden.All("ssdp");

    [Theory]
    [InlineData("search", Start + Man + St + "\r\n", WireError.None)]
    [InlineData("no empty line", Start + Man + St, WireError.None)]
    [InlineData("LF alone", "M-SEARCH * HTTP/1.1\nMAN:\"ssdp:discover\"\nST:ssdp:all\n\n", WireError.None)]
    [InlineData("fields in any case", Start + "man: \"ssdp:discover\"\r\nSt:ssdp:all\r\n\r\n", WireError.None)]
    [InlineData("bytes behind the empty line", Start + Man + St + "\r\nST", WireError.None)]
    [InlineData("unknown field twice", Start + Man + St + "X: a\r\nX: b\r\n\r\n", WireError.None)]
    [InlineData("empty", "", WireError.Truncated)]
    [InlineData("cut request line", "M-SEARCH * HTTP/1.1", WireError.Truncated)]
    [InlineData("cut field", Start + Man + "ST: ssdp:al", WireError.Truncated)]
    [InlineData("no MAN", Start + St + "\r\n", WireError.Missing)]
    [InlineData("no ST", Start + Man + "\r\n", WireError.Missing)]
    [InlineData("ST behind the empty line", Start + Man + "\r\n" + St, WireError.Missing)]
    [InlineData("empty ST", Start + Man + "ST:\r\n\r\n", WireError.BadValue)]
    [InlineData("other MAN", Start + "MAN: \"ssdp:alive\"\r\n" + St + "\r\n", WireError.BadValue)]
    [InlineData("MAN without quotes", Start + "MAN: ssdp:discover\r\n" + St + "\r\n", WireError.BadValue)]
    [InlineData("ST twice", Start + Man + St + St + "\r\n", WireError.Duplicate)]
    [InlineData("MAN twice", Start + Man + Man + St + "\r\n", WireError.Duplicate)]
    [InlineData("MX twice", Start + Man + St + "MX: 0\r\nMX: 1\r\n\r\n", WireError.Duplicate)]
    [InlineData("no colon", Start + Man + "ST\r\n\r\n", WireError.Malformed)]
    [InlineData("continued line", Start + Man + St + " x\r\n\r\n", WireError.Malformed)]
    [InlineData("space in front of the colon", Start + Man + "ST : ssdp:all\r\n\r\n", WireError.Malformed)]
    [InlineData("control character", Start + Man + "ST: a\u0001b\r\n\r\n", WireError.Malformed)]
    [InlineData("HTTP/1.0", "M-SEARCH * HTTP/1.0\r\n" + Man + St + "\r\n", WireError.BadVersion)]
    [InlineData("lower case", "m-search * HTTP/1.1\r\n" + Man + St + "\r\n", WireError.Malformed)]
    [InlineData("other target", "M-SEARCH / HTTP/1.1\r\n" + Man + St + "\r\n", WireError.Malformed)]
    [InlineData("response", "HTTP/1.1 200 OK\r\n" + St + "\r\n", WireError.NotRequest)]
    [InlineData("notification", "NOTIFY * HTTP/1.1\r\nNT: x\r\n\r\n", WireError.Unsupported)]
    [InlineData("random bytes", "\u0000\u0001\u00ff\n", WireError.Malformed)]
    public void Datagram_is_judged_as_the_specification_says(string name, string datagram, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, SsdpSearch.TryParse(Encoding.Latin1.GetBytes(datagram), out SsdpSearchView search));
        Assert.Equal(expected == WireError.None ? "ssdp:all" : string.Empty, Encoding.Latin1.GetString(search.SearchTarget));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("5", 5)]
    [InlineData("6", 5)]
    [InlineData("03", 3)]
    [InlineData("4294967297", 5)]
    [InlineData("99999999999999999999999999", 5)]
    [InlineData("0", 0)]
    [InlineData("-1", 0)]
    [InlineData("1.5", 0)]
    [InlineData("1 s", 0)]
    [InlineData("", 0)]
    public void Mx_is_1_to_5_or_does_not_serve(string text, byte expected)
    {
        byte[] datagram = Encoding.ASCII.GetBytes(Start + Man + St + "MX: " + text + "\r\n\r\n");
        Assert.Equal(WireError.None, SsdpSearch.TryParse(datagram, out SsdpSearchView search));
        Assert.Equal(expected, search.MxSeconds);
    }

    [Fact]
    public void Search_without_mx_has_none()
    {
        Assert.Equal(WireError.None, SsdpSearch.TryParse(Encoding.ASCII.GetBytes(Start + Man + St + "\r\n"), out SsdpSearchView search));
        Assert.Equal(0, search.MxSeconds);
    }

    [Fact]
    public void Longest_datagram_is_read_and_no_longer_one()
    {
        string start = Start + Man + St + "X: ";
        string fits = start + new string('a', SsdpSearch.MaxLength - start.Length - 4) + "\r\n\r\n";
        Assert.Equal(WireError.None, SsdpSearch.TryParse(Encoding.ASCII.GetBytes(fits), out _));
        Assert.Equal(WireError.TooLong, SsdpSearch.TryParse(Encoding.ASCII.GetBytes(fits + "x"), out _));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_prefix_is_refused_or_read_like_the_whole(string file)
    {
        byte[] whole = Golden.Read(file);
        WireError error = SsdpSearch.TryParse(whole, out SsdpSearchView search);
        for (int length = 0; length < whole.Length; length++)
        {
            if (SsdpSearch.TryParse(whole.AsSpan(0, length), out SsdpSearchView cut) == WireError.None && error == WireError.None)
            {
                Assert.Equal(search.SearchTarget.ToArray(), cut.SearchTarget.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Mutated_search_never_yields_a_target_that_is_not_in_it(string file)
    {
        byte[] original = Golden.Read(file);
        var random = new Random(original.Length);
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = Mutation.Of(original, random);
            if (SsdpSearch.TryParse(bytes, out SsdpSearchView search) == WireError.None)
            {
                Assert.InRange(search.MxSeconds, 0, SsdpSearch.MaxMxSeconds);
                Assert.True(bytes.AsSpan().IndexOf(search.SearchTarget) > 0);
                SsdpTarget.TryParse(search.SearchTarget, out _);
            }
        }
    }
}

using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using Xunit;

namespace IgdAot.Tests.Wire.Http;

public class HttpAuthorityTests
{
    [Theory]
    [InlineData("192.168.1.1", "192.168.1.1", 80)]
    [InlineData("192.168.1.1:5000", "192.168.1.1", 5000)]
    [InlineData("router.lan:", "router.lan", 80)]
    [InlineData("[fe80::1]", "[fe80::1]", 80)]
    [InlineData("[::ffff:192.168.1.1]:65535", "[::ffff:192.168.1.1]", 65535)]
    public void Host_and_port_are_told_apart(string text, string host, int port)
    {
        Assert.Equal(WireError.None, HttpAuthority.TryParse(Encoding.ASCII.GetBytes(text), out HttpAuthority authority));
        Assert.Equal(host, Encoding.ASCII.GetString(authority.Host));
        Assert.Equal(port, authority.Port);
    }

    [Theory]
    [InlineData("empty", "", WireError.Malformed)]
    [InlineData("port alone", ":80", WireError.Malformed)]
    [InlineData("user", "user@192.168.1.1", WireError.Malformed)]
    [InlineData("path", "192.168.1.1/x", WireError.Malformed)]
    [InlineData("space", "192.168.1.1 x", WireError.Malformed)]
    [InlineData("open bracket", "[fe80::1", WireError.Malformed)]
    [InlineData("empty brackets", "[]", WireError.Malformed)]
    [InlineData("zone", "[fe80::1%25eth0]", WireError.Malformed)]
    [InlineData("behind the bracket", "[::1]x", WireError.Malformed)]
    [InlineData("port 0", "a:0", WireError.BadValue)]
    [InlineData("port 65536", "a:65536", WireError.BadValue)]
    [InlineData("port with a sign", "a:+1", WireError.BadValue)]
    [InlineData("two ports", "a:1:2", WireError.BadValue)]
    public void What_is_no_host_and_port_is_refused(string name, string text, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, HttpAuthority.TryParse(Encoding.ASCII.GetBytes(text), out _));
    }
}

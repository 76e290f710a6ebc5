using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Soap;
using Xunit;

namespace IgdAot.Tests.Wire.Soap;

public class SoapActionTests
{
    [Theory]
    [InlineData("\"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"")]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping")]
    [InlineData("  \"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"\t")]
    public void Value_is_read_with_and_without_quotes(string value)
    {
        Assert.Equal(WireError.None, SoapAction.TryParse(Encoding.ASCII.GetBytes(value), out SoapAction action));
        Assert.Equal("urn:schemas-upnp-org:service:WANIPConnection:1", Encoding.ASCII.GetString(action.ServiceType));
        Assert.Equal("AddPortMapping", Encoding.ASCII.GetString(action.Action));
    }

    [Theory]
    [InlineData("empty", "", WireError.Missing)]
    [InlineData("white space", " \t", WireError.Missing)]
    [InlineData("one quote", "\"", WireError.Malformed)]
    [InlineData("one single quote", "'", WireError.Malformed)]
    [InlineData("two quotes", "\"\"", WireError.Malformed)]
    [InlineData("number sign", "#", WireError.Malformed)]
    [InlineData("number sign in quotes", "\"#\"", WireError.Malformed)]
    [InlineData("no number sign", "\"urn:x\"", WireError.Malformed)]
    [InlineData("no action", "\"urn:x#\"", WireError.Malformed)]
    [InlineData("no type", "\"#Action\"", WireError.Malformed)]
    [InlineData("two number signs", "\"urn:x#a#b\"", WireError.Malformed)]
    [InlineData("single quotes", "'urn:x#Action'", WireError.Malformed)]
    [InlineData("no end quote", "\"urn:x#Action", WireError.Malformed)]
    [InlineData("no start quote", "urn:x#Action\"", WireError.Malformed)]
    [InlineData("quote in the type", "urn:\"x#Action", WireError.Malformed)]
    [InlineData("markup in the action", "\"urn:x#<Action>\"", WireError.Malformed)]
    [InlineData("space in the type", "\"urn: x#Action\"", WireError.Malformed)]
    public void Odd_value_is_refused(string name, string value, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, SoapAction.TryParse(Encoding.ASCII.GetBytes(value), out _));
    }

    [Fact]
    public void Value_of_64_KiB_is_refused() =>
        Assert.Equal(WireError.TooLong, SoapAction.TryParse(Encoding.ASCII.GetBytes("\"x#" + new string('A', 65536)), out _));
}

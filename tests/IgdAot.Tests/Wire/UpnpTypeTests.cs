using System.Text;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Wire;

public class UpnpTypeTests
{
    [Fact]
    public void Type_is_split_into_its_parts()
    {
        Assert.Equal(WireError.None, UpnpType.TryParse("urn:schemas-upnp-org:service:WANIPConnection:2"u8, out UpnpType type));
        Assert.True(type.Is("schemas-upnp-org"u8, isService: true, "WANIPConnection"u8));
        Assert.False(type.Is("schemas-upnp-org"u8, isService: false, "WANIPConnection"u8));
        Assert.False(type.Is("schemas-upnp-org"u8, isService: true, "WANIPConnectio"u8));
        Assert.False(type.Is("example-org"u8, isService: true, "WANIPConnection"u8));
        Assert.Equal(2, type.Version);
    }

    [Theory]
    [InlineData("empty", "", WireError.Malformed)]
    [InlineData("other case", "URN:schemas-upnp-org:device:X:1", WireError.Malformed)]
    [InlineData("no version", "urn:schemas-upnp-org:device:X", WireError.Malformed)]
    [InlineData("empty version", "urn:schemas-upnp-org:device:X:", WireError.BadValue)]
    [InlineData("version 0", "urn:schemas-upnp-org:device:X:0", WireError.BadValue)]
    [InlineData("leading zero", "urn:schemas-upnp-org:device:X:01", WireError.BadValue)]
    [InlineData("version 65536", "urn:schemas-upnp-org:device:X:65536", WireError.BadValue)]
    [InlineData("version 4294967297", "urn:schemas-upnp-org:device:X:4294967297", WireError.BadValue)]
    [InlineData("text behind", "urn:schemas-upnp-org:device:X:1 ", WireError.BadValue)]
    [InlineData("sixth part", "urn:schemas-upnp-org:device:X:1:1", WireError.BadValue)]
    [InlineData("neither device nor service", "urn:schemas-upnp-org:thing:X:1", WireError.Malformed)]
    [InlineData("empty name", "urn:schemas-upnp-org:device::1", WireError.Malformed)]
    [InlineData("markup in the name", "urn:schemas-upnp-org:device:<X>:1", WireError.Malformed)]
    public void What_is_no_type_is_refused(string name, string text, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, UpnpType.TryParse(Encoding.ASCII.GetBytes(text), out _));
    }

    [Fact]
    public void Longest_type_is_read_and_no_longer_one()
    {
        string start = "urn:" + new string('d', 64) + ":service:";
        string name = new string('n', UpnpType.MaxLength - start.Length - 2);
        Assert.Equal(WireError.None, UpnpType.TryParse(Encoding.ASCII.GetBytes(start + name + ":1"), out _));
        Assert.Equal(WireError.TooLong, UpnpType.TryParse(Encoding.ASCII.GetBytes(start + name + "n:1"), out _));
    }
}

using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Ssdp;
using Xunit;

namespace IgdAot.Tests.Wire.Ssdp;

public class SsdpTargetTests
{
    [Theory]
    [InlineData("ssdp:all", SsdpTargetKind.All)]
    [InlineData("upnp:rootdevice", SsdpTargetKind.RootDevice)]
    [InlineData("uuid:2fac1234-31f8-11b4-a222-08002b34c003", SsdpTargetKind.Uuid)]
    [InlineData("uuid:2FAC1234-31F8-11B4-A222-08002B34C003", SsdpTargetKind.Uuid)]
    [InlineData("urn:schemas-upnp-org:device:InternetGatewayDevice:1", SsdpTargetKind.Type)]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:2", SsdpTargetKind.Type)]
    public void Target_is_told_by_its_kind(string text, SsdpTargetKind expected)
    {
        Assert.Equal(WireError.None, SsdpTarget.TryParse(Encoding.ASCII.GetBytes(text), out SsdpTarget target));
        Assert.Equal(expected, target.Kind);
        Assert.Equal(expected == SsdpTargetKind.Uuid ? text.Substring(5) : string.Empty, Encoding.ASCII.GetString(target.Uuid));
        Assert.Equal(expected == SsdpTargetKind.Type, target.Type.Version > 0);
    }

    [Theory]
    [InlineData("more behind ssdp:all", "ssdp:all:1", WireError.Malformed)]
    [InlineData("beginning of ssdp:all", "ssdp:al", WireError.Malformed)]
    [InlineData("other case", "SSDP:ALL", WireError.Malformed)]
    [InlineData("more behind rootdevice", "upnp:rootdevices", WireError.Malformed)]
    [InlineData("empty uuid", "uuid:", WireError.Malformed)]
    [InlineData("short uuid", "uuid:2fac1234-31f8-11b4-a222-08002b34c00", WireError.Malformed)]
    [InlineData("long uuid", "uuid:2fac1234-31f8-11b4-a222-08002b34c0033", WireError.Malformed)]
    [InlineData("uuid with other hyphens", "uuid:2fac12343-1f8-11b4-a222-08002b34c003", WireError.Malformed)]
    [InlineData("uuid with a letter", "uuid:2fac1234-31f8-11b4-a222-08002b34c00g", WireError.Malformed)]
    [InlineData("uuid and type", "uuid:2fac1234-31f8-11b4-a222-08002b34c003::upnp:rootdevice", WireError.Malformed)]
    [InlineData("version with text", "urn:schemas-upnp-org:device:InternetGatewayDevice:1x", WireError.BadValue)]
    [InlineData("empty", "", WireError.Malformed)]
    public void What_only_begins_like_a_target_is_none(string name, string text, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, SsdpTarget.TryParse(Encoding.ASCII.GetBytes(text), out _));
    }
}

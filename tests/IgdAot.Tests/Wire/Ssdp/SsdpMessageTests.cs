using System;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Ssdp;
using Xunit;

namespace IgdAot.Tests.Wire.Ssdp;

public class SsdpMessageTests
{
    private const string Uuid = "2fac1234-31f8-11b4-a222-08002b34c003";

    [Fact]
    public void Alive_has_the_fields_of_the_specification()
    {
        SsdpAdvertisement advertisement = Advertise("urn:schemas-upnp-org:service:WANIPConnection", 1);
        ByteWriter writer = new ByteWriter(new byte[SsdpMessage.MaxLength]);
        SsdpMessage.EmitAlive(ref writer, in advertisement);
        Assert.Equal(
            "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=1800\r\n"
            + "LOCATION: http://192.168.1.1:5000/rootDesc.xml\r\nNT: urn:schemas-upnp-org:service:WANIPConnection:1\r\nNTS: ssdp:alive\r\n"
            + "SERVER: OpenWrt/24.10 UPnP/1.1 IgdAot/0.1\r\nUSN: uuid:" + Uuid + "::urn:schemas-upnp-org:service:WANIPConnection:1\r\n"
            + "BOOTID.UPNP.ORG: 7\r\nCONFIGID.UPNP.ORG: 1337\r\n\r\n",
            Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Byebye_tells_what_leaves()
    {
        SsdpAdvertisement advertisement = Advertise("upnp:rootdevice", 0);
        ByteWriter writer = new ByteWriter(new byte[SsdpMessage.MaxLength]);
        SsdpMessage.EmitByebye(ref writer, in advertisement);
        Assert.Equal(
            "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nNTS: ssdp:byebye\r\n"
            + "USN: uuid:" + Uuid + "::upnp:rootdevice\r\nBOOTID.UPNP.ORG: 7\r\nCONFIGID.UPNP.ORG: 1337\r\n\r\n",
            Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Response_has_the_fields_of_the_specification()
    {
        SsdpAdvertisement advertisement = Advertise(string.Empty, 0);
        ByteWriter writer = new ByteWriter(new byte[SsdpMessage.MaxLength]);
        SsdpMessage.EmitResponse(ref writer, in advertisement, 784111777);
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nDATE: Sun, 06 Nov 1994 08:49:37 GMT\r\nEXT:\r\n"
            + "LOCATION: http://192.168.1.1:5000/rootDesc.xml\r\nSERVER: OpenWrt/24.10 UPnP/1.1 IgdAot/0.1\r\nST: uuid:" + Uuid + "\r\n"
            + "USN: uuid:" + Uuid + "\r\nBOOTID.UPNP.ORG: 7\r\nCONFIGID.UPNP.ORG: 1337\r\n\r\n",
            Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Response_of_a_clock_that_is_not_set_has_no_date()
    {
        SsdpAdvertisement advertisement = Advertise("upnp:rootdevice", 0);
        ByteWriter writer = new ByteWriter(new byte[SsdpMessage.MaxLength]);
        SsdpMessage.EmitResponse(ref writer, in advertisement, 0);
        Assert.DoesNotContain("DATE", Encoding.ASCII.GetString(writer.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void Group_and_port_are_those_of_the_specification()
    {
        ByteWriter writer = new ByteWriter(new byte[Ipv4Address.MaxTextLength]);
        writer.WriteAddress(SsdpMessage.Group);
        Assert.Equal("239.255.255.250", Encoding.ASCII.GetString(writer.Written));
        Assert.Equal(1900, SsdpMessage.Port);
    }

    private static SsdpAdvertisement Advertise(string type, ushort version) => new SsdpAdvertisement
    {
        DeviceUuid = Encoding.ASCII.GetBytes(Uuid),
        Type = Encoding.ASCII.GetBytes(type),
        TypeVersion = version,
        MaxAgeSeconds = 1800,
        LocationAddress = new Ipv4Address(0xc0a80101),
        LocationPort = 5000,
        LocationPath = "/rootDesc.xml"u8,
        Server = "OpenWrt/24.10 UPnP/1.1 IgdAot/0.1"u8,
        BootId = 7,
        ConfigId = 1337,
    };
}

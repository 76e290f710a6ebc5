using System;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using IgdAot.Wire;
using IgdAot.Wire.Soap;
using Xunit;

namespace IgdAot.Tests.Wire.Soap;

public class SoapReplyTests
{
    private static readonly XNamespace s_envelope = "http://schemas.xmlsoap.org/soap/envelope/";

    [Fact]
    public void Response_holds_its_arguments_in_order()
    {
        ByteWriter writer = new ByteWriter(new byte[1024]);
        SoapReply.EmitStart(ref writer, "GetSpecificPortMappingEntry"u8, "urn:schemas-upnp-org:service:WANIPConnection:1"u8);
        SoapReply.EmitArgument(ref writer, "NewInternalPort"u8, 8080);
        SoapReply.EmitArgument(ref writer, "NewInternalClient"u8, new Ipv4Address(0xc0a80164));
        SoapReply.EmitArgument(ref writer, "NewEnabled"u8, true);
        SoapReply.EmitArgument(ref writer, "NewPortMappingDescription"u8, "]]></u:x><!-- & \"quotes\""u8);
        SoapReply.EmitEnd(ref writer, "GetSpecificPortMappingEntry"u8);

        XElement root = Load(ref writer);
        Assert.Equal(s_envelope + "Envelope", root.Name);
        Assert.Equal("http://schemas.xmlsoap.org/soap/encoding/", root.Attribute(s_envelope + "encodingStyle")!.Value);
        XElement response = root.Elements(s_envelope + "Body").Single().Elements().Single();
        Assert.Equal((XNamespace)"urn:schemas-upnp-org:service:WANIPConnection:1" + "GetSpecificPortMappingEntryResponse", response.Name);
        Assert.Equal(
            ["NewInternalPort=8080", "NewInternalClient=192.168.1.100", "NewEnabled=1", "NewPortMappingDescription=]]></u:x><!-- & \"quotes\""],
            response.Elements().Select(argument => argument.Name + "=" + argument.Value));
    }

    [Fact]
    public void Fault_holds_code_and_description()
    {
        ByteWriter writer = new ByteWriter(new byte[1024]);
        SoapReply.EmitFault(ref writer, 718, "ConflictInMappingEntry"u8);

        XElement fault = Load(ref writer).Elements(s_envelope + "Body").Single().Elements().Single();
        Assert.Equal(s_envelope + "Fault", fault.Name);
        Assert.Equal("s:Client", fault.Element("faultcode")!.Value);
        Assert.Equal("UPnPError", fault.Element("faultstring")!.Value);
        XNamespace control = "urn:schemas-upnp-org:control-1-0";
        XElement error = fault.Element("detail")!.Element(control + "UPnPError")!;
        Assert.Equal("718", error.Element(control + "errorCode")!.Value);
        Assert.Equal("ConflictInMappingEntry", error.Element(control + "errorDescription")!.Value);
    }

    [Fact]
    public void Response_that_does_not_fit_says_so()
    {
        ByteWriter writer = new ByteWriter(new byte[300]);
        SoapReply.EmitFault(ref writer, 718, "ConflictInMappingEntry"u8);
        Assert.True(writer.Failed);
    }

    private static XElement Load(ref ByteWriter writer)
    {
        Assert.False(writer.Failed);
        return XDocument.Parse(Encoding.UTF8.GetString(writer.Written)).Root!;
    }
}

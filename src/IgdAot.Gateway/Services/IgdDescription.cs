using System;
using IgdAot.Wire;

namespace IgdAot.Gateway.Services;

/// <summary>The description documents: UDA 1.1, sections 2.3 and 2.5; InternetGatewayDevice:1, section 3.</summary>
public static class IgdDescription
{
    /// <summary>Bytes that the longest of the documents may have.</summary>
    public const int MaxLength = 12 * 1024;

    private const uint HashStart = 2166136261;
    private const uint HashFactor = 16777619;

    /// <summary>CONFIGID.UPNP.ORG has 24 bits (UDA 1.1, section 1.2).</summary>
    private const uint ConfigIdMask = 0xffffff;

    /// <summary>Writes the device description.</summary>
    public static void EmitRoot(ref ByteWriter writer, in DeviceIdentity identity, Ipv4Address lanAddress)
    {
        writer.Write("<?xml version=\"1.0\"?>\r\n<root xmlns=\"urn:schemas-upnp-org:device-1-0\" configId=\""u8);
        writer.WriteDecimal(identity.ConfigId);
        writer.Write("\"><specVersion><major>1</major><minor>1</minor></specVersion>"u8);
        EmitDeviceStart(ref writer, in identity, IgdDevice.InternetGateway);
        EmitService(ref writer, IgdService.Layer3Forwarding);
        writer.Write("<deviceList>"u8);
        EmitDeviceStart(ref writer, in identity, IgdDevice.Wan);
        EmitService(ref writer, IgdService.WanCommonInterfaceConfig);
        writer.Write("<deviceList>"u8);
        EmitDeviceStart(ref writer, in identity, IgdDevice.WanConnection);
        EmitService(ref writer, IgdService.WanIpConnection);
        writer.Write("</device></deviceList></device></deviceList><presentationURL>http://"u8);
        writer.WriteAddress(lanAddress);
        writer.Write("/</presentationURL></device></root>\r\n"u8);
    }

    /// <summary>A number for CONFIGID.UPNP.ORG that changes with the text of any of the documents.</summary>
    /// <param name="identity">The identity, whose own ConfigId is not looked at.</param>
    /// <param name="scratch">Room for all documents.</param>
    public static uint ComputeConfigId(DeviceIdentity identity, Span<byte> scratch)
    {
        identity.ConfigId = 0;
        ByteWriter writer = new ByteWriter(scratch);
        EmitRoot(ref writer, in identity, default);
        for (int service = 0; service < IgdNames.ServiceCount; service++)
        {
            ServiceDescription.Emit(ref writer, (IgdService)service);
        }

        // FNV-1a, folded to the width that is wanted.
        uint hash = HashStart;
        foreach (byte character in writer.Written)
        {
            hash = (hash ^ character) * HashFactor;
        }

        return (hash ^ (hash >> 24)) & ConfigIdMask;
    }

    /// <summary>Everything of a device up to its services.</summary>
    private static void EmitDeviceStart(ref ByteWriter writer, in DeviceIdentity identity, IgdDevice device)
    {
        writer.Write("<device><deviceType>"u8);
        writer.Write(IgdNames.DeviceType(device));
        writer.Write("</deviceType><friendlyName>"u8);
        writer.Write(device == IgdDevice.InternetGateway ? "IgdAot router"u8 : IgdNames.Name(device));
        writer.Write("</friendlyName><manufacturer>IgdAot</manufacturer>"u8);
        writer.Write("<modelName>IgdAot</modelName><modelNumber>0.1</modelNumber><UDN>"u8);
        identity.EmitUniqueDeviceName(ref writer, device);
        writer.Write("</UDN>"u8);
    }

    private static void EmitService(ref ByteWriter writer, IgdService service)
    {
        writer.Write("<serviceList><service><serviceType>"u8);
        writer.Write(IgdNames.ServiceType(service));
        writer.Write("</serviceType><serviceId>"u8);
        writer.Write(IgdNames.ServiceId(service));
        writer.Write("</serviceId><SCPDURL>"u8);
        writer.Write(IgdNames.DescriptionPath(service));
        writer.Write("</SCPDURL><controlURL>"u8);
        writer.Write(IgdNames.ControlPath(service));

        // Nothing is evented yet: then the element is there and empty (UDA 1.1, section 2.3).
        writer.Write("</controlURL><eventSubURL></eventSubURL></service></serviceList>"u8);
    }
}

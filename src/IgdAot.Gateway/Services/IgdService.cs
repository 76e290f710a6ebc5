using System;

namespace IgdAot.Gateway.Services;

/// <summary>The services of the gateway.</summary>
public enum IgdService : byte
{
    Layer3Forwarding,
    WanCommonInterfaceConfig,
    WanIpConnection,
}

/// <summary>Names and paths of devices and services: the one place where they stand.</summary>
public static class IgdNames
{
    public const int DeviceCount = 3;
    public const int ServiceCount = 3;

    public static ReadOnlySpan<byte> Domain => "schemas-upnp-org"u8;

    public static ReadOnlySpan<byte> RootDescriptionPath => "/rootDesc.xml"u8;

    /// <summary>WANDevice of urn:schemas-upnp-org:device:WANDevice:1.</summary>
    public static ReadOnlySpan<byte> Name(IgdDevice device) => NameIn(DeviceType(device), DeviceStart.Length);

    /// <summary>WANIPConnection of urn:schemas-upnp-org:service:WANIPConnection:1.</summary>
    public static ReadOnlySpan<byte> Name(IgdService service) => NameIn(ServiceType(service), ServiceStart.Length);

    private static ReadOnlySpan<byte> DeviceStart => "urn:schemas-upnp-org:device:"u8;

    private static ReadOnlySpan<byte> ServiceStart => "urn:schemas-upnp-org:service:"u8;

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> type, int start) => type.Slice(start, type.Length - start - ":1"u8.Length);

    public static ReadOnlySpan<byte> DeviceType(IgdDevice device) => device switch
    {
        IgdDevice.InternetGateway => "urn:schemas-upnp-org:device:InternetGatewayDevice:1"u8,
        IgdDevice.Wan => "urn:schemas-upnp-org:device:WANDevice:1"u8,
        _ => "urn:schemas-upnp-org:device:WANConnectionDevice:1"u8,
    };

    public static ReadOnlySpan<byte> ServiceType(IgdService service) => service switch
    {
        IgdService.Layer3Forwarding => "urn:schemas-upnp-org:service:Layer3Forwarding:1"u8,
        IgdService.WanCommonInterfaceConfig => "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1"u8,
        _ => "urn:schemas-upnp-org:service:WANIPConnection:1"u8,
    };

    public static ReadOnlySpan<byte> ServiceId(IgdService service) => service switch
    {
        IgdService.Layer3Forwarding => "urn:upnp-org:serviceId:L3Forwarding1"u8,
        IgdService.WanCommonInterfaceConfig => "urn:upnp-org:serviceId:WANCommonIFC1"u8,
        _ => "urn:upnp-org:serviceId:WANIPConn1"u8,
    };

    public static ReadOnlySpan<byte> DescriptionPath(IgdService service) => service switch
    {
        IgdService.Layer3Forwarding => "/L3F.xml"u8,
        IgdService.WanCommonInterfaceConfig => "/WANCfg.xml"u8,
        _ => "/WANIPCn.xml"u8,
    };

    public static ReadOnlySpan<byte> ControlPath(IgdService service) => service switch
    {
        IgdService.Layer3Forwarding => "/ctl/L3F"u8,
        IgdService.WanCommonInterfaceConfig => "/ctl/CmnIfCfg"u8,
        _ => "/ctl/IPConn"u8,
    };
}

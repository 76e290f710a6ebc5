using System;
using System.Runtime.InteropServices;
using IgdAot.Gateway;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Tests.Gateway;

/// <summary>A gateway with one LAN, 192.168.1.1/24, and the WAN address 11.22.33.2, in memory of its own.</summary>
internal sealed unsafe class TestGateway : IDisposable
{
    private readonly byte* _memory;

    public GatewayState State;

    public TestGateway(int capacity)
    {
        nuint length = MappingTable.SizeOf(capacity);
        _memory = (byte*)NativeMemory.AllocZeroed(length);
        Arena arena = new(_memory, length);
        if (!State.Mappings.Create(ref arena, capacity))
        {
            throw new InvalidOperationException("SizeOf is less than Create takes");
        }

        State.Settings.SetDefaults();
        State.Settings.QuotaTotal = capacity;
        State.Settings.QuotaPerClient = capacity;
        State.Settings.ExternalDevice.TrySet("wan"u8);
        Span<DeviceName> devices = State.Settings.InternalDevices;
        devices[0].TrySet("lan"u8);
        State.Settings.InternalDeviceCount = 1;
        State.Lans[0].InterfaceIndex = 10;
        State.Lans[0].Address = Address("192.168.1.1");
        State.Lans[0].PrefixLength = 24;
        State.Wan.InterfaceIndex = 2;
        State.Wan.Address = Address("11.22.33.2");
        State.Firewall.IsReady = true;
        State.Ssdp.NextAlive = Instant.Never;
        State.Announce.Next = Instant.Never;
        State.Identity.HardwareAddress = 0x020000000001;
    }

    ~TestGateway() => NativeMemory.Free(_memory);

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        GC.SuppressFinalize(this);
    }

    public static Ipv4Address Address(string text) =>
        Ipv4Address.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out Ipv4Address address)
            ? address
            : throw new ArgumentException(text);

    /// <summary>An enabled UPnP mapping.</summary>
    public static Mapping Mapping(IpProtocol protocol, ushort externalPort, string client, ushort internalPort, Instant expiry) => new()
    {
        Protocol = protocol,
        ExternalPort = externalPort,
        InternalClient = Address(client),
        InternalPort = internalPort,
        Expiry = expiry,
        Origin = MappingOrigin.Upnp,
        IsEnabled = true,
    };
}

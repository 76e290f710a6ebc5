using System;
using System.Linq;
using System.Net;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>The WAN changes: its address, its device, its counters.</summary>
public sealed class WanTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private static readonly IPAddress s_newAddress = IPAddress.Parse("11.22.33.3");

    [LabFact]
    public void The_external_address_is_the_same_in_every_protocol()
    {
        Start();
        Assert.Equal(External.ToString(), UpnpClient.Discover(Lab.ClientA).GetExternalIPAddress());
        Assert.Equal(External, NatPmpClient.Address(Lab.ClientA).Address);
        Assert.Equal(External, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 0, 600).ExternalAddress);
    }

    [LabFact]
    public void Mappings_follow_a_new_address_and_the_protocols_tell_it()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        Lab.ChangeExternalAddress(External, s_newAddress);

        AssertOpen(Probe.Until(open: true, TimeSpan.FromSeconds(2), () => Probe.Tcp(Lab.WanHost, s_newAddress, 8080)));
        Assert.Equal(s_newAddress.ToString(), client.GetExternalIPAddress());
        Assert.Equal(s_newAddress, NatPmpClient.Address(Lab.ClientA).Address);
        Assert.Equal(s_newAddress, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 81, 0, 600).ExternalAddress);
        Assert.Equal([s_newAddress.ToString()], Lab.Nft.List("ext4"));
    }

    [LabFact]
    public void A_new_address_is_announced_on_the_lan_and_the_epoch_begins_anew()
    {
        Start();
        System.Threading.Thread.Sleep(2100);
        Assert.InRange(NatPmpClient.Address(Lab.ClientA).Epoch, 2u, 10u);
        using MulticastListener listener = new(Lab.ClientA, "224.0.0.1", 5350);
        Lab.ChangeExternalAddress(External, s_newAddress);
        bool IsNatPmp(MulticastListener.Datagram datagram) =>
            datagram.Bytes is [0, 128, 0, 0, ..] && datagram.Bytes.Length == 12 && datagram.Bytes.AsSpan(8).SequenceEqual(s_newAddress.GetAddressBytes());
        bool IsPcp(MulticastListener.Datagram datagram) => datagram.Bytes is [2, 128, 0, 0, ..] && datagram.Bytes.Length == 24;
        var heard = listener.WaitFor(datagrams => datagrams.Count(IsNatPmp) >= 3 && datagrams.Count(IsPcp) >= 3, TimeSpan.FromSeconds(3));
        Assert.InRange(heard.Count(IsNatPmp), 3, 10);
        Assert.InRange(heard.Count(IsPcp), 3, 10);
        Assert.All(heard, datagram => Assert.Equal(new IPEndPoint(NetworkLab.RouterAddress, NatPmpClient.Port), datagram.Source));
        Assert.InRange(PcpClient.Announce(Lab.ClientA).Epoch, 0u, 4u);
    }

    [LabFact]
    public void The_start_is_announced_on_the_lan_only()
    {
        using MulticastListener lan = new(Lab.ClientA, "224.0.0.1", 5350);
        using MulticastListener wan = new(Lab.WanHost, "224.0.0.1", 5350);
        using MulticastListener guest = new(Lab.Guest, "224.0.0.1", 5350);
        Start();
        Assert.NotEmpty(lan.WaitFor(datagrams => datagrams.Count >= 4, TimeSpan.FromSeconds(2)));
        Assert.Empty(wan.Datagrams);
        Assert.Empty(guest.Datagrams);
    }

    [LabFact]
    public void A_wan_device_made_anew_under_the_same_name_has_the_mappings()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertOpen(FromWan(8080));
        Lab.RecreateWanDevice();
        AssertOpen(Probe.Until(open: true, TimeSpan.FromSeconds(3), () => FromWan(8080)));
        Assert.Equal(External.ToString(), client.GetExternalIPAddress());
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80));
        AssertOpen(FromWan(8081));
    }

    [LabFact]
    public void Without_an_address_each_protocol_says_so_and_the_mappings_wait()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        Lab.RemoveExternalAddress(External);
        Assert.True(Eventually(2, () => NatPmpClient.Address(Lab.ClientA).Result == 3));
        Assert.Equal(IPAddress.Any, NatPmpClient.Address(Lab.ClientA).Address);
        Assert.Equal("", client.GetExternalIPAddress());
        Assert.NotEqual("Connected", client.Call(UpnpClient.Connection, "GetStatusInfo")["NewConnectionStatus"]);
        Assert.Equal(PcpClient.NetworkFailure, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 81, 0, 600).Result);
        Lab.AddExternalAddress(External);
        AssertOpen(Probe.Until(open: true, TimeSpan.FromSeconds(2), () => FromWan(8080)));
    }

    [LabFact]
    public void The_link_counters_are_the_kernels()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        uint Received() => uint.Parse(client.Call(UpnpClient.CommonInterface, "GetTotalBytesReceived")["NewTotalBytesReceived"], System.Globalization.CultureInfo.InvariantCulture);
        uint before = Received();
        for (int packet = 0; packet < 20; packet++)
        {
            Probe.Udp(Lab.WanHost, External, 60001, patience: 1);
        }

        Assert.True(Eventually(3, () => Received() >= before + (20 * 29)), "the counter does not follow the packets");
    }
}

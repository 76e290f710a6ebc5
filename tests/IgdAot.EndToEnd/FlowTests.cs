using System;
using System.Net;
using System.Net.Sockets;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>Flows that exist already when a mapping comes or goes.</summary>
public sealed class FlowTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void Deleting_a_mapping_cuts_the_connections_that_it_let_in()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        using Socket socket = Lab.WanHost.Tcp();
        socket.Connect(new IPEndPoint(External, 8080));
        Assert.StartsWith("11.22.33.1 ", Read(socket));
        Assert.Equal("one", Echo(socket, "one"));
        AssertSuccess(client.DeletePortMapping("TCP", 8080));
        Assert.True(Eventually(1, () => Echo(socket, "two").Length == 0), "the connection still works");
    }

    [LabFact]
    public void Deleting_a_mapping_leaves_the_connections_of_another_to_the_same_port()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80));
        using Socket socket = Lab.WanHost.Tcp();
        socket.Connect(new IPEndPoint(External, 8081));
        Read(socket);
        AssertSuccess(client.DeletePortMapping("TCP", 8080));
        Assert.Equal("still", Echo(socket, "still"));
    }

    [LabFact]
    public void Renewing_a_mapping_leaves_its_connections()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 60));
        using Socket socket = Lab.WanHost.Tcp();
        socket.Connect(new IPEndPoint(External, 8080));
        Read(socket);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 120));
        Assert.Equal("still", Echo(socket, "still"));
    }

    [LabFact]
    public void A_flow_of_another_host_that_sits_on_the_external_port_makes_way_for_the_mapping()
    {
        Start();
        using EchoServer wanServer = EchoServer.Udp(Lab.WanHost, 9999);
        using EchoServer mapped = EchoServer.Udp(Lab.ClientA, 5555);
        LeaveFlowOfClientB();

        Assert.Equal(5555, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 5555, 5555, 600).ExternalPort);
        wanServer.Send(External, 5555, "hello");
        Assert.True(Eventually(1, () => mapped.Received > 0), "the server's packet did not reach the mapped host");
    }

    [LabFact]
    public void The_mapped_hosts_own_packets_leave_from_its_port_although_another_sat_on_it()
    {
        Start();
        using EchoServer wanServer = EchoServer.Udp(Lab.WanHost, 9999);
        LeaveFlowOfClientB();
        Assert.Equal(5555, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 5555, 5555, 600).ExternalPort);
        Assert.Equal("11.22.33.2 5555", Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 5555).Words);
        AssertOpen(Probe.Udp(Lab.ClientB, Lab.WanHost.Address, 9999, sourcePort: 5555));
    }

    /// <summary>Client b sends from port 5555, which it gets outside as well. In a new lab the first packet may be lost.</summary>
    private void LeaveFlowOfClientB() =>
        Assert.True(
            Eventually(2, () => Probe.Udp(Lab.ClientB, Lab.WanHost.Address, 9999, sourcePort: 5555).Words == "11.22.33.2 5555"),
            "client b does not reach the Internet host from port 5555");
}

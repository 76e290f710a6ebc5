using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>The clients that everybody has, unmodified: upnpc of miniupnpc, and natpmpc.</summary>
public sealed class ForeignClientTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private readonly ITestOutputHelper _output = output;

    [LabFact]
    public void Upnpc_s_finds_a_connected_gateway_and_its_address()
    {
        Start();
        string words = Upnpc("-s");
        Assert.Contains("Found valid IGD", words);
        Assert.Contains("Connected", words);
        Assert.Contains("ExternalIPAddress = 11.22.33.2", words);
    }

    [LabFact]
    public void Upnpc_a_opens_a_port_and_l_lists_it_and_d_shuts_it()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        Assert.Contains("is redirected to internal 192.168.1.10:80", Upnpc("-e", "my server", "-a", "192.168.1.10", "80", "8080", "TCP", "600"));
        AssertOpen(FromWan(8080));
        Assert.Matches("TCP +8080->192.168.1.10:80 +'my server'", Upnpc("-l"));
        Assert.Contains("UPNP_DeletePortMapping() returned : 0", Upnpc("-d", "8080", "TCP"));
        AssertShut(FromWan(8080));
        Assert.DoesNotContain("8080->", Upnpc("-l"));
    }

    [LabFact]
    public void Upnpc_n_opens_the_port_or_another_one()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        string words = Upnpc("-n", "192.168.1.10", "7001", "7000", "UDP", "600");
        Assert.Contains("is redirected to internal 192.168.1.10:7001", words);
        AssertOpen(FromWanUdp(7000));
    }

    [LabFact]
    public void Natpmpc_opens_a_udp_and_a_tcp_port()
    {
        Start();
        using EchoServer udp = EchoServer.Udp(Lab.ClientA, 7001);
        using EchoServer tcp = EchoServer.Tcp(Lab.ClientA, 80);
        string words = Run("natpmpc", "-g", "192.168.1.1", "-a", "7000", "7001", "udp", "600");
        Assert.Contains("Public IP address : 11.22.33.2", words);
        Assert.Contains("Mapped public port 7000 protocol UDP to local port 7001 liftime 600", words);
        AssertOpen(FromWanUdp(7000));
        Assert.Contains("Mapped public port 8080 protocol TCP to local port 80", Run("natpmpc", "-g", "192.168.1.1", "-a", "8080", "80", "tcp", "600"));
        AssertOpen(FromWan(8080));
    }

    private string Upnpc(params string[] arguments) => Run("upnpc", arguments);

    private string Run(string file, params string[] arguments)
    {
        CommandResult result = Lab.ClientA.Run(file, arguments);
        _output.WriteLine(result.Line + "\n" + result.Output + result.Error);
        return result.OrFail().Output;
    }
}

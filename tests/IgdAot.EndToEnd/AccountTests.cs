using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>-u: the daemon leaves root by itself.</summary>
public sealed class AccountTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    // CAP_NET_BIND_SERVICE and CAP_NET_ADMIN, capabilities(7)
    private const ulong Kept = (1UL << 10) | (1UL << 12);

    // Two numbers, so that a mix-up shows.
    private static readonly (int User, int Group) s_account = (65534, 65533);
    private static readonly string s_argument = $"{s_account.User}:{s_account.Group}";

    [LabFact]
    public void It_is_that_user_with_two_rights_and_no_other()
    {
        GatewayDaemon daemon = Start(account: s_account);

        // All of this belongs to a thread: the stock build has two.
        foreach (string thread in Directory.GetDirectories($"/proc/{daemon.ProcessId}/task"))
        {
            Dictionary<string, string> status = File.ReadLines($"{thread}/status")
                .Select(line => line.Split(':', 2))
                .ToDictionary(parts => parts[0], parts => parts[1].Trim());
            Assert.Equal("65534 65534 65534 65534", status["Uid"].Replace('\t', ' '));
            Assert.Equal("65533 65533 65533 65533", status["Gid"].Replace('\t', ' '));
            Assert.Equal("", status["Groups"]);
            Assert.Equal(Kept, Convert.ToUInt64(status["CapEff"], 16));
            Assert.Equal(Kept, Convert.ToUInt64(status["CapPrm"], 16));
            Assert.Equal(0UL, Convert.ToUInt64(status["CapInh"], 16));
            Assert.Equal(0UL, Convert.ToUInt64(status["CapAmb"], 16));
            Assert.Equal(0UL, Convert.ToUInt64(status["CapBnd"], 16));
            Assert.Equal("1", status["NoNewPrivs"]);
        }

        // Only root may look into it: that is what these files' owner says of a process (proc(5)).
        Assert.Equal("0", Command.Run("stat", "-c", "%u", $"/proc/{daemon.ProcessId}/mem").OrFail().Output.Trim());
    }

    [LabFact]
    public void As_that_user_it_maps_reloads_tells_and_ends()
    {
        GatewayDaemon daemon = Start(account: s_account);
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        using EchoServer game = EchoServer.Udp(Lab.ClientA, 7001);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertOpen(FromWan(8080));
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        AssertOpen(FromWanUdp(7000));
        Assert.Contains("8080", daemon.Status().OrFail().Output);

        daemon.Reload(new GatewayOptions { SecureMode = false });
        Assert.True(Eventually(2, () => client.AddPortMapping("TCP", 8081, 80, client: "192.168.1.11").ErrorCode == 0), "the new configuration is not read");
        AssertSuccess(client.DeletePortMapping("TCP", 8080));
        AssertShut(FromWan(8080));

        Assert.Equal(0, daemon.Terminate());
        Assert.Equal(0, Lab.Nft.CountElements());
        Assert.False(File.Exists(daemon.ControlSocket), "the control socket is left behind");
    }

    [LabFact]
    public void As_that_user_it_knows_the_ports_that_the_router_itself_uses()
    {
        Start(account: s_account);
        using EchoServer low = EchoServer.Tcp(Lab.Router, 443);
        using EchoServer high = EchoServer.Tcp(Lab.Router, 8443);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(718, client.AddPortMapping("TCP", 443, 80).ErrorCode);
        Assert.Equal(718, client.AddPortMapping("TCP", 8443, 80).ErrorCode);
        AssertSuccess(client.AddPortMapping("TCP", 444, 80));
    }

    [LabFact]
    public void A_configuration_that_this_user_may_not_read_is_told_at_the_start()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, new GatewayOptions().ToUci("/nonexistent/control.sock"));
            Command.Run("chmod", "0600", file).OrFail();
            CommandResult result = Lab.Router.Run(LabFixture.Binary, "-c", file, "-u", s_argument);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("permission denied", result.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [LabFact]
    public void Whoever_is_not_root_already_is_told_that_it_cannot()
    {
        CommandResult result = Command.Run(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", LabFixture.Binary, "-c", "/nonexistent", "-u", s_argument);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("start igdaotd as root", result.Error);
    }

    [LabFact]
    public void What_is_no_pair_of_numbers_or_root_again_is_a_wrong_argument()
    {
        foreach (string argument in (string[])["", ":", "1", "1:", ":1", "root", "nobody:nogroup", "1:2:3", " 1:1", "-1:1", "0:0", "0:1", "1:0", "4294967295:1", "1:4294967296"])
        {
            CommandResult result = Command.Run(LabFixture.Binary, "-c", "/nonexistent", "-u", argument);
            Assert.True(result.ExitCode == 2, $"-u '{argument}' ends with {result.ExitCode}");
            Assert.Contains("UID:GID", result.Error);
        }

        Assert.Equal(2, Command.Run(LabFixture.Binary, "-c", "/nonexistent", "-u").ExitCode);
    }
}

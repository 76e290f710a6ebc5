using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using IgdAot.Lab;
using IgdAot.Tests;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>Configurations that are wrong, missing, or about devices that are not there; and a machine without a log.</summary>
public sealed class ConfigurationTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output), IAsyncLifetime
{
    /// <summary>A process that a signal ended has an exit status from here on.</summary>
    private const int EndedBySignal = 128;

    private readonly string _folder = Directory.CreateTempSubdirectory("igdaot-config-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [LabFact]
    public void Check_says_all_that_is_wrong_with_line_and_option()
    {
        (string Line, string Complaint)[] rows =
        [
            ("config igdaot 'main'", ""),
            ("\toption external_device 'a-name-that-is-too-long'", "external_device"),
            ("\toption internal_device 'lan'", "internal_device"),
            ("\tlist internal_device 'lan'", ""),
            ("\tlist http_port '5000'", "http_port"),
            ("\toption http_port '70000'", "http_port"),
            ("\toption http_port '0'", "http_port"),
            ("\toption http_port '50 00'", "http_port"),
            ("\toption http_port '-1'", "http_port"),
            ("\toption upnp 'perhaps'", "upnp"),
            ("\toption lease_max '4294967296'", "lease_max"),
            ("\toption quota_total '0'", "quota_total"),
            ("\toption quota_total '1000000'", "quota_total"),
            ("\toption log_level 'loud'", "log_level"),
            ("\toption nft_table 'a b; flush ruleset'", "nft_table"),
            ("\toption control_socket 'relative'", "control_socket"),
            ("\toption contrl_socket '/x'", "contrl_socket"),
            ("\tlist reserved_port '90-80'", "reserved_port"),
            ("\tlist reserved_port '22-'", "reserved_port"),
            ("\tlist reserved_port '65536'", "reserved_port"),
            ("\toption upnp 1 2", "too many words"),
            ("\toption", "missing"),
            ("\toptoin upnp 1", "begins with"),
            ("config permission", "'action'"),
            ("\toption external_port '80-'", "external_port"),
            ("\toption internal_client '192.168.1.0/33'", "internal_client"),
            ("\tlist internal_port '80'", "internal_port"),
            ("\toption http_port '80'", "http_port"),
            ("\toption comment 'a rule without an action'", ""),
            ("config permission 'named'", ""),
            ("\toption action 'forbid'", "action"),
            ("config other 'x'", "other"),
            ("\toption upnp 'never closed", "not closed"),
        ];
        CommandResult result = Check(string.Join('\n', rows.Select(row => row.Line)));
        Assert.Equal(1, result.ExitCode);
        string[] complaints = result.Error.Split('\n');
        List<string> wrong = [];
        for (int number = 1; number <= rows.Length; number++)
        {
            string line = Array.Find(complaints, text => text.Contains($"line {number}:", StringComparison.Ordinal)) ?? "";
            (string source, string complaint) = rows[number - 1];
            if ((complaint.Length == 0) != (line.Length == 0) || !line.Contains(complaint, StringComparison.Ordinal))
            {
                wrong.Add($"line {number}, {source.Trim()}: '{line}'");
            }
        }

        Assert.Empty(wrong);
        Assert.Contains(complaints, text => text.Contains("'external_device'", StringComparison.Ordinal) && text.Contains("must be set", StringComparison.Ordinal));
    }

    [LabFact]
    public void Check_leaves_no_complaint_out_however_many_there_are()
    {
        CommandResult result = Check(Good() + string.Concat(Enumerable.Range(0, 200).Select(number => $"\toption wrong{number} '1'\n")));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(200, result.Error.Split('\n').Count(line => line.Contains("wrong", StringComparison.Ordinal)));
    }

    [LabFact]
    public void Check_calls_a_right_file_right()
    {
        CommandResult result = Check(Good());
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [LabFact]
    public void A_file_that_cannot_be_read_is_said_and_ends_it_with_1()
    {
        string big = Path.Combine(_folder, "big");
        File.WriteAllText(big, new string('#', 1 << 20));
        foreach (string path in (string[])[Path.Combine(_folder, "absent"), _folder, big])
        {
            foreach (string[] arguments in (string[][])[["--check", "-c", path], ["-c", path]])
            {
                CommandResult result = Command.Run(LabFixture.Binary, arguments);
                Assert.Equal(1, result.ExitCode);
                Assert.Contains(path, result.Error, StringComparison.Ordinal);
            }
        }
    }

    [LabFact]
    public void No_prefix_or_mutation_of_a_configuration_crashes_it_or_is_refused_without_a_word()
    {
        string rule = "config permission\n\toption action 'deny'\n\toption external_port '1-1023'\n\toption internal_client '192.168.1.0/24'\n";
        byte[] good = Encoding.ASCII.GetBytes(Good() + rule);
        Random random = new(1);
        IEnumerable<byte[]> texts = GoldenPacket.All("uci").Select(golden => golden.Bytes)
            .Concat(Enumerable.Range(0, good.Length).Where(length => length % 8 == 0).Select(length => good[..length]))
            .Concat(Enumerable.Range(0, 500).Select(_ => Mutation.Of(good, random)))
            .Append(RandomBytes(random, 16000));
        string file = Path.Combine(_folder, "spoiled");
        foreach (byte[] text in texts)
        {
            File.WriteAllBytes(file, text);
            CommandResult result = Command.Run(LabFixture.Binary, "--check", "-c", file);
            Assert.True(result.ExitCode is 0 or 1, $"ended with {result.ExitCode}: {Encoding.Latin1.GetString(text)}");
            Assert.True(result.ExitCode == 0 || result.Error.Length > 0, $"refused without a word: {Encoding.Latin1.GetString(text)}");
            Assert.True(result.ExitCode < EndedBySignal);
            Assert.DoesNotContain(result.Error, character => character < ' ' && character != '\n');
        }
    }

    [LabFact]
    public void A_wrong_configuration_keeps_it_from_starting()
    {
        using GatewayDaemon daemon = GatewayDaemon.StartUnattended(Lab, LabFixture.Binary, _ => Good() + "\toption wrong '1'\n");
        Assert.Equal(1, daemon.WaitForExit());
        Assert.True(Eventually(1, () => daemon.Log.Contains("'wrong'", StringComparison.Ordinal)), daemon.Log);
    }

    [LabFact]
    public void A_wrong_new_configuration_of_any_kind_changes_nothing()
    {
        GatewayDaemon daemon = Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 600));
        string good = File.ReadAllText(daemon.ConfigFile);
        Random random = new(2);
        Action<string>[] spoils =
        [
            file => File.WriteAllText(file, ""),
            file => File.WriteAllBytes(file, RandomBytes(random, 4000)),
            file => File.WriteAllText(file, good + "\toption upnp '1"),
            file => File.WriteAllText(file, good.Replace("'lan'", "'wan'", StringComparison.Ordinal)),
            file => File.WriteAllText(file, good.Replace("5000", "5001", StringComparison.Ordinal) + "\toption wrong '1'\n"),
            File.Delete,
            file => Directory.CreateDirectory(file),
        ];
        int refusals = 0;
        foreach (Action<string> spoil in spoils)
        {
            spoil(daemon.ConfigFile);
            daemon.Reload();
            refusals++;
            Assert.True(Eventually(2, () => Count(daemon.Log, "not taken over") + LeftOut(daemon.Log) >= refusals), $"refusal {refusals} is not said:\n{daemon.Log}");
            Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], client.List());
            Assert.Equal(0, NatPmpClient.Address(Lab.ClientB).Result);
        }

        Directory.Delete(daemon.ConfigFile);
        File.WriteAllText(daemon.ConfigFile, good);
        daemon.Reload();
        Assert.True(Eventually(2, () => daemon.Log.Contains("configuration reloaded", StringComparison.Ordinal)), daemon.Log);
        Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], client.List());
        Assert.Single(Lab.Nft.List("dnat4"));
    }

    [LabFact]
    public void A_lan_that_comes_later_is_served_from_then_on()
    {
        using GatewayDaemon daemon = GatewayDaemon.StartUnattended(
            Lab, LabFixture.Binary, socket => new GatewayOptions().ToUci(socket).Replace("'lan'", "'later'", StringComparison.Ordinal));
        Assert.True(Eventually(2, () => daemon.Log.Contains("started", StringComparison.Ordinal)), daemon.Log);
        Assert.Null(NatPmpClient.Exchange(Lab.Guest, [0, 0], NetworkLab.GuestRouterAddress, 200));
        Rename("guest", "later");
        try
        {
            Assert.True(Eventually(3, () => NatPmpClient.Exchange(Lab.Guest, [0, 0], NetworkLab.GuestRouterAddress, 200) is not null), daemon.Log);
            Assert.NotEmpty(SsdpClient.SearchUnicast(Lab.Guest, NetworkLab.GuestRouterAddress, UpnpClient.Gateway));
        }
        finally
        {
            Rename("later", "guest");
        }

        Assert.True(Eventually(3, () => NatPmpClient.Exchange(Lab.Guest, [0, 0], NetworkLab.GuestRouterAddress, 200) is null), "no longer the LAN, but still served");
        Assert.True(daemon.IsRunning, daemon.Log);
    }

    [LabFact]
    public void Without_its_wan_device_it_serves_discovery_and_refuses_mappings()
    {
        using GatewayDaemon daemon = GatewayDaemon.StartUnattended(
            Lab, LabFixture.Binary, socket => new GatewayOptions().ToUci(socket).Replace("'wan'", "'nowan'", StringComparison.Ordinal));
        Assert.True(Eventually(2, () => NatPmpClient.Exchange(Lab.ClientA, [0, 0], milliseconds: 200) is not null), daemon.Log);
        const int NetworkFailure = 3;
        Assert.Equal(NetworkFailure, NatPmpClient.Address(Lab.ClientA).Result);
        Assert.Equal(NetworkFailure, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7000, 7000, 600).Result);
        Assert.Equal(PcpClient.NetworkFailure, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 80, 600).Result);
        Assert.Equal(501, UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80).ErrorCode);
        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void Its_words_go_to_the_log_and_to_standard_error_while_nobody_keeps_one()
    {
        // A folder in the place of /dev, which only the daemon sees: there its log comes and goes.
        string log = Path.Combine(_folder, "log");
        string file = Path.Combine(_folder, "config");
        File.WriteAllText(file, new GatewayOptions().ToUci(Path.Combine(_folder, "control.sock")));
        Socket keeper = LogKeeper(log);
        ProcessStartInfo start = new("ip", ["netns", "exec", Lab.Router.Name, "sh", "-c", $"mount --bind {_folder} /dev && exec {LabFixture.Binary} -c {file}"])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        try
        {
            Assert.Contains("started", ReadUntil(keeper, "started"), StringComparison.Ordinal);
            Assert.Equal("", Errors().Trim());

            keeper.Dispose();
            File.Delete(log);
            Reload(process);
            Assert.True(Eventually(2, () => Errors().Contains("configuration reloaded", StringComparison.Ordinal)), "nothing on standard error");
            Assert.NotNull(NatPmpClient.Exchange(Lab.ClientA, [0, 0]));

            keeper = LogKeeper(log);
            Reload(process);
            Assert.Contains("reloaded", ReadUntil(keeper, "reloaded"), StringComparison.Ordinal);
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill();
            process.WaitForExit(5000);
            keeper.Dispose();
        }

        string Errors()
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    private string Good() => new GatewayOptions().ToUci(Path.Combine(_folder, "control.sock"));

    private CommandResult Check(string text)
    {
        string file = Path.Combine(_folder, "checked");
        File.WriteAllText(file, text);
        return Command.Run(LabFixture.Binary, "--check", "-c", file);
    }

    private void Rename(string from, string to) => Lab.Router.Ip($"link set {from} down\nlink set {from} name {to}\nlink set {to} up\n");

    private static void Reload(Process process) => Command.Run("kill", "-HUP", process.Id.ToString(CultureInfo.InvariantCulture)).OrFail();

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>More than all refusals, where the log says that it left lines out.</summary>
    private static int LeftOut(string log) => log.Contains("left out", StringComparison.Ordinal) ? int.MaxValue / 2 : 0;

    private static Socket LogKeeper(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 2000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    /// <summary>All lines up to the first with these words; fails where none comes.</summary>
    private static string ReadUntil(Socket keeper, string words)
    {
        StringBuilder lines = new();
        byte[] buffer = new byte[2048];
        for (int count = 0; count < 100; count++)
        {
            string line = Encoding.UTF8.GetString(buffer, 0, keeper.Receive(buffer));
            lines.AppendLine(line);
            if (line.Contains(words, StringComparison.Ordinal))
            {
                break;
            }
        }

        return lines.ToString();
    }
}

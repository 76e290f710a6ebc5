using System;
using System.Text.Json;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>`igdaotd status` and `igdaotd --check`.</summary>
public sealed class StatusTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const string Description = "say \"hi\" \\ <b>";

    [LabFact]
    public void The_table_lists_each_mapping()
    {
        GatewayDaemon daemon = Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80, lease: 600, description: "web server"));
        NatPmpClient.Map(Lab.ClientB, NatPmpClient.Udp, 7001, 7000, 600);
        string table = daemon.Status().OrFail().Output;
        foreach (string word in (string[])["8080", "192.168.1.10", "80", "web server", "7000", "192.168.1.11", "7001", External.ToString()])
        {
            Assert.Contains(word, table);
        }
    }

    [LabFact]
    public void The_json_is_well_formed_whatever_a_client_writes()
    {
        GatewayDaemon daemon = Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80, lease: 600, description: Description));
        using JsonDocument status = daemon.StatusJson();
        Assert.True(Holds(status.RootElement, Description), "the description is not in the JSON");
        Assert.True(Holds(status.RootElement, "192.168.1.10"), "the client is not in the JSON");
    }

    [LabFact]
    public void Without_a_daemon_status_says_so_and_fails()
    {
        GatewayDaemon daemon = Start();
        daemon.Terminate();
        CommandResult result = daemon.Status();
        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEqual("", result.Error);
    }

    [LabFact]
    public void A_check_names_line_and_option_of_each_mistake_and_fails()
    {
        string file = System.IO.Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllText(file, "config igdaot 'main'\n\toption http_port '70000'\n\toption no_such_option '1'\n");
            CommandResult result = Command.Run(LabFixture.Binary, "--check", "-c", file);
            Assert.Equal(1, result.ExitCode);
            Assert.Matches("(?s)2.*http_port.*3.*no_such_option", result.Output + result.Error);
            System.IO.File.WriteAllText(file, new GatewayOptions().ToUci("/tmp/igdaot-check.sock"));
            Assert.Equal(0, Command.Run(LabFixture.Binary, "--check", "-c", file).ExitCode);
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    private static bool Holds(JsonElement element, string text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString() == text;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    if (Holds(item, text))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (Holds(property.Value, text))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }
}

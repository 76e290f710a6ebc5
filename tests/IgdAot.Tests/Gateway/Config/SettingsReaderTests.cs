using System;
using System.Collections.Generic;
using System.Text;
using IgdAot.Gateway.Config;
using IgdAot.Wire.Uci;
using Xunit;

namespace IgdAot.Tests.Gateway.Config;

public class SettingsReaderTests
{
    private const string Start = "config igdaot\n\toption external_device 'wan'\n\tlist internal_device 'br-lan'\n";

    [Fact]
    public void SettingsReader_of_the_least_configuration_gives_the_defaults()
    {
        Settings settings = Read(Start, out List<Found> complaints);
        Assert.Empty(complaints);
        Assert.Equal("wan", Encoding.ASCII.GetString(DeviceName.AsSpan(in settings.ExternalDevice)));
        Assert.Equal(1, settings.InternalDeviceCount);
        Assert.True(settings.IsEnabled && settings.UsesUpnp && settings.UsesNatPmp && settings.UsesPcp && settings.IsSecure);
        Assert.False(settings.KeepsOnExit || settings.CutsFlowsOnExpiry);
        Assert.Equal(5000, settings.HttpPort);
        Assert.Equal(120u, settings.LeaseMinSeconds);
        Assert.Equal(86400u, settings.LeaseMaxSeconds);
        Assert.Equal(64, settings.QuotaPerClient);
        Assert.Equal(1024, settings.QuotaTotal);
        Assert.Equal(LogLevel.Notice, settings.LogLevel);
        Assert.Equal("igdaot", Encoding.ASCII.GetString(ShortText.AsSpan(in settings.NftTable)));
        Assert.True(PortSet.Contains(in settings.ReservedPorts, 22));
        Assert.True(PortSet.Contains(in settings.ReservedPorts, 137));
        Assert.False(PortSet.Contains(in settings.ReservedPorts, 80));
    }

    public static TheoryData<string, string, string> Values => new()
    {
        { "enabled", "0", "False" },
        { "enabled", "yes", "True" },
        { "upnp", "off", "False" },
        { "natpmp", "disabled", "False" },
        { "pcp", "false", "False" },
        { "secure_mode", "no", "False" },
        { "secure_mode", "enabled", "True" },
        { "keep_on_exit", "on", "True" },
        { "cut_flows_on_expiry", "true", "True" },
        { "http_port", "1", "1" },
        { "http_port", "65535", "65535" },
        { "lease_min", "1", "1" },
        { "lease_max", "4294967295", "4294967295" },
        { "quota_per_client", "1", "1" },
        { "quota_total", "16384", "16384" },
        { "search_rate", "0", "0" },
        { "search_rate", "65535", "65535" },
        { "upstream_bit_rate", "4294967295", "4294967295" },
        { "downstream_bit_rate", "0", "0" },
        { "log_level", "error", "Error" },
        { "log_level", "warning", "Warning" },
        { "log_level", "info", "Information" },
        { "log_level", "debug", "Debug" },
        { "nft_table", "fw4", "fw4" },
        { "nft_set_prefix", "igd_", "igd_" },
        { "nft_set_prefix", "", "" },
        { "control_socket", "/run/x.sock", "/run/x.sock" },
        { "external_device", "pppoe-wan", "pppoe-wan" },
        { "external_network", "wan", "wan" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void SettingsReader_takes_each_option_over(string option, string value, string expected)
    {
        Settings settings = Read(Start + "\toption " + option + " '" + value + "'\n", out List<Found> complaints);
        Assert.Empty(complaints);
        Assert.Equal(expected, ValueOf(in settings, option));
    }

    [Theory]
    [InlineData("enabled", "2")]
    [InlineData("enabled", "1 on")]
    [InlineData("enabled", "tru")]
    [InlineData("upnp", "")]
    [InlineData("natpmp", "TRUE")]
    [InlineData("pcp", "maybe")]
    [InlineData("secure_mode", " 1")]
    [InlineData("keep_on_exit", "-1")]
    [InlineData("cut_flows_on_expiry", "x")]
    [InlineData("http_port", "0")]
    [InlineData("http_port", "65536")]
    [InlineData("http_port", "http")]
    [InlineData("lease_min", "0")]
    [InlineData("lease_min", "-5")]
    [InlineData("lease_max", "4294967296")]
    [InlineData("lease_max", "1d")]
    [InlineData("quota_per_client", "0")]
    [InlineData("quota_per_client", "16385")]
    [InlineData("quota_total", "0")]
    [InlineData("quota_total", "16385")]
    [InlineData("search_rate", "65536")]
    [InlineData("upstream_bit_rate", "4294967296")]
    [InlineData("downstream_bit_rate", "fast")]
    [InlineData("log_level", "loud")]
    [InlineData("log_level", "")]
    [InlineData("log_level", "notice info")]
    [InlineData("log_level", "info ")]
    [InlineData("nft_table", "")]
    [InlineData("nft_table", "1fw")]
    [InlineData("nft_table", "fw 4")]
    [InlineData("nft_set_prefix", "a\"b")]
    [InlineData("control_socket", "")]
    [InlineData("control_socket", "relative")]
    [InlineData("control_socket", "/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678")]
    [InlineData("external_device", "")]
    [InlineData("external_device", "0123456789abcdef")]
    [InlineData("external_device", "a/b")]
    [InlineData("external_device", "a b")]
    public void SettingsReader_complains_of_a_bad_value_with_its_line(string option, string value)
    {
        Read(Start + "\n# a comment\n\toption " + option + " '" + value + "'\n", out List<Found> complaints);
        Assert.Equal(new Found(ComplaintKind.BadValue, 6, option, value), complaints[0]);
    }

    [Theory]
    [InlineData("an option that there is not", "\toption no_such 1\n", ComplaintKind.UnknownOption, "no_such")]
    [InlineData("the beginning of an option's name", "\toption lease 1\n", ComplaintKind.UnknownOption, "lease")]
    [InlineData("more than an option's name", "\toption pcpd 1\n", ComplaintKind.UnknownOption, "pcpd")]
    [InlineData("a list that there is not", "\tlist no_such 1\n", ComplaintKind.UnknownOption, "no_such")]
    [InlineData("an option where a list is meant", "\toption internal_device lan2\n", ComplaintKind.WrongForm, "internal_device")]
    [InlineData("an option where a list is meant", "\toption reserved_port 22\n", ComplaintKind.WrongForm, "reserved_port")]
    [InlineData("a list where an option is meant", "\tlist http_port 80\n", ComplaintKind.WrongForm, "http_port")]
    [InlineData("a bad range", "\tlist reserved_port 22-\n", ComplaintKind.BadValue, "reserved_port")]
    [InlineData("a range that goes down", "\tlist reserved_port 23-22\n", ComplaintKind.BadValue, "reserved_port")]
    [InlineData("port 0", "\tlist reserved_port 0\n", ComplaintKind.BadValue, "reserved_port")]
    [InlineData("a range of more than ports", "\tlist reserved_port 1-65536\n", ComplaintKind.BadValue, "reserved_port")]
    [InlineData("an option where a list is meant", "\toption internal_network lan\n", ComplaintKind.WrongForm, "internal_network")]
    [InlineData("a list where an option is meant", "\tlist external_network wan\n", ComplaintKind.WrongForm, "external_network")]
    [InlineData("an option of a rule", "\toption action deny\n", ComplaintKind.UnknownOption, "action")]
    [InlineData("an option of a rule", "\toption comment x\n", ComplaintKind.UnknownOption, "comment")]
    [InlineData("a bad device", "\tlist internal_device ''\n", ComplaintKind.BadValue, "internal_device")]
    public void SettingsReader_complains_of_what_does_not_belong(string name, string line, ComplaintKind kind, string option)
    {
        Read(Start + line, out List<Found> complaints);
        Assert.True(complaints.Count == 1, name);
        Assert.Equal(kind, complaints[0].Kind);
        Assert.Equal(option, complaints[0].Option);
        Assert.Equal(4, complaints[0].Line);
    }

    [Fact]
    public void SettingsReader_complains_of_what_is_missing_in_the_file_as_a_whole()
    {
        Read("config igdaot\n", out List<Found> complaints);
        Assert.Equal(
            [new Found(ComplaintKind.Missing, 0, "external_device", ""), new Found(ComplaintKind.Missing, 0, "internal_device", "")],
            complaints);
    }

    [Fact]
    public void SettingsReader_wants_no_devices_for_what_is_off()
    {
        Read("config igdaot\n\toption enabled 0\n", out List<Found> complaints);
        Assert.Empty(complaints);
    }

    [Fact]
    public void SettingsReader_complains_of_options_that_contradict_each_other()
    {
        Read(Start + "\tlist internal_device wan\n\toption lease_min 100\n\toption lease_max 99\n", out List<Found> complaints);
        Assert.Equal(
            [new Found(ComplaintKind.Contradiction, 0, "internal_device", "wan"), new Found(ComplaintKind.Contradiction, 0, "lease_min", "")],
            complaints);
    }

    [Fact]
    public void SettingsReader_goes_on_behind_a_broken_statement_and_names_its_line()
    {
        Settings settings = Read(Start + "\toption\n\tnonsense\n\toption http_port 5555\n\toption upnp 'never ends\n", out List<Found> complaints);
        Assert.Equal(3, complaints.Count);
        Assert.All(complaints, complaint => Assert.Equal(ComplaintKind.Syntax, complaint.Kind));
        Assert.Equal([4, 5, 7], complaints.ConvertAll(complaint => complaint.Line));
        Assert.Equal(5555, settings.HttpPort);
    }

    [Fact]
    public void SettingsReader_passes_over_sections_of_others_but_says_so()
    {
        Settings settings = Read(Start + "config other 'x'\n\toption http_port 1\n\toption what ever\nconfig igdaot\n\toption http_port 2\n", out List<Found> complaints);
        Assert.Equal([new Found(ComplaintKind.UnknownSection, 4, "other", "x")], complaints);
        Assert.Equal(2, settings.HttpPort);
    }

    [Fact]
    public void SettingsReader_takes_eight_internal_devices_and_no_more()
    {
        StringBuilder text = new("config igdaot\n\toption external_device wan\n");
        for (int i = 0; i < 9; i++)
        {
            text.Append("\tlist internal_device lan").Append(i).Append('\n');
        }

        Settings settings = Read(text.ToString(), out List<Found> complaints);
        Assert.Equal(8, settings.InternalDeviceCount);
        Assert.Equal([new Found(ComplaintKind.TooMany, 11, "internal_device", "lan8")], complaints);
    }

    [Fact]
    public void SettingsReader_list_of_reserved_ports_takes_the_place_of_the_ordinary_one()
    {
        Settings settings = Read(Start + "\tlist reserved_port 8000-8002\n\tlist reserved_port 65535\n", out List<Found> complaints);
        Assert.Empty(complaints);
        for (int port = 0; port <= ushort.MaxValue; port++)
        {
            Assert.Equal(port is >= 8000 and <= 8002 or 65535, PortSet.Contains(in settings.ReservedPorts, (ushort)port));
        }
    }

    public static TheoryData<string, string, string> PermissionValues => new()
    {
        { "action", "allow", "Allow 0.0.0.0/0 0-65535 0-65535" },
        { "action", "deny", "Deny 0.0.0.0/0 0-65535 0-65535" },
        { "external_port", "80", "Allow 0.0.0.0/0 80-80 0-65535" },
        { "external_port", "1024-65535", "Allow 0.0.0.0/0 1024-65535 0-65535" },
        { "external_port", "0-65535", "Allow 0.0.0.0/0 0-65535 0-65535" },
        { "external_port", "0-1", "Allow 0.0.0.0/0 0-1 0-65535" },
        { "internal_port", "1-1", "Allow 0.0.0.0/0 0-65535 1-1" },
        { "internal_port", "65535", "Allow 0.0.0.0/0 0-65535 65535-65535" },
        { "internal_client", "192.168.1.10", "Allow 192.168.1.10/32 0-65535 0-65535" },
        { "internal_client", "192.168.1.10/32", "Allow 192.168.1.10/32 0-65535 0-65535" },
        { "internal_client", "192.168.1.0/24", "Allow 192.168.1.0/24 0-65535 0-65535" },
        { "internal_client", "192.168.1.77/24", "Allow 192.168.1.77/24 0-65535 0-65535" },
        { "internal_client", "0.0.0.0/0", "Allow 0.0.0.0/0 0-65535 0-65535" },
        { "comment", "", "Allow 0.0.0.0/0 0-65535 0-65535" },
        { "comment", "allow 'this' # or not", "Allow 0.0.0.0/0 0-65535 0-65535" },
    };

    [Theory]
    [MemberData(nameof(PermissionValues))]
    public void SettingsReader_takes_each_option_of_a_rule_over(string option, string value, string expected)
    {
        Settings settings = Read(Start + "config permission\n\toption action allow\n\toption " + option + " \"" + value + "\"\n", out List<Found> complaints);
        Assert.Empty(complaints);
        Assert.Equal([expected], Rules(in settings));
    }

    [Theory]
    [InlineData("action", "")]
    [InlineData("action", "Allow")]
    [InlineData("action", "allow deny")]
    [InlineData("action", "accept")]
    [InlineData("external_port", "")]
    [InlineData("external_port", "0")]
    [InlineData("external_port", "0-0")]
    [InlineData("external_port", "80-")]
    [InlineData("external_port", "-80")]
    [InlineData("external_port", "-")]
    [InlineData("external_port", "81-80")]
    [InlineData("external_port", "80:81")]
    [InlineData("external_port", "80-81-82")]
    [InlineData("external_port", "80, 81")]
    [InlineData("external_port", "65536")]
    [InlineData("external_port", "1-65536")]
    [InlineData("external_port", "4294967376")]
    [InlineData("external_port", "http")]
    [InlineData("internal_port", "0")]
    [InlineData("internal_port", "1024-1023")]
    [InlineData("internal_client", "")]
    [InlineData("internal_client", "lan")]
    [InlineData("internal_client", "0.0.0.0")]
    [InlineData("internal_client", "192.168.1")]
    [InlineData("internal_client", "192.168.1.256")]
    [InlineData("internal_client", "192.168.01.1")]
    [InlineData("internal_client", "192.168.1.0/")]
    [InlineData("internal_client", "192.168.1.0/33")]
    [InlineData("internal_client", "192.168.1.0/-1")]
    [InlineData("internal_client", "192.168.1.0/255.255.255.0")]
    [InlineData("internal_client", "192.168.1.0/24/24")]
    [InlineData("internal_client", "/24")]
    [InlineData("internal_client", "fd00::1")]
    public void SettingsReader_complains_of_a_bad_value_in_a_rule_with_its_line(string option, string value)
    {
        Read(Start + "config permission\n\toption action deny\n\toption " + option + " '" + value + "'\n", out List<Found> complaints);
        Assert.Equal([new Found(ComplaintKind.BadValue, 6, option, value)], complaints);
    }

    [Theory]
    [InlineData("an option that there is not", "\toption ext_port 80\n", ComplaintKind.UnknownOption, "ext_port")]
    [InlineData("an option of the main section", "\toption enabled 1\n", ComplaintKind.UnknownOption, "enabled")]
    [InlineData("a list of the main section", "\tlist reserved_port 80\n", ComplaintKind.UnknownOption, "reserved_port")]
    [InlineData("a list where an option is meant", "\tlist external_port 80\n", ComplaintKind.WrongForm, "external_port")]
    [InlineData("a list where an option is meant", "\tlist action allow\n", ComplaintKind.WrongForm, "action")]
    public void SettingsReader_complains_of_what_does_not_belong_to_a_rule(string name, string line, ComplaintKind kind, string option)
    {
        Read(Start + "config permission\n\toption action deny\n" + line, out List<Found> complaints);
        Assert.True(complaints.Count == 1, name);
        Assert.Equal((kind, 6, option), (complaints[0].Kind, complaints[0].Line, complaints[0].Option));
    }

    [Fact]
    public void SettingsReader_complains_of_a_rule_without_an_action_with_its_line()
    {
        string rules = "config permission 'first'\n\toption external_port 80\nconfig permission\n\toption action allow\nconfig permission\n";
        Read(Start + rules, out List<Found> complaints);
        Assert.Equal([new Found(ComplaintKind.Missing, 4, "action", ""), new Found(ComplaintKind.Missing, 8, "action", "")], complaints);
    }

    [Fact]
    public void SettingsReader_takes_sections_in_any_order_and_rules_in_theirs()
    {
        string text = "config permission\n\toption action deny\n\toption external_port 1\n" + Start
            + "config permission 'x'\n\toption action allow\n\toption external_port 2\n"
            + "config permission 'x'\n\toption action deny\n\toption external_port 3\n"
            + "config igdaot\n\toption http_port 5555\n\tlist internal_network lan\n";
        Settings settings = Read(text, out List<Found> complaints);
        Assert.Empty(complaints);
        Assert.Equal(["Deny 0.0.0.0/0 1-1 0-65535", "Allow 0.0.0.0/0 2-2 0-65535", "Deny 0.0.0.0/0 3-3 0-65535"], Rules(in settings));
        Assert.Equal(5555, settings.HttpPort);
        Assert.Equal(1, settings.InternalDeviceCount);
    }

    [Fact]
    public void SettingsReader_takes_thirty_two_rules_and_no_more()
    {
        StringBuilder text = new(Start);
        for (int i = 1; i <= 34; i++)
        {
            text.Append("config permission\n\toption action allow\n\toption external_port ").Append(i).Append('\n');
        }

        Settings settings = Read(text.ToString(), out List<Found> complaints);
        Assert.Equal([new Found(ComplaintKind.TooMany, 100, "permission", ""), new Found(ComplaintKind.TooMany, 103, "permission", "")], complaints);
        Assert.Equal(32, settings.PermissionCount);
        Assert.Equal("Allow 0.0.0.0/0 32-32 0-65535", Rules(in settings)[31]);
    }

    [Fact]
    public void SettingsReader_has_no_rule_where_the_file_has_none()
    {
        Settings settings = Read(Start + "config permission\n\toption action deny\n", out _);
        Sink sink = new([]);
        SettingsReader.Read(Encoding.UTF8.GetBytes(Start), ref settings, ref sink);
        Assert.Empty(Rules(in settings));
    }

    private static List<string> Rules(ref readonly Settings settings)
    {
        List<string> rules = [];
        foreach (PermissionRule rule in ((ReadOnlySpan<PermissionRule>)settings.Permissions)[..settings.PermissionCount])
        {
            System.Net.IPAddress network = new(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(rule.Network.Value));
            rules.Add(FormattableString.Invariant(
                $"{rule.Action} {network}/{rule.PrefixLength} {rule.ExternalPorts.First}-{rule.ExternalPorts.Last} {rule.InternalPorts.First}-{rule.InternalPorts.Last}"));
        }

        return rules;
    }

    private static Settings Read(string text, out List<Found> complaints)
    {
        complaints = [];
        Sink sink = new(complaints);
        Settings settings = default;
        int count = SettingsReader.Read(Encoding.UTF8.GetBytes(text), ref settings, ref sink);
        Assert.Equal(complaints.Count, count);
        return settings;
    }

    private static string ValueOf(ref readonly Settings settings, string option) => option switch
    {
        "enabled" => settings.IsEnabled.ToString(),
        "upnp" => settings.UsesUpnp.ToString(),
        "natpmp" => settings.UsesNatPmp.ToString(),
        "pcp" => settings.UsesPcp.ToString(),
        "secure_mode" => settings.IsSecure.ToString(),
        "keep_on_exit" => settings.KeepsOnExit.ToString(),
        "cut_flows_on_expiry" => settings.CutsFlowsOnExpiry.ToString(),
        "http_port" => Invariant(settings.HttpPort),
        "lease_min" => Invariant(settings.LeaseMinSeconds),
        "lease_max" => Invariant(settings.LeaseMaxSeconds),
        "quota_per_client" => Invariant(settings.QuotaPerClient),
        "quota_total" => Invariant(settings.QuotaTotal),
        "search_rate" => Invariant(settings.SearchRate),
        "upstream_bit_rate" => Invariant(settings.UpstreamBitRate),
        "downstream_bit_rate" => Invariant(settings.DownstreamBitRate),
        "log_level" => settings.LogLevel.ToString(),
        "nft_table" => Encoding.ASCII.GetString(ShortText.AsSpan(in settings.NftTable)),
        "nft_set_prefix" => Encoding.ASCII.GetString(ShortText.AsSpan(in settings.NftSetPrefix)),
        "external_network" => "wan",
        "control_socket" => Encoding.ASCII.GetString(ShortText.AsSpan(in settings.ControlSocket)),
        _ => Encoding.ASCII.GetString(DeviceName.AsSpan(in settings.ExternalDevice)),
    };

    private static string Invariant(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public sealed record Found(ComplaintKind Kind, int Line, string Option, string Value);

    private readonly struct Sink(List<Found> found) : IComplaintSink
    {
        public void Take(scoped in Complaint complaint) =>
            found.Add(new Found(complaint.Kind, complaint.Line, Encoding.UTF8.GetString(complaint.Option), Encoding.UTF8.GetString(complaint.Value)));
    }
}

using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Status;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Gateway.Status;

public class StatusReportTests
{
    private readonly Instant _now = new(1_000_000);

    [Fact]
    public void StatusReport_as_JSON_tells_everything_of_each_mapping()
    {
        using TestGateway gateway = new(4);
        gateway.State.Settings.ExternalDevice.TrySet("pppoe-wan"u8);
        gateway.State.EpochStart = _now.PlusMilliseconds(-65_000);
        Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, 8080, "192.168.1.10", 80, Instant.Never);
        mapping.Description.Set("a \"quoted\" \\ <text>\n\u001b[31m"u8);
        gateway.State.Mappings.Add(in mapping);
        mapping = TestGateway.Mapping(IpProtocol.Udp, 9000, "192.168.1.11", 90, _now.PlusSeconds(90));
        mapping.RemoteHost = TestGateway.Address("203.0.113.5");
        mapping.Origin = MappingOrigin.Pcp;
        mapping.IsEnabled = false;
        gateway.State.Mappings.Add(in mapping);

        using JsonDocument document = JsonDocument.Parse(Emit(gateway, isJson: true, StatusReport.MaxPieceLength));

        JsonElement root = document.RootElement;
        Assert.Equal("pppoe-wan", root.GetProperty("wan").GetProperty("device").GetString());
        Assert.Equal("11.22.33.2", root.GetProperty("wan").GetProperty("address").GetString());
        Assert.True(root.GetProperty("wan").GetProperty("connected").GetBoolean());
        Assert.Equal("", root.GetProperty("wan").GetProperty("verdict").GetString());
        Assert.True(root.GetProperty("firewall").GetProperty("ready").GetBoolean());
        Assert.Equal("igdaot", root.GetProperty("firewall").GetProperty("table").GetString());
        Assert.Equal(65, root.GetProperty("epoch_seconds").GetInt32());
        Assert.Equal(4, root.GetProperty("quota_total").GetInt32());
        Assert.Equal(4, root.GetProperty("quota_per_client").GetInt32());
        JsonElement mappings = root.GetProperty("mappings");
        Assert.Equal(2, mappings.GetArrayLength());
        JsonElement first = mappings[0];
        Assert.Equal("tcp", first.GetProperty("protocol").GetString());
        Assert.Equal(8080, first.GetProperty("external_port").GetInt32());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("remote_host").ValueKind);
        Assert.Equal("192.168.1.10", first.GetProperty("internal_client").GetString());
        Assert.Equal(80, first.GetProperty("internal_port").GetInt32());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("lease_seconds").ValueKind);
        Assert.Equal("upnp", first.GetProperty("origin").GetString());
        Assert.True(first.GetProperty("enabled").GetBoolean());
        Assert.Equal("a \"quoted\" \\ <text>\n\u001b[31m", first.GetProperty("description").GetString());
        JsonElement second = mappings[1];
        Assert.Equal("203.0.113.5", second.GetProperty("remote_host").GetString());
        Assert.Equal(90, second.GetProperty("lease_seconds").GetInt32());
        Assert.Equal("pcp", second.GetProperty("origin").GetString());
        Assert.False(second.GetProperty("enabled").GetBoolean());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void StatusReport_as_JSON_is_well_formed_whatever_the_number_of_mappings_and_pieces(int count)
    {
        using TestGateway gateway = new(100);
        for (ushort port = 1; port <= count; port++)
        {
            Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, port, "192.168.1.10", port, Instant.Never);
            mapping.RemoteHost = TestGateway.Address("203.0.113.255");
            mapping.Description.Set(Encoding.ASCII.GetBytes(new string('\u0001', Description.MaxLength)));
            gateway.State.Mappings.Add(in mapping);
        }

        foreach (int room in new[] { StatusReport.MaxPieceLength, StatusReport.MaxPieceLength + 1, 2000, 65536 })
        {
            using JsonDocument document = JsonDocument.Parse(Emit(gateway, isJson: true, room));
            Assert.Equal(count, document.RootElement.GetProperty("mappings").GetArrayLength());
        }
    }

    [Fact]
    public void StatusReport_head_fits_with_the_longest_names_there_can_be()
    {
        using TestGateway gateway = new(1);
        gateway.State.Settings.ExternalDevice.TrySet("\"\"\"\"\"\"\"\"\"\"\"\"\"\"\""u8);
        gateway.State.Settings.NftTable.TrySet(Encoding.ASCII.GetBytes(new string('x', 107)));
        gateway.State.Wan.Address = TestGateway.Address("192.168.100.100");
        using JsonDocument document = JsonDocument.Parse(Emit(gateway, isJson: true, StatusReport.MaxPieceLength));
        Assert.StartsWith("double NAT", document.RootElement.GetProperty("wan").GetProperty("verdict").GetString(), StringComparison.Ordinal);
        Assert.Contains("double NAT", Encoding.UTF8.GetString(Emit(gateway, isJson: false, StatusReport.MaxPieceLength)), StringComparison.Ordinal);
    }

    [Fact]
    public void StatusReport_as_table_has_a_row_for_each_mapping_in_columns()
    {
        using TestGateway gateway = new(4);
        Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, 8080, "192.168.1.10", 80, _now.PlusSeconds(90));
        mapping.Description.Set("Web server"u8);
        gateway.State.Mappings.Add(in mapping);
        mapping = TestGateway.Mapping(IpProtocol.Udp, 65535, "192.168.100.100", 65535, Instant.Never);
        mapping.RemoteHost = TestGateway.Address("203.100.113.255");
        mapping.Origin = MappingOrigin.NatPmp;
        mapping.IsEnabled = false;
        gateway.State.Mappings.Add(in mapping);

        string[] lines = Encoding.UTF8.GetString(Emit(gateway, isJson: false, 4096)).Split('\n');

        Assert.Contains("Mappings 2 of 4", lines);
        int heading = Array.FindIndex(lines, line => line.StartsWith("PROTO ", StringComparison.Ordinal));
        Assert.Equal("tcp   8080                    192.168.1.10:80        90 s       upnp    Web server", lines[heading + 1]);
        Assert.Equal("udp   65535 < 203.100.113.255 192.168.100.100:65535  no end     natpmp  (disabled) ", lines[heading + 2]);
        foreach (string column in new[] { "EXTERNAL", "CLIENT", "LEASE", "ORIGIN", "DESCRIPTION" })
        {
            int at = lines[heading].IndexOf(column, StringComparison.Ordinal);
            Assert.All(new[] { lines[heading + 1], lines[heading + 2] }, line => Assert.True(line[at - 1] == ' ' && line[at] != ' ', column));
        }
    }

    [Theory]
    [InlineData("escape sequence", "\u001b[2Jx", ".[2Jx")]
    [InlineData("line break", "a\r\nb", "a..b")]
    [InlineData("delete", "a\u007fb", "a.b")]
    [InlineData("C1 control: CSI in one character", "a\u009b31mb", "a.31mb")]
    [InlineData("the first character behind C1", "a\u00a0b", "a\u00a0b")]
    [InlineData("letters of other alphabets", "Müller Straße 東京 😀", "Müller Straße 東京 😀")]
    public void StatusReport_gives_no_control_character_to_a_terminal(string name, string description, string shown)
    {
        using TestGateway gateway = new(1);
        Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, 8080, "192.168.1.10", 80, Instant.Never);
        mapping.Description.Set(Encoding.UTF8.GetBytes(description));
        gateway.State.Mappings.Add(in mapping);
        Assert.True(Encoding.UTF8.GetString(Emit(gateway, isJson: false, 4096)).EndsWith(" " + shown + "\n", StringComparison.Ordinal), name);
    }

    [Fact]
    public void StatusReport_survives_mappings_that_come_and_go_between_its_pieces()
    {
        using TestGateway gateway = new(100);
        Random random = new(5);
        List<byte> text = [];
        byte[] buffer = new byte[StatusReport.MaxPieceLength + 200];
        int position = 0;
        ushort port = 1;
        while (true)
        {
            ByteWriter writer = new(buffer);
            if (!StatusReport.TryEmit(ref gateway.State, isJson: true, ref position, _now, ref writer))
            {
                break;
            }

            text.AddRange(writer.Written.ToArray());
            for (int i = 0; i < 3; i++)
            {
                if (gateway.State.Mappings.Count > 2 && random.Next(2) == 0)
                {
                    gateway.State.Mappings.Remove(gateway.State.Mappings.SlotAt(random.Next(gateway.State.Mappings.Count)));
                }
                else if (port < 60)
                {
                    gateway.State.Mappings.Add(TestGateway.Mapping(IpProtocol.Tcp, port, "192.168.1.10", port, Instant.Never));
                    port++;
                }
            }
        }

        using JsonDocument document = JsonDocument.Parse(text.ToArray());
        Assert.Equal(JsonValueKind.Array, document.RootElement.GetProperty("mappings").ValueKind);
    }

    private byte[] Emit(TestGateway gateway, bool isJson, int room)
    {
        List<byte> text = [];
        byte[] buffer = new byte[room];
        int position = 0;
        while (true)
        {
            ByteWriter writer = new(buffer);
            if (!StatusReport.TryEmit(ref gateway.State, isJson, ref position, _now, ref writer))
            {
                return text.ToArray();
            }

            Assert.False(writer.Failed);
            text.AddRange(writer.Written.ToArray());
        }
    }
}

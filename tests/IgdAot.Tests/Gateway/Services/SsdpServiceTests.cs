using System.Collections.Generic;
using System.Text;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Tests.Gateway.Firewall;
using IgdAot.Wire;
using IgdAot.Wire.Ssdp;
using Xunit;

namespace IgdAot.Tests.Gateway.Services;

/// <summary>What tests/scenarios/ssdp*.scn do not reach: full tables, deadlines, the whole set of advertisements.</summary>
public class SsdpServiceTests
{
    private const string SearchAll = "M-SEARCH * HTTP/1.1\r\nMAN: \"ssdp:discover\"\r\nST: ssdp:all\r\nMX: 2\r\n\r\n";

    private readonly Instant _now = new(1_000_000);

    [Fact]
    public void SsdpService_answers_a_search_that_waits_in_ten_parts_before_MX_is_over()
    {
        using TestGateway gateway = new(1);
        TestKernel machine = new(new KernelSets());
        Search(gateway, ref machine, "192.168.1.10", isMulticast: true);

        Instant now = _now;
        int items = 0;
        int answers = 0;
        while (true)
        {
            Instant next = SsdpService.NextDeadline(ref gateway.State);
            if (next.IsNever)
            {
                break;
            }

            now = Instant.Later(now, next);
            Assert.True(SsdpService.TryTakeDue(ref gateway.State, ref machine, now, out PendingSearch due));
            Assert.Equal(TestGateway.Address("192.168.1.10"), due.Source);
            Assert.Equal(40000, due.Port);
            Assert.Equal(0, items & due.Items);
            items |= due.Items;
            answers++;
        }

        Assert.Equal(10, answers);
        Assert.Equal((1 << 10) - 1, items);
        Assert.True(now < _now.PlusSeconds(2));
        Assert.False(SsdpService.TryTakeDue(ref gateway.State, ref machine, now.PlusSeconds(60), out _));
    }

    [Fact]
    public void SsdpService_drops_searches_when_as_many_wait_as_can()
    {
        using TestGateway gateway = new(1);
        gateway.State.Settings.SearchRate = 0;
        TestKernel machine = new(new KernelSets());
        for (int i = 0; i < SsdpState.MaxPending + 5; i++)
        {
            Search(gateway, ref machine, "192.168.1.10", isMulticast: true);
        }

        int answers = 0;
        while (SsdpService.TryTakeDue(ref gateway.State, ref machine, _now.PlusSeconds(2), out _))
        {
            answers++;
        }

        Assert.Equal(10 * SsdpState.MaxPending, answers);
    }

    [Fact]
    public void SsdpService_with_more_sources_than_it_can_count_forgets_the_one_whose_window_ends_first()
    {
        using TestGateway gateway = new(1);
        gateway.State.Settings.SearchRate = 1;
        TestKernel machine = new(new KernelSets());
        for (int i = 0; i < SsdpState.MaxSources; i++)
        {
            Assert.NotEqual(0, Search(gateway, ref machine, "192.168.1." + (10 + i), isMulticast: false, _now.PlusMilliseconds(i)));
        }

        Instant later = _now.PlusMilliseconds(100);
        Assert.Equal(0, Search(gateway, ref machine, "192.168.1.10", isMulticast: false, later));
        Assert.NotEqual(0, Search(gateway, ref machine, "192.168.1.200", isMulticast: false, later));

        // The first gave way to the newcomer, so it counts anew, in the place of the second.
        Assert.NotEqual(0, Search(gateway, ref machine, "192.168.1.10", isMulticast: false, later));
        Assert.Equal(0, Search(gateway, ref machine, "192.168.1.20", isMulticast: false, later));
    }

    [Fact]
    public void SsdpService_has_ten_different_advertisements_as_the_architecture_asks_for()
    {
        using TestGateway gateway = new(1);
        List<string> lines = [];
        for (int item = 0; item < SsdpService.AdvertisementCount; item++)
        {
            SsdpAdvertisement advertisement = default;
            SsdpService.Fill(in gateway.State, 0, item, new byte[DeviceIdentity.UuidLength], ref advertisement);
            ByteWriter writer = new(new byte[SsdpMessage.MaxLength]);
            SsdpMessage.EmitAlive(ref writer, in advertisement);
            string text = Encoding.ASCII.GetString(writer.Written);
            lines.Add(Field(text, "NT") + " " + Field(text, "USN"));
        }

        const string Node = "-6967-1d64-8f61-020000000001";
        Assert.Equal(
            [
                "upnp:rootdevice uuid:00000001" + Node + "::upnp:rootdevice",
                "uuid:00000001" + Node + " uuid:00000001" + Node,
                "urn:schemas-upnp-org:device:InternetGatewayDevice:1 uuid:00000001" + Node + "::urn:schemas-upnp-org:device:InternetGatewayDevice:1",
                "uuid:00000002" + Node + " uuid:00000002" + Node,
                "urn:schemas-upnp-org:device:WANDevice:1 uuid:00000002" + Node + "::urn:schemas-upnp-org:device:WANDevice:1",
                "uuid:00000003" + Node + " uuid:00000003" + Node,
                "urn:schemas-upnp-org:device:WANConnectionDevice:1 uuid:00000003" + Node + "::urn:schemas-upnp-org:device:WANConnectionDevice:1",
                "urn:schemas-upnp-org:service:Layer3Forwarding:1 uuid:00000001" + Node + "::urn:schemas-upnp-org:service:Layer3Forwarding:1",
                "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1 uuid:00000002" + Node + "::urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1",
                "urn:schemas-upnp-org:service:WANIPConnection:1 uuid:00000003" + Node + "::urn:schemas-upnp-org:service:WANIPConnection:1",
            ],
            lines);
    }

    private static string Field(string text, string name)
    {
        int start = text.IndexOf("\r\n" + name + ": ", System.StringComparison.Ordinal) + name.Length + 4;
        return text.Substring(start, text.IndexOf("\r\n", start, System.StringComparison.Ordinal) - start);
    }

    private ushort Search(TestGateway gateway, ref TestKernel machine, string source, bool isMulticast) =>
        Search(gateway, ref machine, source, isMulticast, _now);

    private static ushort Search(TestGateway gateway, ref TestKernel machine, string source, bool isMulticast, Instant now) =>
        SsdpService.Receive(
            ref gateway.State, ref machine, 0, TestGateway.Address(source), 40000, isMulticast, Encoding.ASCII.GetBytes(SearchAll), now);
}

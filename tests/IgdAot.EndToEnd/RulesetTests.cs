using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>The shipped ruleset alone, with elements put in by hand: what it does needs no daemon.</summary>
public sealed class RulesetTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void Elements_put_in_by_hand_open_what_they_say_and_nothing_else()
    {
        FillByHand();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertOpen(FromWan(8080));
        AssertShut(FromWan(8088));
        AssertOpen(FromWan(8082, NetworkLab.OtherWanHostAddress));
        AssertShut(FromWan(8082));
        AssertOpen(Probe.Tcp(Lab.ClientA, External, 8080));
        AssertOpen(Probe.Tcp(Lab.ClientB, External, 8080));
        AssertShut(Probe.Tcp(Lab.Guest, External, 8080));
        AssertShut(FromWan(9091));
        Lab.Nft.Delete("dnat4", "tcp . 8081");
        Lab.Nft.Delete("tcp4", "8081");
        AssertShut(FromWan(8081));
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void Outgoing_packets_of_a_mapped_program_have_its_port_and_nobody_elses_do()
    {
        FillByHand();
        using EchoServer server = EchoServer.Udp(Lab.WanHost, 9999);
        Assert.Equal("11.22.33.2 7000", Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 7001).Words);
        Verdict unmapped = Probe.Udp(Lab.ClientB, Lab.WanHost.Address, 9999, sourcePort: 3074);
        AssertOpen(unmapped);
        Assert.NotEqual("11.22.33.2 3074", unmapped.Words);
        Assert.Equal("11.22.33.2 3074", Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 3074).Words);
    }

    [LabFact]
    public void A_reload_of_the_rules_keeps_the_elements_and_a_replacement_does_not()
    {
        FillByHand();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        int before = Lab.Nft.CountElements();
        Lab.Nft.Reload();
        Assert.Equal(before, Lab.Nft.CountElements());
        AssertOpen(FromWan(8080));
        Lab.Nft.Replace();
        Assert.Equal(0, Lab.Nft.CountElements());
        AssertShut(FromWan(8080));
    }

    private void FillByHand()
    {
        Lab.Nft.Add("wan", "wan");
        Lab.Nft.Add("lan", "lan");
        Lab.Nft.Add("ext4", "11.22.33.2");
        Lab.Nft.Add("dnat4", "tcp . 8080 timeout 1h : 192.168.1.10 . 80, tcp . 8081 timeout 1h : 192.168.1.10 . 80");
        Lab.Nft.Add("dnat4", "udp . 7000 timeout 1h : 192.168.1.10 . 7001, udp . 3074 timeout 1h : 192.168.1.10 . 3074");
        Lab.Nft.Add("dnat4_from", "11.22.33.9 . tcp . 8082 timeout 1h : 192.168.1.10 . 80");
        Lab.Nft.Add("tcp4", "8080 timeout 1h, 8081 timeout 1h, 8082 timeout 1h");
        Lab.Nft.Add("udp4", "7000 timeout 1h, 3074 timeout 1h");
        Lab.Nft.Add("snat4", "udp . 192.168.1.10 . 7001 timeout 1h : 7000, udp . 192.168.1.10 . 3074 timeout 1h : 3074");
    }
}

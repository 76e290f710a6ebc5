using IgdAot.Gateway.Addresses;
using Xunit;

namespace IgdAot.Tests.Gateway.Addresses;

public class LanLinkTests
{
    [Theory]
    [InlineData("a host of the network", "192.168.1.1", 24, "192.168.1.10", true)]
    [InlineData("the last host", "192.168.1.1", 24, "192.168.1.254", true)]
    [InlineData("the router itself", "192.168.1.1", 24, "192.168.1.1", false)]
    [InlineData("the network's address", "192.168.1.1", 24, "192.168.1.0", false)]
    [InlineData("the broadcast address", "192.168.1.1", 24, "192.168.1.255", false)]
    [InlineData("another network", "192.168.1.1", 24, "192.168.2.10", false)]
    [InlineData("a large network", "10.0.0.1", 8, "10.255.255.254", true)]
    [InlineData("a large network's .255", "10.0.0.1", 8, "10.0.0.255", true)]
    [InlineData("a large network's broadcast address", "10.0.0.1", 8, "10.255.255.255", false)]
    [InlineData("either end of a 31 bit prefix (RFC 3021)", "192.168.1.0", 31, "192.168.1.1", true)]
    [InlineData("the router's end of a 31 bit prefix", "192.168.1.0", 31, "192.168.1.0", false)]
    [InlineData("a 32 bit prefix has no other host", "192.168.1.1", 32, "192.168.1.2", false)]
    [InlineData("a prefix of nothing: anything", "192.168.1.1", 0, "8.8.8.8", true)]
    [InlineData("a prefix of nothing: unspecified", "192.168.1.1", 0, "0.0.0.0", false)]
    [InlineData("a prefix of nothing: limited broadcast", "192.168.1.1", 0, "255.255.255.255", false)]
    [InlineData("a prefix of nothing: multicast", "192.168.1.1", 0, "224.0.0.1", false)]
    [InlineData("a prefix of nothing: loopback", "192.168.1.1", 0, "127.0.0.1", false)]
    public void LanLink_CanBeHost_tells_a_host_of_the_link(string name, string router, byte prefixLength, string address, bool expected)
    {
        LanLink lan = new() { InterfaceIndex = 3, Address = TestGateway.Address(router), PrefixLength = prefixLength };
        Assert.True(expected == lan.CanBeHost(TestGateway.Address(address)), name);
    }

    [Theory]
    [InlineData(0, "192.168.1.1")]
    [InlineData(3, "0.0.0.0")]
    public void LanLink_without_device_or_address_has_no_hosts(int interfaceIndex, string router)
    {
        LanLink lan = new() { InterfaceIndex = interfaceIndex, Address = TestGateway.Address(router), PrefixLength = 24 };
        Assert.False(lan.IsServed);
        Assert.False(lan.CanBeHost(TestGateway.Address("192.168.1.10")));
        Assert.False(lan.CanBeHost(TestGateway.Address("0.0.0.10")));
    }
}

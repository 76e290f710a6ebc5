using IgdAot.Gateway.Addresses;
using Xunit;

namespace IgdAot.Tests.Gateway.Addresses;

public class AddressScopesTests
{
    [Theory]
    [InlineData("8.8.8.8", AddressScope.Public)]
    [InlineData("11.0.0.0", AddressScope.Public)]
    [InlineData("9.255.255.255", AddressScope.Public)]
    [InlineData("10.0.0.0", AddressScope.Private)]
    [InlineData("10.255.255.255", AddressScope.Private)]
    [InlineData("172.15.255.255", AddressScope.Public)]
    [InlineData("172.16.0.0", AddressScope.Private)]
    [InlineData("172.31.255.255", AddressScope.Private)]
    [InlineData("172.32.0.0", AddressScope.Public)]
    [InlineData("192.167.255.255", AddressScope.Public)]
    [InlineData("192.168.0.0", AddressScope.Private)]
    [InlineData("192.168.255.255", AddressScope.Private)]
    [InlineData("192.169.0.0", AddressScope.Public)]
    [InlineData("100.63.255.255", AddressScope.Public)]
    [InlineData("100.64.0.0", AddressScope.SharedCarrier)]
    [InlineData("100.127.255.255", AddressScope.SharedCarrier)]
    [InlineData("100.128.0.0", AddressScope.Public)]
    [InlineData("0.0.0.0", AddressScope.Reserved)]
    [InlineData("0.255.255.255", AddressScope.Reserved)]
    [InlineData("1.0.0.0", AddressScope.Public)]
    [InlineData("127.0.0.1", AddressScope.Reserved)]
    [InlineData("169.253.255.255", AddressScope.Public)]
    [InlineData("169.254.0.0", AddressScope.Reserved)]
    [InlineData("169.254.255.255", AddressScope.Reserved)]
    [InlineData("169.255.0.0", AddressScope.Public)]
    [InlineData("192.0.0.0", AddressScope.Reserved)]
    [InlineData("192.0.0.255", AddressScope.Reserved)]
    [InlineData("192.0.1.0", AddressScope.Public)]
    [InlineData("192.0.2.1", AddressScope.Reserved)]
    [InlineData("192.0.3.0", AddressScope.Public)]
    [InlineData("198.17.255.255", AddressScope.Public)]
    [InlineData("198.18.0.0", AddressScope.Reserved)]
    [InlineData("198.19.255.255", AddressScope.Reserved)]
    [InlineData("198.20.0.0", AddressScope.Public)]
    [InlineData("198.51.99.255", AddressScope.Public)]
    [InlineData("198.51.100.1", AddressScope.Reserved)]
    [InlineData("198.51.101.0", AddressScope.Public)]
    [InlineData("203.0.112.255", AddressScope.Public)]
    [InlineData("203.0.113.1", AddressScope.Reserved)]
    [InlineData("203.0.114.0", AddressScope.Public)]
    [InlineData("223.255.255.255", AddressScope.Public)]
    [InlineData("224.0.0.0", AddressScope.Reserved)]
    [InlineData("239.255.255.255", AddressScope.Reserved)]
    [InlineData("240.0.0.0", AddressScope.Reserved)]
    [InlineData("255.255.255.255", AddressScope.Reserved)]
    public void AddressScopes_follows_the_registry_of_special_addresses(string address, AddressScope expected)
    {
        AddressScope scope = AddressScopes.Of(TestGateway.Address(address));
        Assert.Equal(expected, scope);
        Assert.Equal(expected == AddressScope.Public, AddressScopes.Verdict(scope).IsEmpty);
    }
}

using System;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class ConcatenationTests
{
    [Fact]
    public void Part_that_stands_alone_is_not_padded()
    {
        ConcatenationWriter writer = new(new byte[4]);
        writer.Port(0x1f90);
        Assert.Equal("1F90", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void Parts_of_a_concatenation_are_each_padded_to_four_bytes()
    {
        ConcatenationWriter writer = new(new byte[ConcatenationWriter.MaxLength]);
        writer.Protocol(17);
        writer.Address(new Ipv4Address(0xc0a8010a));
        writer.Port(7001);
        Assert.Equal("11000000C0A8010A1B590000", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void Part_that_does_not_fit_fails()
    {
        ConcatenationWriter writer = new(new byte[7]);
        writer.Protocol(6);
        writer.Port(80);
        Assert.True(writer.Failed);
    }

    [Fact]
    public void Parts_are_read_back()
    {
        ConcatenationReader reader = new(Convert.FromHexString("0B16210906000000" + "1F920000"));
        Assert.Equal(new Ipv4Address(0x0b162109), reader.Address());
        Assert.Equal(6, reader.Protocol());
        Assert.Equal(8082, reader.Port());
        Assert.True(reader.IsComplete);
    }

    [Theory]
    [InlineData("1F90", true)]
    [InlineData("1F900000", true)]
    [InlineData("1F9000", false)]
    [InlineData("1F", false)]
    [InlineData("", false)]
    [InlineData("1F90000000", false)]
    public void Lone_port_is_read_with_and_without_padding(string bytes, bool complete)
    {
        ConcatenationReader reader = new(Convert.FromHexString(bytes));
        reader.Port();
        Assert.Equal(complete, reader.IsComplete);
    }
}

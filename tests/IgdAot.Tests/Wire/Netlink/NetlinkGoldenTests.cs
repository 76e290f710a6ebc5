using System;
using System.Collections.Generic;
using IgdAot.SelfTest;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class NetlinkGoldenTests
{
    private const int Mutations = 3000;

    public static IEnumerable<object[]> Files => Golden.All("netlink");

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_prefix_of_a_datagram_is_read_without_a_fault(string file)
    {
        byte[] packet = Golden.Read(file);
        for (int length = 0; length <= packet.Length; length++)
        {
            ReadByAll(packet.AsSpan(0, length).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Datagram_with_changed_bytes_is_read_without_a_fault(string file)
    {
        byte[] packet = Golden.Read(file);
        Random random = new(20260101);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] changed = (byte[])packet.Clone();
            int changes = random.Next(1, 5);
            for (int j = 0; j < changes; j++)
            {
                changed[random.Next(changed.Length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => 0,
                    _ => 0xff,
                };
            }

            ReadByAll(changed);
        }
    }

    private static void ReadByAll(byte[] packet)
    {
        ReadOnlySpan<byte> route = "netlink-route"u8;
        ReadOnlySpan<byte> netfilter = "netlink-nftables"u8;
        byte[] line = new byte[Describe.MaxLength];
        ByteWriter output = new(line);
        Assert.True(Describe.TryRunNetlink(route, packet, ref output));
        output = new ByteWriter(line);
        Assert.True(Describe.TryRunNetlink(netfilter, packet, ref output));
    }
}

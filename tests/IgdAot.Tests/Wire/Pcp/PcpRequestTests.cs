using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;
using Xunit;

namespace IgdAot.Tests.Wire.Pcp;

public class PcpRequestTests
{
    private const byte PreferFailure = 2;
    private const byte Description = 128;

    private static readonly Ipv4Address s_client = new(0xc0a80164);

    [Fact]
    public void PcpRequest_announce_has_its_client_only()
    {
        Assert.Equal(PcpVerdict.Ok, PcpRequest.TryParse(PcpPacket.Header(0, 0), s_client, out PcpRequest request));

        Assert.Equal(PcpOpcode.Announce, request.Opcode);
        Assert.Equal(PcpPacket.Address(PcpPacket.Client), request.ClientAddress.ToArray());
        Assert.Equal(0u, request.LifetimeSeconds);
    }

    [Fact]
    public void PcpRequest_map_has_all_its_fields()
    {
        byte[] datagram = [.. PcpPacket.Header(1, 7200), .. PcpPacket.MapData(17, 3074, 49153, "11.22.33.44", PcpPacket.Nonce)];

        Assert.Equal(PcpVerdict.Ok, PcpRequest.TryParse(datagram, s_client, out PcpRequest request));

        Assert.Equal(PcpOpcode.Map, request.Opcode);
        Assert.Equal(7200u, request.LifetimeSeconds);
        Assert.Equal(PcpPacket.Address(PcpPacket.Client), request.ClientAddress.ToArray());
        Assert.True(request.Nonce.Equals(PcpNonce.Read(PcpPacket.Nonce)));
        Assert.Equal(17, request.Protocol);
        Assert.Equal(3074, request.InternalPort);
        Assert.Equal(49153, request.SuggestedExternalPort);
        Assert.Equal(PcpPacket.Address("11.22.33.44"), request.SuggestedExternalAddress.ToArray());
        Assert.False(request.PrefersFailure);
        Assert.False(request.HasDescription);
    }

    [Fact]
    public void PcpRequest_any_map_is_read_as_it_was_written()
    {
        Random random = new(6887);
        byte[] nonce = new byte[PcpNonce.Length];
        byte[] readNonce = new byte[PcpNonce.Length];
        for (int i = 0; i < 10_000; i++)
        {
            random.NextBytes(nonce);
            uint lifetimeSeconds = (uint)random.NextInt64(1, 1L << 32);
            byte protocol = (byte)random.Next(1, 256);
            ushort internalPort = (ushort)random.Next(65536);
            ushort externalPort = (ushort)random.Next(1, 65536);
            bool prefersFailure = random.Next(2) == 0;
            byte[] text = Encoding.UTF8.GetBytes(new string((char)random.Next(0x20, 0xd800), random.Next(0, 100)));
            byte[] datagram =
            [
                .. PcpPacket.Header(1, lifetimeSeconds),
                .. PcpPacket.MapData(protocol, internalPort, externalPort, "11.22.33.44", nonce),
                .. PcpPacket.Option((byte)random.Next(129, 256), text),
                .. prefersFailure ? PcpPacket.Option(PreferFailure) : [],
                .. PcpPacket.Option(Description, text),
            ];

            Assert.Equal(PcpVerdict.Ok, PcpRequest.TryParse(datagram, s_client, out PcpRequest request));

            Assert.Equal(lifetimeSeconds, request.LifetimeSeconds);
            request.Nonce.CopyTo(readNonce);
            Assert.Equal(nonce, readNonce);
            Assert.Equal(protocol, request.Protocol);
            Assert.Equal(internalPort, request.InternalPort);
            Assert.Equal(externalPort, request.SuggestedExternalPort);
            Assert.Equal(prefersFailure, request.PrefersFailure);
            Assert.True(request.HasDescription);
            Assert.Equal(text, request.Description.ToArray());
        }
    }

    // RFC 6887, section 8.2
    public static TheoryData<string, byte[]> Silent => new()
    {
        { "nothing", [] },
        { "version alone", [2] },
        { "another version alone", [9] },
        { "response", PcpPacket.Header(0x81, 0) },
        { "response of another version", PcpPacket.Header(0x81, 0, version: 9) },
        { "version and opcode only", [2, 1] },
        { "header without its last byte", PcpPacket.Header(0, 0)[..23] },
    };

    [Theory]
    [MemberData(nameof(Silent))]
    public void PcpRequest_that_is_no_request_is_dropped(string row, byte[] datagram)
    {
        Assert.True(PcpVerdict.Drop == PcpRequest.TryParse(datagram, s_client, out _), row);
    }

    public static TheoryData<string, byte[], PcpResultCode> Refused => new()
    {
        { "version 1", PcpPacket.Header(1, 0, version: 1), PcpResultCode.UnsupportedVersion },
        { "version 3 in two bytes", [3, 1], PcpResultCode.UnsupportedVersion },
        { "version 0 with another client", PcpPacket.Header(0, 0, "10.0.0.1", 0), PcpResultCode.UnsupportedVersion },
        { "length no multiple of four", [.. PcpPacket.Map(), 0], PcpResultCode.MalformedRequest },
        { "more than 1100 bytes", PcpPacket.Map(PcpPacket.Option(200, new byte[1040])), PcpResultCode.MalformedRequest },
        { "map without its last four bytes", PcpPacket.Map()[..56], PcpResultCode.MalformedRequest },
        { "short map of another client", [.. PcpPacket.Header(1, 0, "10.0.0.1"), 0, 0, 0, 0], PcpResultCode.MalformedRequest },
        { "announce of another client", PcpPacket.Header(0, 0, "192.168.1.101"), PcpResultCode.AddressMismatch },
        { "map of another client", [.. PcpPacket.Header(1, 0, "10.0.0.1"), .. PcpPacket.Map()[24..]], PcpResultCode.AddressMismatch },
        { "client in IPv6", PcpPacket.Header(0, 0, "2001:db8::1"), PcpResultCode.AddressMismatch },
        { "client's address in IPv4-compatible form", PcpPacket.Header(0, 0, "::192.168.1.100"), PcpResultCode.AddressMismatch },
        { "unknown opcode of another client", PcpPacket.Header(99, 0, "10.0.0.1"), PcpResultCode.AddressMismatch },
        { "unserved option of another client", [.. PcpPacket.Header(0, 0, "10.0.0.1"), .. PcpPacket.Option(1)], PcpResultCode.AddressMismatch },
        { "peer", [.. PcpPacket.Header(2, 0), .. new byte[56]], PcpResultCode.UnsupportedOpcode },
        { "highest opcode", PcpPacket.Header(127, 0), PcpResultCode.UnsupportedOpcode },
        { "all protocols but one port", [.. PcpPacket.Header(1, 60), .. PcpPacket.MapData(0, 80, 0, "::", PcpPacket.Nonce)], PcpResultCode.MalformedRequest },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void PcpRequest_that_breaks_a_rule_of_the_header_is_refused_in_the_order_of_the_rfc(string row, byte[] datagram, PcpResultCode expected)
    {
        AssertRefused(row, datagram, expected);
    }

    public static TheoryData<string, byte[], PcpResultCode> RefusedOptions => new()
    {
        { "third party", PcpPacket.Map(PcpPacket.Option(1, new byte[16])), PcpResultCode.UnsupportedOption },
        { "filter", PcpPacket.Map(PcpPacket.Option(3, new byte[20])), PcpResultCode.UnsupportedOption },
        { "unknown and mandatory", PcpPacket.Map(PcpPacket.Option(127)), PcpResultCode.UnsupportedOption },
        { "reserved code zero", PcpPacket.Map(new byte[4]), PcpResultCode.UnsupportedOption },
        { "prefer failure with data", PcpPacket.Map(PcpPacket.Option(PreferFailure, 1)), PcpResultCode.MalformedOption },
        { "prefer failure twice", PcpPacket.Map([.. PcpPacket.Option(PreferFailure), .. PcpPacket.Option(PreferFailure)]), PcpResultCode.MalformedOption },
        { "prefer failure without a port", [.. PcpPacket.Header(1, 60), .. PcpPacket.MapData(6, 80, 0, "::", PcpPacket.Nonce), .. PcpPacket.Option(PreferFailure)], PcpResultCode.MalformedOption },
        { "prefer failure in a deletion", [.. PcpPacket.Header(1, 0), .. PcpPacket.MapData(6, 80, 80, "::", PcpPacket.Nonce), .. PcpPacket.Option(PreferFailure)], PcpResultCode.MalformedOption },
        { "prefer failure in an announce", [.. PcpPacket.Header(0, 0), .. PcpPacket.Option(PreferFailure)], PcpResultCode.MalformedOption },
        { "description twice", PcpPacket.Map([.. PcpPacket.Option(Description, 65), .. PcpPacket.Option(Description, 65)]), PcpResultCode.MalformedOption },
        { "description twice, unusable first", PcpPacket.Map([.. PcpPacket.Option(Description, 0xff), .. PcpPacket.Option(Description, 65)]), PcpResultCode.MalformedOption },
        { "description in an announce", [.. PcpPacket.Header(0, 0), .. PcpPacket.Option(Description, 65)], PcpResultCode.MalformedOption },
        { "description of 1017 bytes", PcpPacket.Map(PcpPacket.Option(Description, new byte[1017])), PcpResultCode.MalformedOption },
        { "option past the end", PcpPacket.Map([200, 0, 0, 1]), PcpResultCode.MalformedOption },
        { "option far past the end", PcpPacket.Map([200, 0, 0xff, 0xff, 1, 2, 3, 4]), PcpResultCode.MalformedOption },
        { "good option, then one past the end", PcpPacket.Map([.. PcpPacket.Option(PreferFailure), 200, 0, 0, 4]), PcpResultCode.MalformedOption },
    };

    [Theory]
    [MemberData(nameof(RefusedOptions))]
    public void PcpRequest_with_an_option_that_breaks_a_rule_is_refused(string row, byte[] datagram, PcpResultCode expected)
    {
        AssertRefused(row, datagram, expected);
    }

    [Theory]
    [InlineData("not UTF-8", new byte[] { 0x61, 0xff })]
    [InlineData("overlong", new byte[] { 0xc0, 0x80 })]
    [InlineData("cut in a character", new byte[] { 0x61, 0xc3 })]
    [InlineData("a zero byte", new byte[] { 0x61, 0, 0x62 })]
    public void PcpRequest_with_a_description_that_is_no_text_is_served_without_it(string row, byte[] text)
    {
        byte[] datagram = PcpPacket.Map(PcpPacket.Option(Description, text));

        Assert.True(PcpVerdict.Ok == PcpRequest.TryParse(datagram, s_client, out PcpRequest request), row);
        Assert.False(request.HasDescription, row);
        Assert.True(request.Description.IsEmpty, row);
    }

    [Fact]
    public void PcpRequest_with_an_empty_description_has_one()
    {
        Assert.Equal(PcpVerdict.Ok, PcpRequest.TryParse(PcpPacket.Map(PcpPacket.Option(Description)), s_client, out PcpRequest request));

        Assert.True(request.HasDescription);
        Assert.True(request.Description.IsEmpty);
    }

    [Fact]
    public void PcpRequest_skips_every_option_that_it_may_skip()
    {
        IEnumerable<byte> options = Enumerable.Range(0, 200).SelectMany(i => PcpPacket.Option((byte)(129 + (i % 127))));

        Assert.Equal(PcpVerdict.Ok, PcpRequest.TryParse(PcpPacket.Map([.. options, .. PcpPacket.Option(PreferFailure)]), s_client, out PcpRequest request));
        Assert.True(request.PrefersFailure);
    }

    [Fact]
    public void PcpRequest_every_prefix_is_dropped_or_malformed_or_ends_between_options()
    {
        byte[] whole = PcpPacket.Map([.. PcpPacket.Option(PreferFailure), .. PcpPacket.Option(Description, 65, 66, 67, 68, 69)]);
        for (int length = 0; length < whole.Length; length++)
        {
            PcpVerdict verdict = PcpRequest.TryParse(whole.AsSpan(0, length), s_client, out PcpRequest request);
            switch (length)
            {
                case < 24:
                    Assert.Equal(PcpVerdict.Drop, verdict);
                    break;
                case 60 or 64:
                    Assert.Equal(PcpVerdict.Ok, verdict);
                    break;
                case 68 or 72:
                    Assert.Equal(PcpVerdict.Refuse, verdict);
                    Assert.Equal(PcpResultCode.MalformedOption, request.Result);
                    break;
                default:
                    Assert.Equal(PcpVerdict.Refuse, verdict);
                    Assert.Equal(PcpResultCode.MalformedRequest, request.Result);
                    break;
            }
        }
    }

    [Fact]
    public void PcpRequest_mutated_packets_get_a_verdict()
    {
        Random random = new(2);
        foreach (object[] file in Golden.All("pcp"))
        {
            byte[] packet = Golden.Read((string)file[0]);
            for (int i = 0; i < 500; i++)
            {
                byte[] mutated = packet.AsSpan(0, random.Next(packet.Length + 1)).ToArray();
                for (int change = random.Next(4); change > 0 && mutated.Length > 0; change--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                PcpVerdict verdict = PcpRequest.TryParse(mutated, s_client, out PcpRequest request);
                Assert.Equal(verdict == PcpVerdict.Refuse, request.Result != PcpResultCode.Success);
            }
        }
    }

    private static void AssertRefused(string row, byte[] datagram, PcpResultCode expected)
    {
        PcpVerdict verdict = PcpRequest.TryParse(datagram, s_client, out PcpRequest request);

        Assert.True(verdict == PcpVerdict.Refuse && request.Result == expected, $"{row}: {verdict} {request.Result}");
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using IgdAot.Lab;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>A packet of tests/golden, made to come from a machine of the lab.</summary>
internal sealed partial record GoldenPacket(string Name, string Protocol, string Expected, byte[] Bytes)
{
    private const int PcpHeaderLength = 24;
    private const int PcpAddressOffset = 8;
    private const string CapturedHost = "127.0.0.1:5000";

    /// <summary>The packets of one folder, in order.</summary>
    public static IReadOnlyList<GoldenPacket> All(string folder)
    {
        string root = Path.Combine(LabFixture.Repository, "tests/golden");
        return [.. Directory.GetFiles(Path.Combine(root, folder), "*.hex").Order(StringComparer.Ordinal).Select(path => Read(root, path))];
    }

    /// <summary>The same packet with the client's and the gateway's addresses of the lab, so that it gets as deep as it can.</summary>
    public GoldenPacket From(IPAddress client)
    {
        switch (Protocol)
        {
            case "pcp-request":
                bool isOfIpv4Client = Bytes.Length >= PcpHeaderLength && new IPAddress(Bytes.AsSpan(PcpAddressOffset, 16)).IsIPv4MappedToIPv6;
                byte[] packet = (byte[])Bytes.Clone();
                if (isOfIpv4Client)
                {
                    client.MapToIPv6().GetAddressBytes().CopyTo(packet, PcpAddressOffset);
                }

                return this with { Bytes = packet };
            case "http-request":
                return this with { Bytes = Encoding.Latin1.GetBytes(Text.Replace(CapturedHost, HttpMessage.Host, StringComparison.Ordinal)) };
            case "soap-body":
                return this with { Bytes = Encoding.Latin1.GetBytes(InternalClient().Replace(Text, $"<NewInternalClient>{client}<")) };
            default:
                return this;
        }
    }

    /// <summary>The whole HTTP request in which these bytes, or damaged ones in their place, travel.</summary>
    public byte[] InHttp(byte[] bytes)
    {
        Match action = ExpectedAction().Match(Expected);
        return Protocol switch
        {
            "soap-body" => HttpMessage.Control(action.Success ? $"\"{action.Groups[2].Value}#{action.Groups[1].Value}\"" : HttpMessage.HarmlessAction, bytes),
            "soap-action" => HttpMessage.Control(Encoding.Latin1.GetString(bytes), HttpMessage.HarmlessBody),
            "http-chunked-body" => [.. HttpMessage.ControlHead(HttpMessage.HarmlessAction, "Transfer-Encoding: chunked"), .. bytes],
            _ => bytes,
        };
    }

    /// <summary>A seed that is the packet's own and the same in each run.</summary>
    public int Seed => Name.Aggregate(17, (seed, letter) => unchecked((seed * 31) + letter));

    private string Text => Encoding.Latin1.GetString(Bytes);

    private static GoldenPacket Read(string root, string path)
    {
        string protocol = "";
        string expected = "";
        List<byte> bytes = [];
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith('#'))
            {
                protocol = line.StartsWith("# protocol: ", StringComparison.Ordinal) ? line[12..].Trim() : protocol;
                expected = line.StartsWith("# expect: ", StringComparison.Ordinal) ? line[10..].Trim() : expected;
                continue;
            }

            foreach (string number in line.Split('|')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                bytes.Add(byte.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }

        return new GoldenPacket(Path.GetRelativePath(root, path), protocol, expected, [.. bytes]);
    }

    [GeneratedRegex("<NewInternalClient>[0-9.]*<")]
    private static partial Regex InternalClient();

    [GeneratedRegex("^None (\\w+) namespace=\"([^\"]*)\"")]
    private static partial Regex ExpectedAction();
}

using System;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>A packet of the stock.</summary>
internal struct StockPacket
{
    public ScenarioPacketKind Kind;
    public int Start;
    public int Length;

    /// <summary>Who sends it.</summary>
    public Ipv4Address Client;
}

/// <summary>
/// The good and the bad packets that mutation starts from: those of the golden files, but netlink's, which are in the
/// order of the processor; and each request of the scenarios.
/// </summary>
internal ref struct DifferentialStock
{
    /// <summary>Room for what stands in tests/golden and tests/scenarios, with as much again to come.</summary>
    public const int MaxPackets = 1536;
    public const int MaxBytes = 1024 * 1024;

    private readonly Span<byte> _bytes;
    private readonly Span<StockPacket> _packets;
    private int _length;

    public DifferentialStock(Span<byte> bytes, Span<StockPacket> packets)
    {
        _bytes = bytes;
        _packets = packets;
        _length = 0;
        Count = 0;
    }

    /// <summary>Where a golden packet comes from: the first host of the scenarios.</summary>
    public static Ipv4Address UsualClient => new Ipv4Address(0xc0a8010a);

    public int Count { get; private set; }

    public readonly StockPacket At(int index) => _packets[index];

    public readonly ReadOnlySpan<byte> BytesOf(StockPacket packet) => _bytes.Slice(packet.Start, packet.Length);

    /// <summary>Takes the packet of a golden file, unless it is netlink's; false where the file is none, or there is no room.</summary>
    public bool AddGolden(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> buffer = stackalloc byte[GoldenFile.MaxLength];
        if (!GoldenFile.TryParse(text, buffer, out GoldenFile file))
        {
            return false;
        }

        if (file.Protocol.StartsWith("netlink"u8))
        {
            return true;
        }

        ScenarioPacketKind kind = KindOf(file.Protocol);
        return kind != ScenarioPacketKind.None && Add(kind, UsualClient, buffer.Slice(0, file.Length));
    }

    /// <summary>Takes each request of a scenario; what else it says is left out, but for who asks. False where there is no room.</summary>
    public bool AddScenario(scoped ReadOnlySpan<byte> script)
    {
        ScenarioState state = default;
        ScenarioRunner.Start(ref state);
        Span<byte> buffer = stackalloc byte[ScenarioSteps.MaxRequestLength];
        while (!script.IsEmpty)
        {
            int lineFeed = script.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lineFeed < 0 ? script : script.Slice(0, lineFeed);
            script = script.Slice(lineFeed < 0 ? script.Length : lineFeed + 1);
            scoped ScenarioWords words = new ScenarioWords(line);
            if (line.StartsWith("lan "u8) || line.StartsWith("from "u8))
            {
                ScenarioRunner.Play(ref state, ref words);
                continue;
            }

            scoped ByteWriter request = new ByteWriter(buffer);
            ScenarioPacketKind kind = ScenarioSteps.Emit(ref state, ref words, ref request);
            if (kind != ScenarioPacketKind.None && !request.Failed && !Add(kind, state.Client, request.Written))
            {
                return false;
            }
        }

        return true;
    }

    public bool Add(ScenarioPacketKind kind, Ipv4Address client, scoped ReadOnlySpan<byte> bytes)
    {
        if (Count == _packets.Length || !bytes.TryCopyTo(_bytes.Slice(_length)))
        {
            return false;
        }

        _packets[Count] = new StockPacket { Kind = kind, Start = _length, Length = bytes.Length, Client = client };
        _length += bytes.Length;
        Count++;
        return true;
    }

    private static ScenarioPacketKind KindOf(ReadOnlySpan<byte> protocol) =>
        protocol.SequenceEqual("natpmp-request"u8) || protocol.SequenceEqual("pcp-request"u8) ? ScenarioPacketKind.PortControl
        : protocol.SequenceEqual("http-request"u8) ? ScenarioPacketKind.Http
        : protocol.SequenceEqual("http-chunked-body"u8) ? ScenarioPacketKind.ChunkedBody
        : protocol.SequenceEqual("soap-action"u8) ? ScenarioPacketKind.SoapAction
        : protocol.SequenceEqual("soap-body"u8) ? ScenarioPacketKind.SoapBody
        : protocol.SequenceEqual("ssdp-search"u8) ? ScenarioPacketKind.MulticastSearch
        : protocol.SequenceEqual("uci"u8) ? ScenarioPacketKind.Uci
        : ScenarioPacketKind.None;
}

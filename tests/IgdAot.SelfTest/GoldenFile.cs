using System;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// A file of tests/golden: a packet as text, and what a parser is to say of it. Lines that begin with a number sign
/// are the header: where the packet was born, then "# protocol: NAME" and "# expect: LINE". In all others hexadecimal
/// bytes stand with white space between, up to a vertical bar and a note.
/// </summary>
internal ref struct GoldenFile
{
    /// <summary>Bytes of the longest packet in a file.</summary>
    public const int MaxLength = 16 * 1024;

    private static ReadOnlySpan<byte> ProtocolStart => "# protocol: "u8;

    private static ReadOnlySpan<byte> ExpectStart => "# expect: "u8;

    /// <summary>The name for <see cref="Describe.TryRun"/>.</summary>
    public ReadOnlySpan<byte> Protocol { get; private set; }

    /// <summary>The line that <see cref="Describe.TryRun"/> is to write.</summary>
    public ReadOnlySpan<byte> Expected { get; private set; }

    /// <summary>How many bytes the packet has.</summary>
    public int Length { get; private set; }

    /// <summary>Reads a file's text; puts the packet at the start of <paramref name="packet"/>. False where a line is none of these, or the packet has no room.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> packet, out GoldenFile file)
    {
        file = default;
        ByteWriter writer = new ByteWriter(packet);
        while (!text.IsEmpty)
        {
            int lineFeed = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lineFeed < 0 ? text : text.Slice(0, lineFeed);
            text = text.Slice(lineFeed < 0 ? text.Length : lineFeed + 1);
            if (line.StartsWith(ProtocolStart))
            {
                file.Protocol = Ascii.Trim(line.Slice(ProtocolStart.Length));
            }
            else if (line.StartsWith(ExpectStart))
            {
                file.Expected = Ascii.Trim(line.Slice(ExpectStart.Length));
            }
            else if (!line.StartsWith("#"u8) && !TryReadBytes(line, ref writer))
            {
                return false;
            }
        }

        file.Length = writer.Length;
        return !writer.Failed;
    }

    private static bool TryReadBytes(ReadOnlySpan<byte> line, ref ByteWriter writer)
    {
        int bar = line.IndexOf((byte)'|');
        ReadOnlySpan<byte> rest = Ascii.Trim(bar < 0 ? line : line.Slice(0, bar));
        while (!rest.IsEmpty)
        {
            int high = Ascii.HexValue(rest[0]);
            int low = rest.Length < 2 ? -1 : Ascii.HexValue(rest[1]);
            if (high < 0 || low < 0)
            {
                return false;
            }

            writer.WriteByte((byte)((high << 4) | low));
            rest = Ascii.Trim(rest.Slice(2));
        }

        return true;
    }
}

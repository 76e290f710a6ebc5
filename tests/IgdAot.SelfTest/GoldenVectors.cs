using System;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>Reads golden files at run time and compares what the parsers say of them on this target.</summary>
internal static unsafe class GoldenVectors
{
    /// <summary>Bytes of the longest file: a packet takes about six characters a byte.</summary>
    private const int MaxFileLength = 8 * GoldenFile.MaxLength;

    /// <summary>True where the file at a path, which a zero byte ends, can be read and its packet is described as it expects.</summary>
    public static bool Run(byte* path)
    {
        Span<byte> text = stackalloc byte[MaxFileLength];
        int length = TestFile.Read(path, text);
        return length >= 0 && Passes(text.Slice(0, length));
    }

    private static bool Passes(ReadOnlySpan<byte> text)
    {
        Span<byte> packet = stackalloc byte[GoldenFile.MaxLength];
        if (!GoldenFile.TryParse(text, packet, out GoldenFile file))
        {
            return false;
        }

        ByteWriter line = new ByteWriter(stackalloc byte[Describe.MaxLength]);
        return Describe.TryRun(file.Protocol, packet.Slice(0, file.Length), ref line)
            && !line.Failed
            && line.Written.SequenceEqual(file.Expected);
    }
}

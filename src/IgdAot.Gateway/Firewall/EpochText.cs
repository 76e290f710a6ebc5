using System;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Firewall;

/// <summary>The comment on the WAN address: the second on the monotonic clock at which the epoch began, as <c>epoch:1234</c>.</summary>
public static class EpochText
{
    public const int MaxLength = 32;

    private static ReadOnlySpan<byte> Mark => "epoch:"u8;

    public static void Emit(ref ByteWriter writer, Instant epochStart)
    {
        writer.Write(Mark);
        writer.WriteDecimal((ulong)Math.Max(0, epochStart.Milliseconds / 1000));
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out Instant epochStart)
    {
        epochStart = default;
        if (!text.StartsWith(Mark) || !Ascii.TryParseDecimal(text.Slice(Mark.Length), uint.MaxValue, out uint seconds))
        {
            return false;
        }

        epochStart = new Instant(seconds * 1000L);
        return true;
    }
}

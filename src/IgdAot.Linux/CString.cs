using System;

namespace IgdAot.Linux;

/// <summary>Names for C: the bytes and a zero behind them, in a buffer of the caller's.</summary>
internal static unsafe class CString
{
    /// <summary>Copies <paramref name="text"/> and ends it with a zero. The capacity counts the zero too.</summary>
    /// <returns>0; -NAMETOOLONG where it does not fit; -INVAL where it is empty or has a zero inside.</returns>
    public static int Copy(ReadOnlySpan<byte> text, byte* buffer, int capacity)
    {
        if (text.IsEmpty || text.IndexOf((byte)0) >= 0)
        {
            return -Errno.INVAL;
        }

        if (text.Length >= capacity)
        {
            return -Errno.NAMETOOLONG;
        }

        text.CopyTo(new Span<byte>(buffer, capacity));
        buffer[text.Length] = 0;
        return 0;
    }
}

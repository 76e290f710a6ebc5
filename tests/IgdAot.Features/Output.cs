using System;
using System.Runtime.InteropServices;

namespace IgdAot.Features;

/// <summary>Lines of words on standard output, which run compares between processors.</summary>
internal unsafe struct Output
{
    private int _onLine;

    public void Title(ReadOnlySpan<byte> name)
    {
        Write("\n"u8);
        Write(name);
        Write(":"u8);
        _onLine = 0;
    }

    public void Text(ReadOnlySpan<byte> text)
    {
        Separate();
        Write(text);
    }

    public void Flag(bool value) => Text(value ? "yes"u8 : "no"u8);

    /// <summary>A number as the 64 bits that C# makes of it, in hexadecimal.</summary>
    public void Number(long value) => Number((ulong)value);

    public void Number(ulong value)
    {
        Separate();
        byte* digits = stackalloc byte[16];
        int start = 16;
        do
        {
            uint digit = (uint)value & 15;
            digits[--start] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value >>= 4;
        }
        while (value != 0);
        Write(new ReadOnlySpan<byte>(digits + start, 16 - start));
    }

    public readonly void End() => Write("\n"u8);

    private void Separate()
    {
        Write(_onLine++ % 12 == 11 ? "\n  "u8 : " "u8);
    }

    private static void Write(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            _ = write(1, bytes, (nuint)text.Length);
        }
    }

    [DllImport("libc")]
    private static extern nint write(int fd, byte* buffer, nuint count);
}

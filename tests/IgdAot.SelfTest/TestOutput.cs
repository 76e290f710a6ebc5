using System;
using System.Runtime.InteropServices;

namespace IgdAot.SelfTest;

/// <summary>Standard output.</summary>
internal static unsafe class TestOutput
{
    public static void Write(scoped ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            _ = write(1, bytes, (nuint)text.Length);
        }
    }

    [DllImport("libc")]
    private static extern nint write(int fd, byte* buffer, nuint count);
}

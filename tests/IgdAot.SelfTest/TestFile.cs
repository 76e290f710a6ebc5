using System;
using System.Runtime.InteropServices;

namespace IgdAot.SelfTest;

/// <summary>Reads the files that the program is given.</summary>
internal static unsafe class TestFile
{
    /// <summary>
    /// Reads all of the file at a path, which a zero byte ends, to the start of <paramref name="buffer"/>; its length, or
    /// -1 where it cannot be read or has no room.
    /// </summary>
    public static int Read(byte* path, Span<byte> buffer)
    {
        // O_RDONLY is 0 everywhere.
        int file = open(path, 0);
        if (file < 0)
        {
            return -1;
        }

        int length = 0;
        nint count;
        do
        {
            fixed (byte* rest = buffer.Slice(length))
            {
                count = read(file, rest, (nuint)(buffer.Length - length));
            }

            length += (int)Math.Max(count, 0);
        }
        while (count > 0);
        _ = close(file);
        return count == 0 && length < buffer.Length ? length : -1;
    }

    [DllImport("libc")]
    private static extern int open(byte* path, int flags);

    [DllImport("libc")]
    private static extern nint read(int file, byte* buffer, nuint count);

    [DllImport("libc")]
    private static extern int close(int file);
}

using System;

namespace IgdAot.Linux;

/// <summary>The little that is done with files.</summary>
public static unsafe class Files
{
    /// <summary>The longest path that is taken, with its zero.</summary>
    public const int PathCapacity = 1024;

    /// <summary>Reads a whole file.</summary>
    /// <returns>
    /// How many bytes it has; -FBIG where it has more than <paramref name="buffer"/> holds; -NAMETOOLONG; or what
    /// opening and reading gave as -errno.
    /// </returns>
    public static int ReadAll(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        int fd = Open(path, Libc.O_RDONLY);
        if (fd < 0)
        {
            return fd;
        }

        int length = 0;
        int count;
        do
        {
            count = Read(fd, buffer.Slice(length));
            length += Math.Max(count, 0);
        }
        while (count > 0 && length < buffer.Length);

        if (count >= 0 && length == buffer.Length)
        {
            // full: one byte more tells whether that was all
            byte more;
            count = Read(fd, new Span<byte>(&more, 1));
            count = count > 0 ? -Errno.FBIG : count;
        }

        _ = Libc.close(fd);
        return count < 0 ? count : length;
    }

    /// <summary>Writes all the bytes, however many calls it takes.</summary>
    /// <returns>Their number, or -errno; then some may have been written.</returns>
    public static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int written = 0;
            while (written < bytes.Length)
            {
                int count = Errno.Result(
                    Libc.__errno_location(),
                    Libc.write(fd, start + written, (nuint)(bytes.Length - written)));
                if (count < 0 && count != -Errno.INTR)
                {
                    return count;
                }

                written += Math.Max(count, 0);
            }

            return written;
        }
    }

    /// <summary>True where a person is likely to read what is written there.</summary>
    public static bool IsTerminal(int fd) => Libc.isatty(fd) == 1;

    /// <summary>Removes a name.</summary>
    /// <returns>0 or -errno.</returns>
    public static int Remove(ReadOnlySpan<byte> path)
    {
        byte* name = stackalloc byte[PathCapacity];
        int result = CString.Copy(path, name, PathCapacity);
        return result < 0 ? result : Errno.Result(Libc.__errno_location(), Libc.unlink(name));
    }

    /// <summary>Opens a file that exists.</summary>
    /// <returns>The descriptor, closed on exec, or -errno.</returns>
    internal static int Open(ReadOnlySpan<byte> path, int flags)
    {
        byte* name = stackalloc byte[PathCapacity];
        int result = CString.Copy(path, name, PathCapacity);
        if (result < 0)
        {
            return result;
        }

        do
        {
            result = Errno.Result(Libc.__errno_location(), Libc.open(name, flags | Libc.O_CLOEXEC, 0));
        }
        while (result == -Errno.INTR);

        return result;
    }

    private static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            int count;
            do
            {
                count = Errno.Result(Libc.__errno_location(), Libc.read(fd, start, (nuint)buffer.Length));
            }
            while (count == -Errno.INTR);

            return count;
        }
    }
}

namespace IgdAot.Linux;

/// <summary>Memory straight from the kernel: zero, and without a page behind it until it is touched.</summary>
public static unsafe class MemoryMap
{
    /// <summary>Address space for so many bytes, starting at a page.</summary>
    /// <returns>The first byte, or null where there is no room.</returns>
    public static byte* Reserve(nuint bytes)
    {
        void* start = Libc.mmap(
            null, bytes, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        return (nint)start == Libc.MAP_FAILED ? null : (byte*)start;
    }

    /// <summary>
    /// Gives back the pages that lie wholly within these bytes; the address space stays, and reads as zero again.
    /// Bytes on a page at either end that belongs to a neighbour too keep their values.
    /// </summary>
    public static void Release(byte* start, nuint bytes) => Advise(start, bytes, Libc.MADV_DONTNEED);

    /// <summary>
    /// Keeps the kernel from putting pages of two megabytes there, which would turn one touched byte into as much memory.
    /// </summary>
    public static void NoHugePages(byte* start, nuint bytes) => Advise(start, bytes, Libc.MADV_NOHUGEPAGE);

    // Advice that the kernel does not take changes no behaviour.
    private static void Advise(byte* start, nuint bytes, int advice)
    {
        nuint mask = (nuint)Libc.getpagesize() - 1;
        nuint first = ((nuint)start + mask) & ~mask;
        nuint end = ((nuint)start + bytes) & ~mask;
        if (end > first)
        {
            _ = Libc.madvise((void*)first, end - first, advice);
        }
    }
}

using System;

namespace IgdAot.Linux;

/// <summary>Bytes that nobody can guess.</summary>
public static unsafe class RandomBytes
{
    /// <summary>
    /// Fills the whole span from the kernel's generator. GRND_INSECURE gives the very same bytes as no flag once the
    /// generator is seeded, and does not wait before that: a router that has just booted must answer its clients,
    /// and what is drawn here names things (subscriptions, boots) and encrypts nothing. Kernels before 5.6 do not
    /// know the flag; there the call without it waits for the seed. No device file is needed. Where the kernel has
    /// no generator at all the process ends: predictable numbers would be worse.
    /// </summary>
    public static void Fill(Span<byte> bytes)
    {
        uint flags = Libc.GRND_INSECURE;
        fixed (byte* start = bytes)
        {
            int filled = 0;
            while (filled < bytes.Length)
            {
                int count = Errno.Result(
                    Libc.__errno_location(),
                    Libc.getrandom(start + filled, (nuint)(bytes.Length - filled), flags));
                if (count >= 0)
                {
                    filled += count;
                }
                else if (count == -Errno.INVAL && flags != 0)
                {
                    flags = 0;
                }
                else if (count != -Errno.INTR)
                {
                    Libc.abort();
                }
            }
        }
    }
}

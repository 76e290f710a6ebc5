using System.Runtime.InteropServices;

namespace IgdAot.Linux;

public static unsafe partial class Libc
{
    // time.h: where time_t was 32 bits wide once, musl's header binds the name to the function with 64
    [DllImport(Library, EntryPoint = "__clock_gettime64"), NativeCall]
    public static extern int clock_gettime(int clock, timespec* time);
}

using System.Runtime.InteropServices;

namespace IgdAot.Linux;

public static unsafe partial class Libc
{
    // time.h
    [DllImport(Library), NativeCall]
    public static extern int clock_gettime(int clock, timespec* time);
}

using System;
using System.Runtime.InteropServices;

namespace IgdAot.SelfTest;

/// <summary>The same on the ordinary runtime.</summary>
internal static unsafe class SelfTestEntry
{
    private static int Main(string[] arguments)
    {
        byte** argv = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Length + 2, (nuint)sizeof(byte*));
        for (int i = 0; i < arguments.Length; i++)
        {
            argv[i + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        return Program.Run(arguments.Length + 1, argv);
    }
}

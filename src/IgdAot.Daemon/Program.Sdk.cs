using System;
using System.Text;

namespace IgdAot.Daemon;

/// <summary>The entry point under ordinary .NET: hands the arguments on as C would. The firmware has its own.</summary>
internal static unsafe class SdkEntry
{
    private static int Main(string[] arguments)
    {
        byte[][] texts = new byte[arguments.Length + 1][];
        texts[0] = "igdaotd\0"u8.ToArray();
        for (int i = 0; i < arguments.Length; i++)
        {
            texts[i + 1] = Encoding.UTF8.GetBytes(arguments[i] + "\0");
        }

        byte** argv = stackalloc byte*[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            byte[] text = GC.AllocateUninitializedArray<byte>(texts[i].Length, pinned: true);
            texts[i].CopyTo(text, 0);
            fixed (byte* first = text)
            {
                argv[i] = first;
            }
        }

        return Program.Run(texts.Length, argv);
    }
}

using System;
using System.Runtime.InteropServices;

namespace IgdAot.Features;

/// <summary>
/// Runs every feature and prints what it computes; with "fault NAME" the one fault of that name. What CoreCLR prints is
/// right; ilc and the C of build/il2c must print the same on every processor.
/// </summary>
internal static unsafe class Program
{
    public static int Run(int argc, byte** argv)
    {
        if (argc == 3 && Argument(argv[1]).SequenceEqual("fault"u8))
        {
            return Faults.Cause(Argument(argv[2])) | 2;
        }
        Output output = default;
        Numbers.Run(ref output);
        Conversions.Run(ref output);
        Flow.Run(ref output);
        Order.Run(ref output);
        Structures.Run(ref output);
        Generics.Run(ref output);
        Memory.Run(ref output);
        Spans.Run(ref output);
        output.End();
        return 0;
    }

    private static ReadOnlySpan<byte> Argument(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}

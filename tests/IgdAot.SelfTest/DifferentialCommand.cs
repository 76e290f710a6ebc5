using System;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// <c>differential SEED FIRST COUNT FILE...</c> plays mutated packets, made from the golden files and scenarios that are
/// named, and prints a line with the hash of each thousand; FIRST is the number of a thousand's first packet.
/// <c>differential SEED FIRST each FILE...</c>: a line for each packet from that one to the end of its thousand.
/// <c>differential SEED FIRST one FILE...</c>: everything about that packet.
/// </summary>
internal static unsafe class DifferentialCommand
{
    /// <summary>Bytes of the longest file.</summary>
    private const int MaxFileLength = 8 * GoldenFile.MaxLength;

    /// <summary>Arguments in front of the files.</summary>
    private const int FixedArguments = 3;

    /// <summary>Runs it; 2 for arguments that are not right, 1 for a file that cannot be taken.</summary>
    public static int Run(int argc, byte** argv)
    {
        uint count = 0;
        bool isEach = argc > FixedArguments && Program.Argument(argv, 2).SequenceEqual("each"u8);
        bool isOne = argc > FixedArguments && Program.Argument(argv, 2).SequenceEqual("one"u8);
        if (argc <= FixedArguments
            || !Ascii.TryParseDecimal(Program.Argument(argv, 0), uint.MaxValue, out uint seed)
            || !Ascii.TryParseDecimal(Program.Argument(argv, 1), int.MaxValue, out uint first)
            || (!isEach && !isOne && !Ascii.TryParseDecimal(Program.Argument(argv, 2), int.MaxValue, out count)))
        {
            TestOutput.Write("differential SEED FIRST COUNT|each|one FILE...\n"u8);
            return 2;
        }

        DifferentialStock stock = new DifferentialStock(
            stackalloc byte[DifferentialStock.MaxBytes], stackalloc StockPacket[DifferentialStock.MaxPackets]);
        for (int i = FixedArguments; i < argc; i++)
        {
            if (!AddFile(ref stock, argv[i]))
            {
                TestOutput.Write("cannot be taken: "u8);
                TestOutput.Write(Program.Argument(argv, i));
                TestOutput.Write("\n"u8);
                return 1;
            }
        }

        return DifferentialRun.Complete(ref stock) && Play(in stock, seed, first, count, isEach, isOne) ? 0 : 1;
    }

    private static bool Play(scoped in DifferentialStock stock, uint seed, uint first, uint count, bool isEach, bool isOne)
    {
        uint run = first / DifferentialRun.Length;
        int within = (int)(first % DifferentialRun.Length);
        if (isOne)
        {
            return DifferentialRun.Play(in stock, seed, run, within + 1, -1, within, out _);
        }

        if (isEach)
        {
            return DifferentialRun.Play(in stock, seed, run, DifferentialRun.Length, within, -1, out _);
        }

        bool isGood = true;
        for (; isGood && count > 0; run++)
        {
            int length = (int)Math.Min(count, DifferentialRun.Length);
            isGood = DifferentialRun.Play(in stock, seed, run, length, -1, -1, out ulong hash);
            DifferentialRun.WriteLine(run * DifferentialRun.Length, hash);
            count -= (uint)length;
        }

        return isGood;
    }

    private static bool AddFile(ref DifferentialStock stock, byte* path)
    {
        Span<byte> text = stackalloc byte[MaxFileLength];
        int length = TestFile.Read(path, text);
        return length >= 0
            && (Program.Argument(&path, 0).EndsWith(".scn"u8) ? stock.AddScenario(text.Slice(0, length)) : stock.AddGolden(text.Slice(0, length)));
    }
}

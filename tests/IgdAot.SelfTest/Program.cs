using System;
using System.Runtime.InteropServices;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// Checks that only a compiled target can answer: its arithmetic, its structure layouts. One program for every target;
/// prints "N passed, N failed" and leaves with 1 if anything failed. Files as arguments are run in place of its own
/// checks: golden packets (.hex) and scenarios (.scn). "differential" and "fault" as the first argument: see
/// <see cref="DifferentialCommand"/> and <see cref="Faults"/>.
/// </summary>
public static unsafe class Program
{
    public static int Run(int argc, byte** argv)
    {
        if (argc == 3 && Argument(argv, 1).SequenceEqual("fault"u8))
        {
            return Faults.Cause(Argument(argv, 2)) | 2;
        }
        if (argc > 1 && Argument(argv, 1).SequenceEqual("differential"u8))
        {
            return DifferentialCommand.Run(argc - 2, argv + 2);
        }
        var results = new Results();
        for (int i = 1; i < argc; i++)
        {
            results.Add(Argument(argv, i), RunFile(argv[i], Argument(argv, i)));
        }
        if (argc > 1)
        {
            return results.Print();
        }
        results.Add("arithmetic"u8, Arithmetic.Run());
        results.Add("language"u8, Language.Run());
        results.Add("Linux layer"u8, LinuxLayer.Run());
        return results.Print();
    }

    private static bool RunFile(byte* path, ReadOnlySpan<byte> name) =>
        name.EndsWith(".scn"u8) ? RunScenario(path) : name.EndsWith(".hex"u8) && GoldenVectors.Run(path);

    private static bool RunScenario(byte* path)
    {
        Span<byte> script = stackalloc byte[ScenarioRunner.MaxScriptLength];
        int length = TestFile.Read(path, script);
        Span<byte> buffer = stackalloc byte[ScenarioRunner.MaxReportLength];
        ByteWriter report = new ByteWriter(buffer);
        bool passed = length >= 0 && ScenarioRunner.Run(script.Slice(0, length), ref report);
        TestOutput.Write(report.Written);
        return passed;
    }

    internal static ReadOnlySpan<byte> Argument(byte** argv, int index) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(argv[index]);

    private struct Results
    {
        private int _passed;
        private int _failed;

        public void Add(ReadOnlySpan<byte> name, bool passed)
        {
            if (passed)
            {
                _passed++;
                return;
            }
            _failed++;
            TestOutput.Write("failed: "u8);
            TestOutput.Write(name);
            TestOutput.Write("\n"u8);
        }

        public readonly int Print()
        {
            WriteNumber(_passed);
            TestOutput.Write(" passed, "u8);
            WriteNumber(_failed);
            TestOutput.Write(" failed\n"u8);
            return _failed == 0 ? 0 : 1;
        }
    }

    private static void WriteNumber(int value)
    {
        Span<byte> digits = stackalloc byte[10];
        int start = digits.Length;
        do
        {
            digits[--start] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        TestOutput.Write(digits.Slice(start));
    }
}

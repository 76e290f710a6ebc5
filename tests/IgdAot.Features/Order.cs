using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Features;

/// <summary>C# evaluates from left to right, and C in any order: what a translation to C must keep.</summary>
internal static class Order
{
    private struct Log
    {
        public ulong Calls;
        public int Value;
    }

    public static void Run(ref Output output)
    {
        Log log = default;
        output.Title("order of operands"u8);
        output.Number(Tell(ref log, 1) + (Tell(ref log, 2) * Tell(ref log, 3)) - Tell(ref log, 4));
        output.Number(Three(Tell(ref log, 5), Tell(ref log, 6), Tell(ref log, 7)));
        output.Number(log.Calls);

        output.Title("variables that change"u8);
        int i = 3;
        output.Number(i + (i = 5) + i);
        output.Number(i++ + (++i * 10) + (i-- * 100));
        output.Number(i);
        output.Number(Swap(1, 2));
        output.Number(Parameter(7));
        int x = 10;
        output.Number(x + Add(ref x, 5) + x);
        output.Number(Add(ref x, 1) - x - Add(ref x, 1));

        output.Title("compound assignment"u8);
        Span<int> cells = stackalloc int[4];
        cells.Clear();
        int at = 0;
        cells[at++] += 5;
        cells[at++] = at + cells[0];
        cells[at] = cells[at - 1] = at++;
        Cell(cells, ref log) *= Tell(ref log, 9);
        foreach (int cell in cells)
        {
            output.Number(cell);
        }
        output.Number(log.Calls);

        output.Title("short circuit"u8);
        log = default;
        bool both = Tell(ref log, 1) == 0 && Tell(ref log, 2) == 2, either = Tell(ref log, 3) == 3 || Tell(ref log, 4) == 4;
        bool all = (Tell(ref log, 5) == 0) & (Tell(ref log, 6) == 6);
        output.Flag(both);
        output.Flag(either);
        output.Flag(all);
        output.Number(log.Calls);

        output.Title("fields that change"u8);
        log = default;
        output.Number(log.Value + Set(ref log, 4) + log.Value);
        ref int value = ref log.Value;
        int before = value;
        value = 9;
        output.Number((before * 100) + log.Value);
        Log copy = log;
        log.Value = 77;
        output.Number(copy.Value);
        (log.Value, copy.Value) = (copy.Value, log.Value);
        output.Number((log.Value * 1000) + copy.Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Tell(ref Log log, int value)
    {
        log.Calls = (log.Calls << 4) | (uint)value;
        return value;
    }

    private static int Three(int a, int b, int c) => (a * 100) + (b * 10) + c;

    private static int Set(ref Log log, int value) => log.Value = value;

    private static int Add(ref int target, int value) => target += value;

    private static ref int Cell(Span<int> cells, ref Log log) => ref cells[Tell(ref log, 8) - 5];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Swap(int a, int b)
    {
        for (int i = 0; i < 3; i++)
        {
            (a, b) = (b, a + b);
        }
        return (a * 100) + b;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Parameter(int value)
    {
        int first = value;
        value = value * 2;
        ref int reference = ref value;
        reference++;
        return (first * 100) + value;
    }
}

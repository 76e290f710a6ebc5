using System;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// Plays a script of tests/scenarios against the gateway's own code, with a machine and a clock that the script
/// commands. tests/scenarios/README.md describes the language.
/// </summary>
internal static class ScenarioRunner
{
    /// <summary>Bytes of the longest script.</summary>
    public const int MaxScriptLength = 64 * 1024;

    /// <summary>Bytes that every report fits in; what is longer is cut.</summary>
    public const int MaxReportLength = 4096;

    /// <summary>Mappings that the table has room for.</summary>
    public const int TableCapacity = 64;

    /// <summary>The clock at the start, seconds: not 0, where a forgotten instant would go unnoticed.</summary>
    private const uint StartSeconds = 1000;

    /// <summary>Plays all of a script, up to the first line that fails.</summary>
    /// <param name="script">The script.</param>
    /// <param name="report">Gets the number and text of the line that failed, and what was instead.</param>
    /// <returns>True where every line passed.</returns>
    public static unsafe bool Run(ReadOnlySpan<byte> script, ref ByteWriter report)
    {
        int memoryLength = (int)MappingTable.SizeOf(TableCapacity);
        byte* memory = stackalloc byte[memoryLength];
        new Span<byte>(memory, memoryLength).Clear();
        Arena arena = new Arena(memory, (nuint)memoryLength);
        ScenarioState state = default;
        if (!state.Gateway.Mappings.Create(ref arena, TableCapacity))
        {
            report.Write("no room for the table\n"u8);
            return false;
        }

        Start(ref state);
        int number = 0;
        while (!script.IsEmpty)
        {
            int lineFeed = script.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lineFeed < 0 ? script : script.Slice(0, lineFeed);
            script = script.Slice(lineFeed < 0 ? script.Length : lineFeed + 1);
            number++;
            ScenarioWords words = new ScenarioWords(line);
            if (words.IsEmpty || line[0] == '#')
            {
                continue;
            }

            if (!Play(ref state, ref words))
            {
                report.Write("line "u8);
                report.WriteDecimal((ulong)number);
                report.Write(": "u8);
                report.Write(Ascii.Trim(line));
                report.WriteByte((byte)'\n');
                ScenarioChecks.Report(ref state, ref report);
                return false;
            }
        }

        return true;
    }

    /// <summary>A gateway as it is after a start, with the first LAN device's defaults.</summary>
    public static void Start(ref ScenarioState state)
    {
        state.Now = new Instant(StartSeconds * 1000L);
        state.Gateway.EpochStart = state.Now;
        state.Gateway.Announce.Next = Instant.Never;
        state.Gateway.Ssdp.NextAlive = Instant.Never;
        state.Gateway.Firewall.IsReady = true;
        state.Gateway.Firewall.CanUpdateTimeouts = true;
        state.Gateway.Identity.HardwareAddress = 0x020000000001;
        state.Gateway.Identity.BootId = 1;
        state.Gateway.Identity.ConfigId = 1;
        ScenarioSetup.TryConfigure(ref state);
    }

    /// <summary>Plays one line, of which <paramref name="words"/> are the words; false where it fails.</summary>
    public static bool Play(ref ScenarioState state, ref ScenarioWords words)
    {
        if (words.TryTake("expect"u8))
        {
            return ScenarioChecks.Expect(ref state, ref words) && words.IsEmpty;
        }

        if (words.TryTake("batch"u8))
        {
            return ScenarioChecks.Batch(ref state, words.Rest);
        }

        if (words.TryTake("mapping"u8))
        {
            return ScenarioChecks.Mapping(ref state, words.Rest);
        }

        if (words.TryTake("mappings"u8))
        {
            return words.TryNumber(out uint count) && state.Gateway.Mappings.Count == count;
        }

        if (words.TryTake("flows"u8))
        {
            return ScenarioChecks.Flows(ref state, words.Rest);
        }

        return (ScenarioSetup.TryPlay(ref state, ref words) || ScenarioSteps.TryPlay(ref state, ref words)) && words.IsEmpty;
    }
}

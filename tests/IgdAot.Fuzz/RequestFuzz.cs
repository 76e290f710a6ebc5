using System;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.SelfTest;
using IgdAot.Wire;

namespace IgdAot.Fuzz;

/// <summary>
/// The whole gateway over time: a script of tests/scenarios, whose lines are played as far as they are right. What they
/// expect is passed over; what always holds is checked after each. A finding is a scenario.
/// </summary>
internal static class RequestFuzz
{
    /// <summary>Lines that are played.</summary>
    private const int MaxLines = 128;

    /// <summary>Seconds in one line: a week's lease and more. Each second may wake the gateway.</summary>
    private const uint MaxSeconds = 700_000;

    public static void Run(ref FuzzState state, ReadOnlySpan<byte> script)
    {
        ScenarioRunner.Start(ref state.Scenario);
        Settings settings = state.Scenario.Gateway.Settings;
        for (int i = 0; i < MaxLines && !script.IsEmpty; i++)
        {
            ScenarioWords words = new ScenarioWords(FuzzState.TakeLine(ref script));
            if (!words.IsEmpty && !IsLeftOut(words))
            {
                Play(ref state, words, ref settings);
            }
        }

        TableChecks.CheckStatus(ref state, isJson: true);
        TableChecks.CheckStatus(ref state, isJson: false);
    }

    /// <summary>Checks each mapping from sequence number <paramref name="first"/> on.</summary>
    public static void CheckAdded(ref FuzzState state, ulong first)
    {
        ref readonly MappingTable table = ref state.Scenario.Gateway.Mappings;
        Require.That(table.NextSequence <= first + 1, "a request makes one mapping"u8);
        for (int i = 0; i < table.Count && table.NextSequence > first; i++)
        {
            ref readonly Mapping mapping = ref table[table.SlotAt(i)];
            if (mapping.Sequence >= first)
            {
                TableChecks.CheckNew(ref state, in mapping);
            }
        }
    }

    private static void Play(ref FuzzState state, ScenarioWords words, ref Settings settings)
    {
        ScenarioWords kind = words;
        ReadOnlySpan<byte> first = kind.Next();
        bool isConfiguration = first.SequenceEqual("option"u8) || first.SequenceEqual("list"u8) || first.SequenceEqual("permission"u8);
        int settingsLength = state.Scenario.SettingsLength;
        int permissionsLength = state.Scenario.PermissionsLength;
        ulong next = state.Scenario.Gateway.Mappings.NextSequence;
        bool wasReady = state.Scenario.Gateway.Firewall.IsReady;
        bool isGood = ScenarioRunner.Play(ref state.Scenario, ref words);
        if (isConfiguration)
        {
            // The daemon goes on with the configuration that it had.
            if (isGood)
            {
                settings = state.Scenario.Gateway.Settings;
            }
            else
            {
                state.Scenario.Gateway.Settings = settings;
                state.Scenario.SettingsLength = settingsLength;
                state.Scenario.PermissionsLength = permissionsLength;
            }
        }
        else if (first.SequenceEqual("lan"u8))
        {
            settings = state.Scenario.Gateway.Settings;
        }
        else if (first.SequenceEqual("kernel"u8))
        {
            state.Kernel.UpdateTimeouts(state.Scenario.Gateway.Firewall.CanUpdateTimeouts);

            // ENOENT for everything: the table is gone, and what was in it.
            bool isGone = state.Scenario.Machine.Errno == KernelError.NoSuchEntry;
            if (isGone)
            {
                state.Kernel.Clear();
            }

            // The daemon hears of both; what it does then is a line of its own.
            state.Scenario.Gateway.Firewall.NeedsRefill |= isGone || (!wasReady && state.Scenario.Gateway.Firewall.IsReady);
        }

        TableChecks.Run(ref state);
        CheckAdded(ref state, next);
        CheckAnswer(ref state, first, kind.Rest);
    }

    private static void CheckAnswer(ref FuzzState state, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> answer = ScenarioState.Answer(ref state.Scenario);
        if (answer.IsEmpty)
        {
            return;
        }

        if (kind.SequenceEqual("http"u8) || kind.SequenceEqual("soap"u8) || kind.SequenceEqual("upnp"u8))
        {
            AnswerChecks.Http(answer, mayBeHead: rest.IndexOf("HEAD"u8) >= 0);
        }
        else if (kind.SequenceEqual("udp"u8) || kind.SequenceEqual("natpmp"u8) || kind.SequenceEqual("pcp"u8))
        {
            AnswerChecks.PortControl(answer);
        }
        else if (kind.SequenceEqual("ssdp"u8))
        {
            AnswerChecks.Ssdp(answer);
        }
    }

    /// <summary>What only checks, and what would change the names of the kernel's sets or take too long.</summary>
    private static bool IsLeftOut(ScenarioWords words)
    {
        ReadOnlySpan<byte> first = words.Next();
        if (first.SequenceEqual("option"u8))
        {
            return words.Next().StartsWith("nft_"u8);
        }

        if (first.SequenceEqual("time"u8))
        {
            ReadOnlySpan<byte> amount = words.Next();
            ReadOnlySpan<byte> digits = amount.EndsWith("ms"u8) ? amount.Slice(0, amount.Length - 2) : amount;
            return digits.IsEmpty || !Ascii.TryParseDecimal(digits.Slice(1), MaxSeconds, out _);
        }

        return first.SequenceEqual("expect"u8) || first.SequenceEqual("batch"u8) || first.SequenceEqual("mapping"u8)
            || first.SequenceEqual("mappings"u8) || first.SequenceEqual("flows"u8) || first.StartsWith("#"u8);
    }
}

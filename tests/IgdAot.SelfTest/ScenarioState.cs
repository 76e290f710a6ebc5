using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>The gateway, the machine and the clock of a scenario, and what came of its last step.</summary>
internal struct ScenarioState
{
    /// <summary>Bytes of answers that are kept: one of HTTP, or a whole set of SSDP's.</summary>
    public const int MaxAnswerLength = 24 * 1024;

    /// <summary>Bytes of configuration that a scenario may have, and bytes of permission rules.</summary>
    public const int MaxSettingsLength = 2048;

    public GatewayState Gateway;
    public FakeMachine Machine;
    public Instant Now;

    /// <summary>Who asks.</summary>
    public Ipv4Address Client;

    public int LanCount;

    /// <summary>What was answered to the last request; to SSDP, everything since.</summary>
    public int AnswerStart;
    public int AnswerLength;

    /// <summary>What HTTP made of the last request.</summary>
    public HttpStep Http;

    /// <summary>Since they were asked for last.</summary>
    public int SearchAnswers;
    public int AliveSets;
    public int Announcements;

    /// <summary>How far the batches' lines were compared.</summary>
    public int BatchLinesEnd;

    public int SettingsLength;
    public int PermissionsLength;
    private SettingsText _settings;
    private SettingsText _permissions;
    private AnswerBytes _answer;

    public static Span<byte> AnswerBuffer(ref ScenarioState state) => state._answer;

    public static Span<byte> SettingsBuffer(ref ScenarioState state) => state._settings;

    public static Span<byte> PermissionsBuffer(ref ScenarioState state) => state._permissions;

    public static ReadOnlySpan<byte> Answer(ref ScenarioState state) => AnswerBuffer(ref state).Slice(state.AnswerStart, state.AnswerLength);

    [InlineArray(MaxSettingsLength)]
    private struct SettingsText
    {
        private byte _first;
    }

    [InlineArray(MaxAnswerLength)]
    private struct AnswerBytes
    {
        private byte _first;
    }
}

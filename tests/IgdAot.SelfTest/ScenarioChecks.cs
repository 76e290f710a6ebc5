using System;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Status;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;

namespace IgdAot.SelfTest;

/// <summary>The lines of a script that say what must be.</summary>
internal static class ScenarioChecks
{
    private const int MaxTextLength = 1024;

    /// <summary>Bytes of a NAT-PMP answer to a mapping request (RFC 6886, section 3.3).</summary>
    private const int NatPmpMappingLength = 16;

    /// <summary>Checks what came of the last request.</summary>
    public static bool Expect(ref ScenarioState state, ref ScenarioWords words)
    {
        ReadOnlySpan<byte> answer = ScenarioState.Answer(ref state);
        if (words.TryTake("silence"u8))
        {
            return answer.IsEmpty;
        }

        if (words.TryTake("hex"u8))
        {
            return IsHex(answer, ref words);
        }

        if (words.TryTake("result"u8))
        {
            return IsResult(answer, ref words);
        }

        if (words.TryTake("status"u8))
        {
            return words.TryNumber(out uint status) && HasStatus(answer, status);
        }

        if (words.TryTake("error"u8))
        {
            return words.TryNumber(out uint error) && HasStatus(answer, 500) && HasElement(answer, "errorCode"u8, error);
        }

        if (words.TryTake("ok"u8))
        {
            return HasStatus(answer, 200) && HasElements(answer, ref words);
        }

        if (words.TryTake("text"u8))
        {
            return HasText(answer, ref words);
        }

        if (words.TryTake("no-text"u8))
        {
            return !HasText(answer, ref words);
        }

        if (words.TryTake("kept"u8))
        {
            return state.Http.KeepsAlive;
        }

        if (words.TryTake("closed"u8))
        {
            return !answer.IsEmpty && !state.Http.KeepsAlive;
        }

        if (words.TryTake("more"u8))
        {
            return state.Http.NeedsMore && !state.Http.SendsContinue;
        }

        if (words.TryTake("continue"u8))
        {
            return state.Http.NeedsMore && state.Http.SendsContinue;
        }

        if (words.TryTake("answers"u8))
        {
            return words.TryNumber(out uint count) && Take(ref state.SearchAnswers) == count;
        }

        if (words.TryTake("alive"u8))
        {
            return words.TryNumber(out uint count) && Take(ref state.AliveSets) == count;
        }

        return words.TryTake("announcements"u8) && words.TryNumber(out uint announcements) && Take(ref state.Announcements) == announcements;
    }

    /// <summary>Compares the next line of what the kernel was asked since the last step; "none" where there is no more.</summary>
    public static bool Batch(ref ScenarioState state, ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> rest = FakeMachine.RecordOf(in state.Machine).Slice(state.BatchLinesEnd);
        if (expected.SequenceEqual("none"u8))
        {
            return rest.IsEmpty;
        }

        int lineFeed = rest.IndexOf((byte)'\n');
        if (lineFeed < 0 || !rest.Slice(0, lineFeed).SequenceEqual(expected))
        {
            return false;
        }

        state.BatchLinesEnd += lineFeed + 1;
        return true;
    }

    /// <summary>True where a mapping's line is this one.</summary>
    public static bool Mapping(ref ScenarioState state, ReadOnlySpan<byte> expected)
    {
        Span<byte> buffer = stackalloc byte[MaxTextLength];
        for (int i = 0; i < state.Gateway.Mappings.Count; i++)
        {
            ByteWriter line = new ByteWriter(buffer);
            EmitMapping(ref state, i, ref line);
            if (line.Written.SequenceEqual(expected))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Compares the ports whose flows must end, since this was asked for last.</summary>
    public static bool Flows(ref ScenarioState state, ReadOnlySpan<byte> expected)
    {
        Span<byte> buffer = stackalloc byte[MaxTextLength];
        ByteWriter line = new ByteWriter(buffer);
        EmitFlows(ref state, ref line);
        state.Gateway.StaleFlows.Clear();
        return line.Written.SequenceEqual(expected);
    }

    /// <summary>Writes what there is, beside what was expected.</summary>
    public static void Report(ref ScenarioState state, ref ByteWriter report)
    {
        ReadOnlySpan<byte> answer = ScenarioState.Answer(ref state);
        report.Write("answer: "u8);
        ReadOnlySpan<byte> shown = answer.Slice(0, Math.Min(answer.Length, 2 * MaxTextLength));
        if (shown.IsEmpty || shown[0] < ' ')
        {
            report.WriteHex(shown);
        }
        else
        {
            report.Write(shown);
        }

        report.Write("\nkernel was asked:\n"u8);
        ReadOnlySpan<byte> record = FakeMachine.RecordOf(in state.Machine);
        report.Write(record.Slice(0, Math.Min(record.Length, MaxTextLength)));
        report.Write("mappings:\n"u8);
        Span<byte> buffer = stackalloc byte[MaxTextLength];
        for (int i = 0; i < Math.Min(8, state.Gateway.Mappings.Count); i++)
        {
            ByteWriter line = new ByteWriter(buffer);
            EmitMapping(ref state, i, ref line);
            report.Write(line.Written);
            report.WriteByte((byte)'\n');
        }
    }

    private static int Take(ref int count)
    {
        int taken = count;
        count = 0;
        return taken;
    }

    /// <summary><c>tcp 8080&lt;203.0.113.5 192.168.1.10:80 3600 upnp disabled text</c>.</summary>
    private static void EmitMapping(ref ScenarioState state, int index, ref ByteWriter line)
    {
        ref readonly Mapping mapping = ref state.Gateway.Mappings[state.Gateway.Mappings.SlotAt(index)];
        line.Write(mapping.Protocol == IpProtocol.Tcp ? "tcp "u8 : "udp "u8);
        line.WriteDecimal(mapping.ExternalPort);
        if (!mapping.RemoteHost.IsUnspecified)
        {
            line.WriteByte((byte)'<');
            line.WriteAddress(mapping.RemoteHost);
        }

        line.WriteByte((byte)' ');
        line.WriteAddress(mapping.InternalClient);
        line.WriteByte((byte)':');
        line.WriteDecimal(mapping.InternalPort);
        line.WriteByte((byte)' ');
        if (mapping.Expiry.IsNever)
        {
            line.Write("forever"u8);
        }
        else
        {
            line.WriteDecimal(mapping.Expiry.SecondsFrom(state.Now));
        }

        line.WriteByte((byte)' ');
        line.Write(StatusReport.NameOf(mapping.Origin));
        line.Write(mapping.IsEnabled ? default : " disabled"u8);
        if (mapping.Description.Length > 0)
        {
            line.WriteByte((byte)' ');
            line.Write(Description.AsSpan(in mapping.Description));
        }
    }

    private static void EmitFlows(ref ScenarioState state, ref ByteWriter line)
    {
        line.Write(state.Gateway.StaleFlows.Count == 0 ? "none"u8 : default);
        for (int i = 0; i < state.Gateway.StaleFlows.Count && state.Gateway.StaleFlows.IsListed; i++)
        {
            StalePort port = StaleFlows.At(in state.Gateway.StaleFlows, i);
            line.Write(i == 0 ? default : " "u8);
            line.Write(port.Protocol == IpProtocol.Tcp ? "tcp."u8 : "udp."u8);
            line.WriteDecimal(port.ExternalPort);
        }
    }

    /// <summary>Digits in pairs; two dots for any byte.</summary>
    private static bool IsHex(scoped ReadOnlySpan<byte> answer, ref ScenarioWords words)
    {
        int position = 0;
        while (!words.IsEmpty)
        {
            ReadOnlySpan<byte> word = words.Next();
            for (int i = 0; i + 1 < word.Length; i += 2)
            {
                bool isAny = word[i] == '.' && word[i + 1] == '.';
                int value = (Ascii.HexValue(word[i]) << 4) | Ascii.HexValue(word[i + 1]);
                if (position >= answer.Length || (!isAny && value != answer[position]))
                {
                    return false;
                }

                position++;
            }
        }

        return position == answer.Length;
    }

    /// <summary>The result of NAT-PMP or PCP, and as needed "external N", "lifetime N", "internal N" and "epoch N".</summary>
    private static bool IsResult(scoped ReadOnlySpan<byte> answer, ref ScenarioWords words)
    {
        bool isPcp = !answer.IsEmpty && answer[0] == PcpRequest.Version;
        ByteReader reader = new ByteReader(answer);
        reader.ReadUInt16();
        uint result = isPcp ? (uint)(reader.ReadUInt16() & 0xff) : reader.ReadUInt16();
        uint lifetime = isPcp ? reader.ReadUInt32() : 0;
        uint epoch = reader.ReadUInt32();
        bool isMapping = isPcp ? answer.Length >= PcpRequest.HeaderLength + PcpRequest.MapLength : answer.Length == NatPmpMappingLength;
        uint internalPort = 0;
        uint externalPort = 0;
        if (isMapping)
        {
            reader.Skip(isPcp ? 12 + PcpNonce.Length + 4 : 0);
            internalPort = reader.ReadUInt16();
            externalPort = reader.ReadUInt16();
            lifetime = isPcp ? lifetime : reader.ReadUInt32();
        }

        bool isSame = words.TryNumber(out uint expected) && expected == result && !reader.Failed;
        while (isSame && !words.IsEmpty)
        {
            ReadOnlySpan<byte> name = words.Next();
            uint value;
            if (name.SequenceEqual("external"u8))
            {
                value = externalPort;
            }
            else if (name.SequenceEqual("lifetime"u8))
            {
                value = lifetime;
            }
            else if (name.SequenceEqual("internal"u8))
            {
                value = internalPort;
            }
            else if (name.SequenceEqual("epoch"u8))
            {
                value = epoch;
            }
            else
            {
                return false;
            }

            isSame = words.TryNumber(out expected) && expected == value;
        }

        return isSame;
    }

    private static bool HasStatus(scoped ReadOnlySpan<byte> answer, uint status)
    {
        Span<byte> buffer = stackalloc byte[16];
        ByteWriter start = new ByteWriter(buffer);
        start.Write("HTTP/1.1 "u8);
        start.WriteDecimal(status);
        start.WriteByte((byte)' ');
        return answer.StartsWith(start.Written);
    }

    private static bool HasElement(scoped ReadOnlySpan<byte> answer, ReadOnlySpan<byte> name, uint number)
    {
        Span<byte> buffer = stackalloc byte[Ascii.MaxDecimalDigits];
        ByteWriter value = new ByteWriter(buffer);
        value.WriteDecimal(number);
        return HasElement(answer, name, value.Written);
    }

    private static bool HasElement(scoped ReadOnlySpan<byte> answer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Span<byte> buffer = stackalloc byte[MaxTextLength];
        ByteWriter element = new ByteWriter(buffer);
        element.WriteByte((byte)'<');
        element.Write(name);
        element.WriteByte((byte)'>');
        element.Write(value);
        element.Write("</"u8);
        element.Write(name);
        element.WriteByte((byte)'>');
        return !element.Failed && answer.IndexOf(element.Written) >= 0;
    }

    private static bool HasElements(scoped ReadOnlySpan<byte> answer, ref ScenarioWords words)
    {
        Span<byte> buffer = stackalloc byte[MaxTextLength];
        while (!words.IsEmpty)
        {
            ReadOnlySpan<byte> word = words.Next();
            int equals = word.IndexOf((byte)'=');
            ByteWriter value = new ByteWriter(buffer);
            if (equals <= 0 || !ScenarioWords.TryUnescape(word.Slice(equals + 1), ref value) || !HasElement(answer, word.Slice(0, equals), value.Written))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasText(scoped ReadOnlySpan<byte> answer, ref ScenarioWords words)
    {
        Span<byte> buffer = stackalloc byte[MaxTextLength];
        ByteWriter text = new ByteWriter(buffer);
        return ScenarioWords.TryUnescape(words.Next(), ref text) && answer.IndexOf(text.Written) >= 0;
    }
}

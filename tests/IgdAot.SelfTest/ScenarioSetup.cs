using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>The lines of a script that say how the world is.</summary>
internal static class ScenarioSetup
{
    private const int WanIndex = 2;
    private const int FirstLanIndex = 10;

    /// <summary>Plays the line where it is one of these and right.</summary>
    public static bool TryPlay(ref ScenarioState state, ref ScenarioWords words)
    {
        if (words.TryTake("lan"u8))
        {
            return AddLan(ref state, words.Next());
        }

        if (words.TryTake("wan"u8))
        {
            return SetWan(ref state, ref words);
        }

        if (words.TryTake("option"u8))
        {
            return AddOption(ref state, "option "u8, ref words);
        }

        if (words.TryTake("list"u8))
        {
            return AddOption(ref state, "list "u8, ref words);
        }

        if (words.TryTake("permission"u8))
        {
            return SetPermissions(ref state, ref words);
        }

        if (words.TryTake("kernel"u8))
        {
            return SetKernel(ref state, ref words);
        }

        if (words.TryTake("holds"u8))
        {
            return SetHeld(ref state, ref words);
        }

        if (words.TryTake("random"u8))
        {
            return SetRandom(ref state, ref words);
        }

        return words.TryTake("traffic"u8) && SetTraffic(ref state, ref words);
    }

    /// <summary>Reads the configuration as it stands; false where there is anything wrong with it.</summary>
    public static bool TryConfigure(ref ScenarioState state)
    {
        Span<byte> buffer = stackalloc byte[(2 * ScenarioState.MaxSettingsLength) + 1024];
        ByteWriter text = new ByteWriter(buffer);
        text.Write("config igdaot\noption external_device wan0\n"u8);
        for (int i = 0; i < Math.Max(1, state.LanCount); i++)
        {
            text.Write("list internal_device lan"u8);
            text.WriteDecimal((ulong)i);
            text.WriteByte((byte)'\n');
        }

        text.Write(ScenarioState.SettingsBuffer(ref state).Slice(0, state.SettingsLength));
        text.Write(ScenarioState.PermissionsBuffer(ref state).Slice(0, state.PermissionsLength));
        Deaf complaints = default;
        return SettingsReader.Read(text.Written, ref state.Gateway.Settings, ref complaints) == 0;
    }

    private static bool AddLan(ref ScenarioState state, ReadOnlySpan<byte> text)
    {
        int slash = text.IndexOf((byte)'/');
        Span<LanLink> lans = state.Gateway.Lans;
        if (slash < 0 || state.LanCount == lans.Length)
        {
            return false;
        }

        ref LanLink lan = ref lans[state.LanCount];
        if (!Ipv4Address.TryParse(text.Slice(0, slash), out lan.Address) || !Ascii.TryParseDecimal(text.Slice(slash + 1), 32, out uint prefixLength))
        {
            return false;
        }

        lan.PrefixLength = (byte)prefixLength;
        lan.InterfaceIndex = FirstLanIndex + state.LanCount;
        state.LanCount++;
        return TryConfigure(ref state);
    }

    /// <summary>What the daemon's NetworkWatch does about a change of the WAN.</summary>
    private static bool SetWan(ref ScenarioState state, ref ScenarioWords words)
    {
        WanLink wan = default;
        wan.InterfaceIndex = WanIndex;
        bool isNone = words.TryTake("none"u8);
        bool isDown = words.TryTake("down"u8);
        wan.IsRunning = !isDown;
        if (!isNone && !isDown && !words.TryAddress(out wan.Address))
        {
            return false;
        }

        if (words.TryTake("rate"u8))
        {
            bool isRate = words.TryNumber(out uint rate);
            wan.BitRate = rate;
            if (!isRate)
            {
                return false;
            }
        }

        state.Machine.Forget();
        state.BatchLinesEnd = 0;
        bool isOther = !wan.Address.Equals(state.Gateway.Wan.Address);
        wan.Since = isOther ? state.Now : state.Gateway.Wan.Since;
        state.Gateway.Wan = wan;
        if (!isOther)
        {
            return true;
        }

        state.Gateway.EpochStart = state.Now;
        if (state.Gateway.Firewall.IsReady)
        {
            ElementWriter.PublishExternalAddress(ref state.Gateway, ref state.Machine);
        }

        if (wan.IsConnected)
        {
            AnnounceService.Start(ref state.Gateway, state.Now);
        }

        return true;
    }

    private static bool AddOption(ref ScenarioState state, ReadOnlySpan<byte> keyword, ref ScenarioWords words)
    {
        ByteWriter text = new ByteWriter(ScenarioState.SettingsBuffer(ref state).Slice(state.SettingsLength));
        EmitStatement(ref text, keyword, words.Next(), words.Next());
        state.SettingsLength += text.Length;
        return !text.Failed && TryConfigure(ref state);
    }

    /// <summary>What the daemon does about another configuration: mappings that its rules forbid go.</summary>
    private static bool SetPermissions(ref ScenarioState state, ref ScenarioWords words)
    {
        if (words.TryTake("none"u8))
        {
            state.PermissionsLength = 0;
        }
        else
        {
            ByteWriter text = new ByteWriter(ScenarioState.PermissionsBuffer(ref state).Slice(state.PermissionsLength));
            text.Write("config permission\n"u8);
            while (!words.IsEmpty)
            {
                EmitStatement(ref text, "option "u8, words.Next(), words.Next());
            }

            state.PermissionsLength += text.Length;
            if (text.Failed)
            {
                return false;
            }
        }

        state.Machine.Forget();
        state.BatchLinesEnd = 0;
        bool isGood = TryConfigure(ref state);
        Mapper.RemoveForbidden(ref state.Gateway, ref state.Machine, state.Now);
        return isGood;
    }

    private static void EmitStatement(
        ref ByteWriter text, scoped ReadOnlySpan<byte> keyword, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        text.Write(keyword);
        text.Write(name);
        text.Write(" '"u8);
        text.Write(value);
        text.Write("'\n"u8);
    }

    private static bool SetKernel(ref ScenarioState state, ref ScenarioWords words)
    {
        if (words.TryTake("agree"u8))
        {
            state.Machine.Errno = 0;
            state.Gateway.Firewall.IsReady = true;
            return true;
        }

        if (words.TryTake("refuse"u8))
        {
            bool isNumber = words.TryNumber(out uint errorNumber);
            state.Machine.Errno = (int)errorNumber;
            return isNumber;
        }

        if (words.TryTake("lacks"u8))
        {
            bool isNumber = true;
            while (isNumber && !words.IsEmpty)
            {
                isNumber = words.TryNumber(out uint deletion) && deletion is >= 1 and <= 32;
                state.Machine.LackingDeletions |= 1u << (int)(deletion - 1);
            }

            return isNumber;
        }

        state.Gateway.Firewall.CanUpdateTimeouts = words.TryTake("new"u8);
        return state.Gateway.Firewall.CanUpdateTimeouts || words.TryTake("old"u8);
    }

    private static bool SetHeld(ref ScenarioState state, ref ScenarioWords words)
    {
        if (words.TryTake("none"u8))
        {
            state.Machine.ReleaseAll();
            return true;
        }

        IpProtocol protocol = words.TryTake("tcp"u8) ? IpProtocol.Tcp : IpProtocol.Udp;
        if ((protocol == IpProtocol.Udp && !words.TryTake("udp"u8)) || !words.TryPort(out ushort port))
        {
            return false;
        }

        state.Machine.Hold(protocol, port);
        return true;
    }

    private static bool SetRandom(ref ScenarioState state, ref ScenarioWords words)
    {
        state.Machine.ClearRandom();
        bool isGood = true;
        while (isGood && !words.IsEmpty)
        {
            isGood = words.TryNumber(out uint number) && state.Machine.AddRandom(number);
        }

        return isGood;
    }

    private static bool SetTraffic(ref ScenarioState state, ref ScenarioWords words)
    {
        state.Machine.HasTraffic = !words.TryTake("none"u8);
        return !state.Machine.HasTraffic
            || (TryCounter(ref words, out state.Machine.Traffic.BytesReceived) && TryCounter(ref words, out state.Machine.Traffic.BytesSent)
                && TryCounter(ref words, out state.Machine.Traffic.PacketsReceived) && TryCounter(ref words, out state.Machine.Traffic.PacketsSent));
    }

    /// <summary>A number, which a counter of 64 bits that goes beyond 32 has behind a plus sign: 1+5 is 2^32 + 5.</summary>
    private static bool TryCounter(ref ScenarioWords words, out ulong counter)
    {
        ReadOnlySpan<byte> word = words.Next();
        int plus = word.IndexOf((byte)'+');
        uint high = 0;
        bool isGood = plus < 0 || Ascii.TryParseDecimal(word.Slice(0, plus), uint.MaxValue, out high);
        isGood &= Ascii.TryParseDecimal(word.Slice(plus + 1), uint.MaxValue, out uint low);
        counter = ((ulong)high << 32) | low;
        return isGood;
    }

    /// <summary>The number of complaints is enough here.</summary>
    private struct Deaf : IComplaintSink
    {
        public readonly void Take(scoped in Complaint complaint)
        {
        }
    }
}

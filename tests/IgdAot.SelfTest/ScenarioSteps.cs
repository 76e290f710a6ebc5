using System;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;
using IgdAot.Wire.Soap;
using IgdAot.Wire.Ssdp;

namespace IgdAot.SelfTest;

/// <summary>The lines of a script in which something happens: requests, and the time that goes by.</summary>
internal static class ScenarioSteps
{
    /// <summary>Bytes of the longest request.</summary>
    public const int MaxRequestLength = 8 * 1024;

    /// <summary>2026-01-01, 00:00:00 UTC.</summary>
    private const long UnixSeconds = 1767225600;

    private const ushort SearchPort = 50000;

    /// <summary>Plays the line where it is one of these and right.</summary>
    public static bool TryPlay(ref ScenarioState state, ref ScenarioWords words)
    {
        if (words.TryTake("from"u8))
        {
            return words.TryAddress(out state.Client);
        }

        if (words.TryTake("time"u8))
        {
            return Advance(ref state, words.Next());
        }

        if (words.TryTake("announce"u8))
        {
            SsdpService.StartAnnouncing(ref state.Gateway, ref state.Machine, state.Now);
            AnnounceService.Start(ref state.Gateway, state.Now);
            return true;
        }

        if (words.TryTake("refill"u8))
        {
            return Refill(ref state);
        }

        Begin(ref state);
        Span<byte> buffer = stackalloc byte[MaxRequestLength];
        ByteWriter request = new ByteWriter(buffer);
        scoped ScenarioWords rest = words;
        ScenarioPacketKind kind = Emit(ref state, ref rest, ref request);
        if (kind == ScenarioPacketKind.None || request.Failed || !rest.IsEmpty)
        {
            return false;
        }

        words = default;

        Send(ref state, kind, buffer.Slice(0, request.Length));
        return true;
    }

    /// <summary>Writes the request that a line stands for; None where the line is no request, or not right.</summary>
    public static ScenarioPacketKind Emit(ref ScenarioState state, ref ScenarioWords words, ref ByteWriter request)
    {
        if (words.TryTake("udp"u8))
        {
            return Kind(ScenarioPacketKind.PortControl, TryEmitHex(ref words, ref request));
        }

        if (words.TryTake("natpmp"u8))
        {
            return Kind(ScenarioPacketKind.PortControl, TryEmitNatPmp(ref words, ref request));
        }

        if (words.TryTake("pcp"u8))
        {
            return Kind(ScenarioPacketKind.PortControl, TryEmitPcp(ref state, ref words, ref request));
        }

        if (words.TryTake("upnp"u8))
        {
            return Kind(ScenarioPacketKind.Http, TryEmitUpnp(ref state, ref words, ref request));
        }

        if (words.TryTake("soap"u8))
        {
            return Kind(ScenarioPacketKind.Http, TryEmitSoap(ref state, ref words, ref request));
        }

        if (words.TryTake("http"u8))
        {
            bool isGood = ScenarioWords.TryUnescape(words.Rest, ref request);
            words = default;
            return Kind(ScenarioPacketKind.Http, isGood);
        }

        return words.TryTake("ssdp"u8) ? EmitSearch(ref words, ref request) : ScenarioPacketKind.None;
    }

    /// <summary>Gives a request to the gateway, as the daemon would; a chunked body is decoded in place.</summary>
    public static void Send(ref ScenarioState state, ScenarioPacketKind kind, Span<byte> request)
    {
        switch (kind)
        {
            case ScenarioPacketKind.PortControl:
                SendDatagram(ref state, request);
                break;
            case ScenarioPacketKind.Http:
                Handle(ref state, request, 0);
                break;
            case ScenarioPacketKind.UnicastSearch:
            case ScenarioPacketKind.MulticastSearch:
                Search(ref state, kind == ScenarioPacketKind.MulticastSearch, request);
                break;
        }
    }

    private static ScenarioPacketKind Kind(ScenarioPacketKind kind, bool isGood) => isGood ? kind : ScenarioPacketKind.None;

    /// <summary>Forgets what the step before came to.</summary>
    public static void Begin(ref ScenarioState state)
    {
        state.AnswerStart = 0;
        state.AnswerLength = 0;
        state.Http = default;
        state.BatchLinesEnd = 0;
        state.Machine.Forget();
    }

    /// <summary>Lets time go by, "+3600" or "+250ms", with a stop wherever something is due.</summary>
    private static bool Advance(ref ScenarioState state, ReadOnlySpan<byte> text)
    {
        bool isMilliseconds = text.EndsWith("ms"u8);
        ReadOnlySpan<byte> digits = isMilliseconds ? text.Slice(0, text.Length - 2) : text;
        if (!text.StartsWith("+"u8) || !Ascii.TryParseDecimal(digits.Slice(1), uint.MaxValue, out uint amount))
        {
            return false;
        }

        state.BatchLinesEnd = 0;
        state.Machine.Forget();
        Instant end = isMilliseconds ? state.Now.PlusMilliseconds(amount) : state.Now.PlusSeconds(amount);
        while (true)
        {
            DoWhatIsDue(ref state);
            Instant next = Instant.Earlier(state.Gateway.Announce.Next, SsdpService.NextDeadline(ref state.Gateway));
            int first = state.Gateway.Mappings.FirstToExpire();
            next = first == MappingTable.None ? next : Instant.Earlier(next, state.Gateway.Mappings[first].Expiry);
            if (next > end)
            {
                state.Now = end;
                DoWhatIsDue(ref state);
                return true;
            }

            // What stays due would hold us here for ever.
            state.Now = Instant.Later(next, state.Now.PlusMilliseconds(1));
        }
    }

    /// <summary>What the daemon does each time that it wakes.</summary>
    private static void DoWhatIsDue(ref ScenarioState state)
    {
        Mapper.Expire(ref state.Gateway, ref state.Machine, state.Now);
        while (SsdpService.TryTakeDue(ref state.Gateway, ref state.Machine, state.Now, out PendingSearch due))
        {
            AddSearchAnswers(ref state, due.Lan, due.Items);
        }

        if (SsdpService.IsAliveDue(ref state.Gateway, ref state.Machine, state.Now))
        {
            state.AliveSets++;
        }

        if (AnnounceService.IsDue(ref state.Gateway, state.Now))
        {
            state.Announcements++;
        }
    }

    private static bool Refill(ref ScenarioState state)
    {
        Begin(ref state);
        Span<byte> buffer = stackalloc byte[ElementWriter.RefillLength(state.Gateway.Mappings.Capacity)];
        state.Gateway.Firewall.IsReady = ElementWriter.Refill(ref state.Gateway, ref state.Machine, buffer, keepsForwarding: false, state.Now);
        state.Gateway.Firewall.NeedsRefill = !state.Gateway.Firewall.IsReady;
        return true;
    }

    private static bool TryEmitHex(ref ScenarioWords words, ref ByteWriter request)
    {
        while (!words.IsEmpty)
        {
            ReadOnlySpan<byte> word = words.Next();

            // "00*1040" stands for so many bytes of one value.
            int star = word.IndexOf((byte)'*');
            uint repeats = 1;
            if (star >= 0 && !Ascii.TryParseDecimal(word.Slice(star + 1), MaxRequestLength, out repeats))
            {
                return false;
            }

            word = star < 0 ? word : word.Slice(0, star);
            for (uint i = 0; i < repeats; i++)
            {
                if (!TryWriteHex(ref request, word))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TryWriteHex(ref ByteWriter writer, ReadOnlySpan<byte> digits)
    {
        for (int i = 0; i + 1 < digits.Length; i += 2)
        {
            int high = Ascii.HexValue(digits[i]);
            int low = Ascii.HexValue(digits[i + 1]);
            if (high < 0 || low < 0)
            {
                return false;
            }

            writer.WriteByte((byte)((high << 4) | low));
        }

        return digits.Length % 2 == 0;
    }

    private static bool TryEmitNatPmp(ref ScenarioWords words, ref ByteWriter writer)
    {
        if (words.TryTake("address"u8))
        {
            writer.WriteZeros(2);
            return true;
        }

        if (!words.TryTake("map"u8))
        {
            return false;
        }

        ScenarioRequest request = ScenarioRequest.Read(ref words, out bool isGood);
        request.EmitNatPmp(ref writer);
        return isGood;
    }

    private static bool TryEmitPcp(ref ScenarioState state, ref ScenarioWords words, ref ByteWriter writer)
    {
        if (words.TryTake("announce"u8))
        {
            ScenarioRequest.EmitPcpHeader(ref writer, PcpOpcode.Announce, 0, state.Client);
            return true;
        }

        if (!words.TryTake("map"u8))
        {
            return false;
        }

        ScenarioRequest request = ScenarioRequest.Read(ref words, out bool isGood);
        return isGood && request.TryEmitPcp(ref writer, state.Client);
    }

    private static void SendDatagram(ref ScenarioState state, ReadOnlySpan<byte> datagram)
    {
        ByteWriter answer = new ByteWriter(ScenarioState.AnswerBuffer(ref state).Slice(0, PortControlService.MaxAnswerLength));
        PortControlService.Receive(ref state.Gateway, ref state.Machine, state.Client, datagram, state.Now, ref answer);
        state.AnswerLength = answer.Failed ? 0 : answer.Length;
    }

    private static bool TryEmitUpnp(ref ScenarioState state, ref ScenarioWords words, ref ByteWriter post)
    {
        bool isDeletion = words.TryTake("delete"u8);
        bool isAny = !isDeletion && words.TryTake("map-any"u8);
        if (!isDeletion && !isAny && !words.TryTake("map"u8))
        {
            return false;
        }

        ScenarioRequest request = ScenarioRequest.Read(ref words, out bool isGood);
        Span<byte> buffer = stackalloc byte[MaxRequestLength];
        ByteWriter arguments = new ByteWriter(buffer);
        ReadOnlySpan<byte> action = isDeletion ? "DeletePortMapping"u8 : isAny ? "AddAnyPortMapping"u8 : "AddPortMapping"u8;
        return isGood && request.TryEmitArguments(ref arguments, isDeletion, state.Client)
            && TryEmitPost(ref state, IgdNames.ControlPath(IgdService.WanIpConnection), action, arguments.Written, ref post);
    }

    private static bool TryEmitSoap(ref ScenarioState state, ref ScenarioWords words, ref ByteWriter post)
    {
        ReadOnlySpan<byte> path = words.Next();
        ReadOnlySpan<byte> action = words.Next();
        Span<byte> buffer = stackalloc byte[MaxRequestLength];
        ByteWriter arguments = new ByteWriter(buffer);
        while (!words.IsEmpty)
        {
            ReadOnlySpan<byte> word = words.Next();
            int equals = word.IndexOf((byte)'=');
            if (equals <= 0)
            {
                return false;
            }

            // The value as it is: what must be escaped, the script escapes.
            arguments.WriteByte((byte)'<');
            arguments.Write(word.Slice(0, equals));
            arguments.WriteByte((byte)'>');
            if (!ScenarioWords.TryUnescape(word.Slice(equals + 1), ref arguments))
            {
                return false;
            }

            arguments.Write("</"u8);
            arguments.Write(word.Slice(0, equals));
            arguments.WriteByte((byte)'>');
        }

        return TryEmitPost(ref state, path, action, arguments.Written, ref post);
    }

    private static bool TryEmitPost(
        ref ScenarioState state, ReadOnlySpan<byte> path, ReadOnlySpan<byte> action, scoped ReadOnlySpan<byte> arguments, ref ByteWriter post)
    {
        ReadOnlySpan<LanLink> lans = state.Gateway.Lans;
        return ScenarioRequest.TryEmitPost(ref post, lans[LanOfClient(ref state)].Address, state.Gateway.Settings.HttpPort, path, action, arguments);
    }

    /// <summary>What a connection has received goes to HTTP, of which it has seen the first <paramref name="alreadyScanned"/> bytes.</summary>
    public static void Handle(ref ScenarioState state, Span<byte> received, int alreadyScanned)
    {
        Span<LanLink> lans = state.Gateway.Lans;
        Span<byte> output = ScenarioState.AnswerBuffer(ref state).Slice(0, HttpService.MaxAnswerLength);
        state.Http = HttpService.Handle(
            ref state.Gateway, ref state.Machine, in lans[LanOfClient(ref state)], state.Client, received, alreadyScanned, sentContinue: false, UnixSeconds, state.Now, output);
        state.AnswerStart = state.Http.AnswerStart;
        state.AnswerLength = state.Http.AnswerLength;
    }

    private static ScenarioPacketKind EmitSearch(ref ScenarioWords words, ref ByteWriter search)
    {
        bool isMulticast = words.TryTake("multicast"u8);
        if (!isMulticast && !words.TryTake("unicast"u8))
        {
            return ScenarioPacketKind.None;
        }

        search.Write("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nST: "u8);
        search.Write(words.Next());
        search.Write("\r\n"u8);
        if (words.TryTake("mx"u8))
        {
            search.Write("MX: "u8);
            search.Write(words.Next());
            search.Write("\r\n"u8);
        }

        search.Write("\r\n"u8);
        return isMulticast ? ScenarioPacketKind.MulticastSearch : ScenarioPacketKind.UnicastSearch;
    }

    private static void Search(ref ScenarioState state, bool isMulticast, ReadOnlySpan<byte> search)
    {
        state.SearchAnswers = 0;
        int lan = LanOfClient(ref state);
        ushort items = SsdpService.Receive(
            ref state.Gateway, ref state.Machine, lan, state.Client, SearchPort, isMulticast, search, state.Now);
        AddSearchAnswers(ref state, lan, items);
    }

    private static void AddSearchAnswers(ref ScenarioState state, int lan, ushort items)
    {
        Span<byte> uuid = stackalloc byte[DeviceIdentity.UuidLength];
        Span<byte> buffer = stackalloc byte[SsdpMessage.MaxLength];
        scoped SsdpAdvertisement advertisement = default;
        for (int item = 0; item < SsdpService.AdvertisementCount; item++)
        {
            if ((items & (1 << item)) == 0)
            {
                continue;
            }

            SsdpService.Fill(in state.Gateway, lan, item, uuid, ref advertisement);
            ByteWriter writer = new ByteWriter(buffer);
            SsdpMessage.EmitResponse(ref writer, in advertisement, UnixSeconds);
            if (!writer.Written.TryCopyTo(ScenarioState.AnswerBuffer(ref state).Slice(state.AnswerLength)))
            {
                continue;
            }

            state.AnswerLength += writer.Length;
            state.SearchAnswers++;
        }
    }

    private static int LanOfClient(ref ScenarioState state) => Math.Max(0, GatewayState.LanOf(in state.Gateway, state.Client));
}

using System;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.SelfTest;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using IgdAot.Wire.Soap;

namespace IgdAot.Fuzz;

/// <summary>
/// What a connection sends: HTTP, and all behind it. An input that begins with a less-than sign is the body of a request,
/// for which the head is made.
/// </summary>
internal static class HttpFuzz
{
    /// <summary>Requests of one connection that are looked at.</summary>
    private const int MaxRequests = 8;

    /// <summary>2026-01-01, 00:00:00 UTC.</summary>
    private const long UnixSeconds = 1767225600;

    /// <summary>Bytes of a head that is made here.</summary>
    private const int MaxMadeHead = 512;

    /// <summary>Bytes of a body that is looked at.</summary>
    private const int MaxBody = 4096;

    public static void Run(ref FuzzState state, Span<byte> input)
    {
        if (!input.IsEmpty && input[0] == '<')
        {
            Body(ref state, input);
            return;
        }

        Parse(input);
        Serve(ref state, input);
    }

    /// <summary>The parser alone: what it found lies in the input, and how the bytes came in parts does not matter.</summary>
    private static void Parse(ReadOnlySpan<byte> input)
    {
        HttpParseResult result = HttpRequest.TryParse(input, 0, HttpRequest.MaxBodyLength, out HttpRequestView request);
        Require.That(result == HttpParseResult.Complete || (ushort)result is 1 or (>= 400 and < 600), "a parser's result is one"u8);
        if (result == HttpParseResult.Complete)
        {
            Require.That(request.HeadLength <= input.Length && request.ContentLength <= HttpRequest.MaxBodyLength, "a head ends in its input"u8);
            Require.That(!request.Path.IsEmpty && request.Path[0] == '/', "a path begins with a slash"u8);
            if (request.Path.Length > 1)
            {
                Require.Inside(request.Path, input);
            }

            Require.Inside(request.Host, input);
            Require.Inside(request.SoapAction, input);
            Require.Inside(request.ContentType, input);
            Require.Inside(request.AcceptLanguage, input);
            Require.Inside(request.Origin, input);
            Require.Inside(request.UserAgent, input);
            if (SoapAction.TryParse(request.SoapAction, out SoapAction action) == WireError.None)
            {
                Require.Inside(action.ServiceType, input);
                Require.Inside(action.Action, input);
                if (UpnpType.TryParse(action.ServiceType, out UpnpType type) == WireError.None)
                {
                    Require.Inside(type.Name, input);
                    Require.Inside(type.Domain, input);
                }
            }

            if (HttpAuthority.TryParse(request.Host, out HttpAuthority authority) == WireError.None)
            {
                Require.Inside(authority.Host, input);
            }
        }

        int part = input.IsEmpty ? 0 : input[input.Length - 1] * input.Length / 256;
        HttpParseResult early = HttpRequest.TryParse(input.Slice(0, part), 0, HttpRequest.MaxBodyLength, out HttpRequestView before);
        HttpParseResult late = HttpRequest.TryParse(input, part, HttpRequest.MaxBodyLength, out HttpRequestView after);
        if (early == HttpParseResult.NeedMore)
        {
            Require.That(late == result && after.HeadLength == request.HeadLength, "a request in two parts is the same"u8);
        }
        else
        {
            Require.That(early == result && before.HeadLength == request.HeadLength, "what is read stays read"u8);
        }
    }

    /// <summary>A connection: one request after another, as long as it is kept.</summary>
    private static void Serve(ref FuzzState state, Span<byte> input)
    {
        Span<byte> output = stackalloc byte[HttpService.MaxAnswerLength];
        for (int i = 0; i < MaxRequests && !input.IsEmpty; i++)
        {
            HttpStep step = Handle(ref state, input, output);
            if (step.NeedsMore || !step.KeepsAlive)
            {
                return;
            }

            Require.That(step.Consumed > 0 && step.Consumed <= input.Length, "a request that is answered is consumed"u8);
            input = input.Slice(step.Consumed);
        }
    }

    private static HttpStep Handle(ref FuzzState state, Span<byte> received, Span<byte> output)
    {
        ReadOnlySpan<LanLink> lans = state.Scenario.Gateway.Lans;
        bool mayBeHead = ((ReadOnlySpan<byte>)received).IndexOf("HEAD "u8) >= 0;
        ulong next = state.Scenario.Gateway.Mappings.NextSequence;
        HttpStep step = HttpService.Handle(
            ref state.Scenario.Gateway, ref state.Scenario.Machine, in lans[0], state.Scenario.Client, received, 0, sentContinue: false, UnixSeconds, state.Scenario.Now, output);
        if (step.NeedsMore)
        {
            Require.That(step.Consumed == 0 && step.AnswerLength == 0, "half a request is not answered"u8);
            return step;
        }

        AnswerChecks.Http(output.Slice(step.AnswerStart, step.AnswerLength), mayBeHead);
        TableChecks.Run(ref state);
        RequestFuzz.CheckAdded(ref state, next);
        return step;
    }

    /// <summary>The SOAP parser alone, then the action that the body asks for.</summary>
    private static void Body(ref FuzzState state, ReadOnlySpan<byte> input)
    {
        if (SoapBody.TryParse(input, out SoapBodyView body) != WireError.None)
        {
            Require.That(body.ArgumentCount == 0 && body.Action.IsEmpty, "what is no body has no action"u8);
            return;
        }

        Require.That(body.ArgumentCount <= SoapBodyView.MaxArguments && !body.Action.IsEmpty, "a body has an action"u8);
        Require.Inside(body.Action, input);
        Require.Inside(body.Namespace, input);
        Span<byte> value = stackalloc byte[MaxBody];
        Span<byte> buffer = stackalloc byte[MaxMadeHead + (6 * MaxBody)];
        ByteWriter again = new ByteWriter(buffer);
        SoapReply.EmitStart(ref again, "Again"u8, "urn:again"u8);
        bool isWhole = true;
        for (int i = 0; i < body.ArgumentCount; i++)
        {
            ReadOnlySpan<byte> name = body.GetArgument(i, out ReadOnlySpan<byte> raw);
            Require.Inside(name, input);
            Require.Inside(raw, input);
            isWhole &= raw.Length <= MaxBody && SoapValue.TryDecode(raw, value, out int length);
            if (!isWhole)
            {
                break;
            }

            SoapValue.TryDecode(raw, value, out length);
            Require.That(length <= raw.Length, "a value does not grow"u8);
            SoapReply.EmitArgument(ref again, name, value.Slice(0, length));
        }

        SoapReply.EmitEnd(ref again, "Again"u8);
        if (isWhole && !again.Failed)
        {
            SameArguments(in body, again.Written, value);
        }

        Invoke(ref state, input, in body);
    }

    /// <summary>What was written reads as what was read.</summary>
    private static void SameArguments(scoped in SoapBodyView body, ReadOnlySpan<byte> document, Span<byte> value)
    {
        Require.That(SoapBody.TryParse(document, out SoapBodyView again) == WireError.None, "what is written can be read"u8);
        Require.That(again.ArgumentCount == body.ArgumentCount, "as many arguments as were written"u8);
        Span<byte> other = stackalloc byte[MaxBody];
        for (int i = 0; i < body.ArgumentCount; i++)
        {
            ReadOnlySpan<byte> name = body.GetArgument(i, out ReadOnlySpan<byte> raw);
            ReadOnlySpan<byte> sameName = again.GetArgument(i, out ReadOnlySpan<byte> sameRaw);
            Require.That(
                SoapValue.TryDecode(raw, value, out int length) && SoapValue.TryDecode(sameRaw, other, out int otherLength)
                && name.SequenceEqual(sameName) && value.Slice(0, length).SequenceEqual(other.Slice(0, otherLength)),
                "an argument reads as it was written"u8);
        }
    }

    private static void Invoke(ref FuzzState state, ReadOnlySpan<byte> input, scoped in SoapBodyView body)
    {
        int service = IgdNames.ServiceCount - 1;
        while (service >= 0 && !body.Namespace.SequenceEqual(IgdNames.ServiceType((IgdService)service)))
        {
            service--;
        }

        if (service < 0 || input.Length > MaxBody)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[MaxMadeHead + MaxBody];
        ByteWriter request = new ByteWriter(buffer);
        request.Write("POST "u8);
        request.Write(IgdNames.ControlPath((IgdService)service));
        request.Write(" HTTP/1.1\r\nHost: 192.168.1.1:5000\r\nSOAPACTION: \""u8);
        request.Write(body.Namespace);
        request.WriteByte((byte)'#');
        request.Write(body.Action);
        request.Write("\"\r\nContent-Length: "u8);
        request.WriteDecimal((ulong)input.Length);
        request.Write("\r\n\r\n"u8);
        request.Write(input);
        if (!request.Failed)
        {
            Span<byte> output = stackalloc byte[HttpService.MaxAnswerLength];
            HttpStep step = Handle(ref state, buffer.Slice(0, request.Length), output);
            Require.That(!step.NeedsMore, "a whole request is answered"u8);
        }
    }
}

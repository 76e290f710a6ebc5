using System;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using IgdAot.Wire.Soap;
using IgdAot.Wire.Ssdp;

namespace IgdAot.SelfTest;

/// <summary>HTTP, SOAP and SSDP.</summary>
internal static partial class Describe
{
    private static bool TryRunText(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        if (protocol.SequenceEqual("http-request"u8))
        {
            HttpRequest(input, ref output);
        }
        else if (protocol.SequenceEqual("http-chunked-body"u8))
        {
            ChunkedBody(input, ref output);
        }
        else if (protocol.SequenceEqual("soap-action"u8))
        {
            SoapAction(input, ref output);
        }
        else if (protocol.SequenceEqual("soap-body"u8))
        {
            SoapBody(input, ref output);
        }
        else if (protocol.SequenceEqual("ssdp-search"u8))
        {
            SsdpSearch(input, ref output);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>The head of a request; what is chunked behind it, too.</summary>
    public static void HttpRequest(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        HttpParseResult result = Wire.Http.HttpRequest.TryParse(input, 0, Wire.Http.HttpRequest.MaxBodyLength, out HttpRequestView request);
        WriteResult(result, ref output);
        if (result != HttpParseResult.Complete)
        {
            return;
        }

        output.WriteByte((byte)' ');
        output.Write(MethodName(request.Method));
        output.WriteByte((byte)' ');
        output.Write(request.Path);
        output.Write(" 1."u8);
        output.WriteDecimal((ulong)request.MinorVersion);
        WriteNumber(" head="u8, request.HeadLength, ref output);
        WriteNumber(" length="u8, request.ContentLength, ref output);
        WriteFlag(" chunked"u8, request.IsChunked, ref output);
        WriteFlag(" continue"u8, request.ExpectsContinue, ref output);
        WriteFlag(" keep-alive"u8, request.KeepsAlive, ref output);
        WriteField(" host="u8, request.Host, ref output);
        WriteField(" action="u8, request.SoapAction, ref output);
        WriteField(" type="u8, request.ContentType, ref output);
        WriteField(" language="u8, request.AcceptLanguage, ref output);
        WriteField(" origin="u8, request.Origin, ref output);
        WriteField(" agent="u8, request.UserAgent, ref output);
        if (request.IsChunked)
        {
            output.Write(" body: "u8);
            ChunkedBody(input.Slice(request.HeadLength), ref output);
        }
    }

    public static void ChunkedBody(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        Span<byte> buffer = stackalloc byte[8 * 1024];
        if (input.Length > buffer.Length)
        {
            output.Write("longer than the test"u8);
            return;
        }

        Span<byte> body = buffer.Slice(0, input.Length);
        input.CopyTo(body);
        HttpParseResult result = Wire.Http.ChunkedBody.TryDecode(body, buffer.Length, out int decodedLength, out int consumed);
        WriteResult(result, ref output);
        if (result == HttpParseResult.Complete)
        {
            WriteNumber(" consumed="u8, consumed, ref output);
            WriteNumber(" decoded="u8, decodedLength, ref output);
            output.WriteByte((byte)' ');
            WriteQuoted(body.Slice(0, Math.Min(decodedLength, 64)), ref output);
        }
    }

    public static void SoapAction(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        WireError error = Wire.Soap.SoapAction.TryParse(input, out SoapAction action);
        WriteError(error, ref output);
        if (error == WireError.None)
        {
            WriteField(" type="u8, action.ServiceType, ref output);
            WriteField(" action="u8, action.Action, ref output);
        }
    }

    /// <summary>The action and all arguments, decoded.</summary>
    public static void SoapBody(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        WireError error = Wire.Soap.SoapBody.TryParse(input, out SoapBodyView body);
        WriteError(error, ref output);
        if (error != WireError.None)
        {
            return;
        }

        output.WriteByte((byte)' ');
        output.Write(body.Action);
        WriteField(" namespace="u8, body.Namespace, ref output);
        Span<byte> buffer = stackalloc byte[1024];
        for (int i = 0; i < body.ArgumentCount; i++)
        {
            output.WriteByte((byte)' ');
            output.Write(body.GetArgument(i, out ReadOnlySpan<byte> rawValue));
            output.WriteByte((byte)'=');
            if (SoapValue.TryDecode(rawValue, buffer, out int length))
            {
                WriteQuoted(buffer.Slice(0, length), ref output);
            }
            else
            {
                output.WriteByte((byte)'?');
            }
        }
    }

    /// <summary>The search and its target.</summary>
    public static void SsdpSearch(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        WireError error = Wire.Ssdp.SsdpSearch.TryParse(input, out SsdpSearchView search);
        WriteError(error, ref output);
        if (error != WireError.None)
        {
            return;
        }

        WriteNumber(" mx="u8, search.MxSeconds, ref output);
        WriteField(" st="u8, search.SearchTarget, ref output);
        output.Write(" target: "u8);
        error = SsdpTarget.TryParse(search.SearchTarget, out SsdpTarget target);
        if (error != WireError.None)
        {
            WriteError(error, ref output);
            return;
        }

        switch (target.Kind)
        {
            case SsdpTargetKind.All:
                output.Write("all"u8);
                break;
            case SsdpTargetKind.RootDevice:
                output.Write("root device"u8);
                break;
            case SsdpTargetKind.Uuid:
                output.Write("uuid "u8);
                output.Write(target.Uuid);
                break;
            default:
                output.Write(target.Type.IsService ? "service "u8 : "device "u8);
                output.Write(target.Type.Name);
                output.Write(" of "u8);
                output.Write(target.Type.Domain);
                WriteNumber(" version "u8, target.Type.Version, ref output);
                break;
        }
    }

    private static void WriteResult(HttpParseResult result, ref ByteWriter output)
    {
        switch (result)
        {
            case HttpParseResult.Complete:
                output.Write("Complete"u8);
                break;
            case HttpParseResult.NeedMore:
                output.Write("NeedMore"u8);
                break;
            default:
                WriteNumber("status "u8, (int)result, ref output);
                break;
        }
    }

    private static ReadOnlySpan<byte> MethodName(HttpMethod method) => method switch
    {
        HttpMethod.Get => "GET"u8,
        HttpMethod.Head => "HEAD"u8,
        HttpMethod.Post => "POST"u8,
        HttpMethod.MPost => "M-POST"u8,
        HttpMethod.Subscribe => "SUBSCRIBE"u8,
        HttpMethod.Unsubscribe => "UNSUBSCRIBE"u8,
        _ => "other"u8,
    };

    private static void WriteError(WireError error, ref ByteWriter output) => output.Write(error switch
    {
        WireError.None => "None"u8,
        WireError.Truncated => "Truncated"u8,
        WireError.TooLong => "TooLong"u8,
        WireError.BadLength => "BadLength"u8,
        WireError.BadVersion => "BadVersion"u8,
        WireError.Malformed => "Malformed"u8,
        WireError.BadValue => "BadValue"u8,
        WireError.Duplicate => "Duplicate"u8,
        WireError.Missing => "Missing"u8,
        WireError.NotRequest => "NotRequest"u8,
        WireError.Unsupported => "Unsupported"u8,
        _ => "unknown"u8,
    });

    private static void WriteNumber(ReadOnlySpan<byte> name, int value, ref ByteWriter output)
    {
        output.Write(name);
        output.WriteDecimal((ulong)value);
    }

    private static void WriteFlag(ReadOnlySpan<byte> name, bool value, ref ByteWriter output)
    {
        if (value)
        {
            output.Write(name);
        }
    }

    /// <summary>Nothing for an empty value.</summary>
    private static void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref ByteWriter output)
    {
        if (!value.IsEmpty)
        {
            output.Write(name);
            WriteQuoted(value, ref output);
        }
    }

    /// <summary>In quotes; what cannot be printed, quotes and backslashes as \xHH.</summary>
    private static void WriteQuoted(scoped ReadOnlySpan<byte> text, ref ByteWriter output)
    {
        output.WriteByte((byte)'"');
        foreach (byte value in text)
        {
            if (value is < 0x20 or > 0x7e or (byte)'"' or (byte)'\\')
            {
                output.Write("\\x"u8);
                output.WriteByte(Ascii.HexDigit(value >> 4));
                output.WriteByte(Ascii.HexDigit(value & 15));
            }
            else
            {
                output.WriteByte(value);
            }
        }

        output.WriteByte((byte)'"');
    }
}

using System;

namespace IgdAot.Wire.Http;

/// <summary>
/// Reads the head of a request: RFC 9112, sections 2 to 6, and 9.3. Strict, because a second opinion on where a
/// request ends is how requests are smuggled: lines end with CR LF, no line continues another, no white space
/// stands in front of a colon. Nothing is remembered from call to call.
/// </summary>
public static class HttpRequest
{
    /// <summary>Bytes of request line and header fields with the empty line.</summary>
    public const int MaxHeadLength = 8 * 1024;

    /// <summary>Bytes of the request line with its end; RFC 9112, section 3, recommends far more, our paths need far less.</summary>
    public const int MaxRequestLineLength = 2 * 1024;

    /// <summary>Bytes of the target.</summary>
    public const int MaxTargetLength = 1024;

    public const int MaxHeaderFields = 64;

    /// <summary>Bytes of a body that any caller may allow.</summary>
    public const int MaxBodyLength = 64 * 1024;

    private const int LineEndLength = 2;
    private const int HeadEndLength = 4;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> VersionStart => "HTTP/"u8;

    private static ReadOnlySpan<byte> AbsoluteStart => "http://"u8;

    /// <summary>Reads the head at the start of what a connection has received and not used yet.</summary>
    /// <param name="received">All of these bytes.</param>
    /// <param name="alreadyScanned">How many of them the call before this one was given; 0 for a new request.</param>
    /// <param name="maxBodyLength">The longest body, in bytes, that the caller has room for.</param>
    /// <param name="request">The request, where the result is <see cref="HttpParseResult.Complete"/>. The body may still be on its way.</param>
    public static HttpParseResult TryParse(
        ReadOnlySpan<byte> received, int alreadyScanned, int maxBodyLength, out HttpRequestView request)
    {
        request = default;
        HttpParseResult result = FindHead(received, alreadyScanned, out int start, out int end);
        if (result != HttpParseResult.Complete)
        {
            return result;
        }

        request.HeadLength = end;
        ReadOnlySpan<byte> rest = received.Slice(start, end - LineEndLength - start);
        result = ParseRequestLine(TakeLine(ref rest), ref request);
        return result == HttpParseResult.Complete ? ParseFields(rest, maxBodyLength, ref request) : result;
    }

    /// <summary>
    /// Finds where the head ends. Each byte is looked at once in all calls together, so that a client which sends
    /// one byte at a time costs no more than any other.
    /// </summary>
    private static HttpParseResult FindHead(ReadOnlySpan<byte> received, int alreadyScanned, out int start, out int end)
    {
        end = 0;

        // One empty line may come first: old clients send it after a body (RFC 9112, section 2.2).
        start = received.StartsWith(LineEnd) ? LineEndLength : 0;
        if (received.Length > MaxRequestLineLength && received.Slice(0, MaxRequestLineLength).Slice(start).IndexOf((byte)'\n') < 0)
        {
            return HttpParseResult.UriTooLong;
        }

        int limit = Math.Min(received.Length, MaxHeadLength);
        for (int i = Math.Max(start, Math.Min(alreadyScanned, limit)); i < limit; i++)
        {
            if (received[i] != '\n')
            {
                continue;
            }

            if (i == start || received[i - 1] != '\r' || i == start + 1)
            {
                return HttpParseResult.BadRequest;
            }

            end = i + 1;
            if (end - start >= HeadEndLength && received.Slice(end - HeadEndLength, HeadEndLength).SequenceEqual(HeadEnd))
            {
                return HttpParseResult.Complete;
            }
        }

        return received.Length >= MaxHeadLength ? HttpParseResult.HeadersTooLarge : HttpParseResult.NeedMore;
    }

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> lines)
    {
        int length = lines.IndexOf(LineEnd);
        ReadOnlySpan<byte> line = lines.Slice(0, length);
        lines = lines.Slice(length + LineEndLength);
        return line;
    }

    /// <summary>method SP target SP version (RFC 9112, section 3).</summary>
    private static HttpParseResult ParseRequestLine(ReadOnlySpan<byte> line, ref HttpRequestView request)
    {
        int methodEnd = line.IndexOf((byte)' ');
        if (methodEnd < 0 || !HeaderField.IsToken(line.Slice(0, methodEnd)))
        {
            return HttpParseResult.BadRequest;
        }

        ReadOnlySpan<byte> afterMethod = line.Slice(methodEnd + 1);
        int targetEnd = afterMethod.IndexOf((byte)' ');
        if (targetEnd <= 0)
        {
            return HttpParseResult.BadRequest;
        }

        if (targetEnd > MaxTargetLength)
        {
            return HttpParseResult.UriTooLong;
        }

        HttpParseResult result = ParseVersion(afterMethod.Slice(targetEnd + 1), ref request);
        if (result != HttpParseResult.Complete)
        {
            return result;
        }

        request.Method = ParseMethod(line.Slice(0, methodEnd));
        if (request.Method == HttpMethod.Other)
        {
            return HttpParseResult.NotImplemented;
        }

        return TryParseTarget(afterMethod.Slice(0, targetEnd), ref request) ? HttpParseResult.Complete : HttpParseResult.BadRequest;
    }

    /// <summary>Method names have a case (RFC 9110, section 9.1).</summary>
    private static HttpMethod ParseMethod(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("POST"u8))
        {
            return HttpMethod.Post;
        }

        if (name.SequenceEqual("GET"u8))
        {
            return HttpMethod.Get;
        }

        if (name.SequenceEqual("HEAD"u8))
        {
            return HttpMethod.Head;
        }

        if (name.SequenceEqual("M-POST"u8))
        {
            return HttpMethod.MPost;
        }

        if (name.SequenceEqual("SUBSCRIBE"u8))
        {
            return HttpMethod.Subscribe;
        }

        return name.SequenceEqual("UNSUBSCRIBE"u8) ? HttpMethod.Unsubscribe : HttpMethod.Other;
    }

    /// <summary>HTTP/ digit . digit (RFC 9112, section 2.3).</summary>
    private static HttpParseResult ParseVersion(ReadOnlySpan<byte> version, ref HttpRequestView request)
    {
        int start = VersionStart.Length;
        if (version.Length != start + 3 || !version.StartsWith(VersionStart) || version[start + 1] != '.'
            || !Ascii.IsDigit(version[start]) || !Ascii.IsDigit(version[start + 2]))
        {
            return HttpParseResult.BadRequest;
        }

        if (version[start] != '1')
        {
            return HttpParseResult.VersionNotSupported;
        }

        request.MinorVersion = version[start + 2] == '0' ? 0 : 1;
        request.KeepsAlive = request.MinorVersion == 1;
        return HttpParseResult.Complete;
    }

    /// <summary>The origin form, and the absolute form that a server must take too (RFC 9112, section 3.2.2).</summary>
    private static bool TryParseTarget(ReadOnlySpan<byte> target, ref HttpRequestView request)
    {
        foreach (byte character in target)
        {
            if (character is <= 0x20 or >= 0x7f)
            {
                return false;
            }
        }

        if (target[0] == '/')
        {
            request.Path = target;
            return true;
        }

        if (!Ascii.StartsWithIgnoreCase(target, AbsoluteStart))
        {
            return false;
        }

        ReadOnlySpan<byte> authority = target.Slice(AbsoluteStart.Length);
        int slash = authority.IndexOf((byte)'/');
        request.Path = slash < 0 ? "/"u8 : authority.Slice(slash);
        request.Host = slash < 0 ? authority : authority.Slice(0, slash);
        return !request.Host.IsEmpty;
    }

    private static HttpParseResult ParseFields(ReadOnlySpan<byte> lines, int maxBodyLength, ref HttpRequestView request)
    {
        ReadOnlySpan<byte> absoluteHost = request.Host;
        ReadOnlySpan<byte> contentLength = default;
        ReadOnlySpan<byte> transferEncoding = default;
        bool hasHost = false;
        bool hasContentLength = false;
        bool hasTransferEncoding = false;
        bool hasSoapAction = false;
        bool closes = false;
        for (int count = 0; !lines.IsEmpty; count++)
        {
            if (count == MaxHeaderFields)
            {
                return HttpParseResult.HeadersTooLarge;
            }

            if (!HeaderField.TrySplit(TakeLine(ref lines), out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
            {
                return HttpParseResult.BadRequest;
            }

            if (Ascii.EqualsIgnoreCase(name, "Host"u8))
            {
                // RFC 9112, section 3.2: more than one is an error, whatever they say.
                if (hasHost)
                {
                    return HttpParseResult.BadRequest;
                }

                hasHost = true;
                request.Host = value;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
            {
                if (hasContentLength && !value.SequenceEqual(contentLength))
                {
                    return HttpParseResult.BadRequest;
                }

                hasContentLength = true;
                contentLength = value;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
            {
                if (hasTransferEncoding)
                {
                    return HttpParseResult.BadRequest;
                }

                hasTransferEncoding = true;
                transferEncoding = value;
            }
            else if (IsSoapAction(name, request.Method))
            {
                if (hasSoapAction)
                {
                    return HttpParseResult.BadRequest;
                }

                hasSoapAction = true;
                request.SoapAction = value;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
            {
                ParseConnection(value, ref request, ref closes);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Expect"u8))
            {
                // RFC 9110, section 10.1.1: not from a client of HTTP/1.0.
                request.ExpectsContinue = request.MinorVersion == 1 && Ascii.EqualsIgnoreCase(value, "100-continue"u8);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Content-Type"u8))
            {
                request.ContentType = value;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Accept-Language"u8))
            {
                request.AcceptLanguage = value;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Origin"u8))
            {
                request.Origin = value;
            }
            else if (Ascii.EqualsIgnoreCase(name, "User-Agent"u8))
            {
                request.UserAgent = value;
            }
        }

        if (request.MinorVersion == 1 && !hasHost)
        {
            return HttpParseResult.BadRequest;
        }

        if (!absoluteHost.IsEmpty)
        {
            request.Host = absoluteHost;
        }

        request.KeepsAlive &= !closes;
        if (hasTransferEncoding)
        {
            return ParseTransferEncoding(transferEncoding, hasContentLength, ref request);
        }

        if (hasContentLength)
        {
            return ParseContentLength(contentLength, maxBodyLength, ref request);
        }

        return request.Method is HttpMethod.Post or HttpMethod.MPost ? HttpParseResult.LengthRequired : HttpParseResult.Complete;
    }

    /// <summary>
    /// SOAPACTION; with M-POST also behind the number that MAN gives the extension (UDA 1.0, section 3.2.1). There is
    /// but one extension in this field, so that the number itself need not be looked up.
    /// </summary>
    private static bool IsSoapAction(ReadOnlySpan<byte> name, HttpMethod method)
    {
        if (method == HttpMethod.MPost && name.Length > 3 && Ascii.IsDigit(name[0]) && Ascii.IsDigit(name[1]) && name[2] == '-')
        {
            name = name.Slice(3);
        }

        return Ascii.EqualsIgnoreCase(name, "SOAPACTION"u8);
    }

    private static void ParseConnection(scoped ReadOnlySpan<byte> options, ref HttpRequestView request, ref bool closes)
    {
        while (HeaderField.TryTakeMember(ref options, out ReadOnlySpan<byte> option))
        {
            if (Ascii.EqualsIgnoreCase(option, "close"u8))
            {
                closes = true;
            }
            else if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8))
            {
                request.KeepsAlive = true;
            }
        }
    }

    /// <summary>RFC 9112, section 6.1: chunked is the one coding that each server knows; a length beside it, or HTTP/1.0, makes it suspect.</summary>
    private static HttpParseResult ParseTransferEncoding(ReadOnlySpan<byte> coding, bool hasContentLength, ref HttpRequestView request)
    {
        if (hasContentLength || request.MinorVersion == 0)
        {
            return HttpParseResult.BadRequest;
        }

        request.IsChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
        return request.IsChunked ? HttpParseResult.Complete : HttpParseResult.NotImplemented;
    }

    private static HttpParseResult ParseContentLength(ReadOnlySpan<byte> digits, int maxBodyLength, ref HttpRequestView request)
    {
        foreach (byte digit in digits)
        {
            if (!Ascii.IsDigit(digit))
            {
                return HttpParseResult.BadRequest;
            }
        }

        if (digits.IsEmpty)
        {
            return HttpParseResult.BadRequest;
        }

        if (!Ascii.TryParseDecimal(digits, (uint)Math.Min(maxBodyLength, MaxBodyLength), out uint length))
        {
            return HttpParseResult.PayloadTooLarge;
        }

        request.ContentLength = (int)length;
        return HttpParseResult.Complete;
    }
}

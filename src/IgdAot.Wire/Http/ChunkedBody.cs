using System;

namespace IgdAot.Wire.Http;

/// <summary>
/// Decodes a chunked body (RFC 9112, section 7.1) where it lies. Extensions and trailer fields are passed over.
/// Nothing is remembered from call to call: the whole body is decoded once it is there.
/// </summary>
public static class ChunkedBody
{
    /// <summary>Hexadecimal digits of a size; more cannot be a size that is served.</summary>
    public const int MaxSizeDigits = 8;

    /// <summary>Bytes of a size line, extensions included, without its end.</summary>
    public const int MaxSizeLineLength = 256;

    /// <summary>Bytes of all trailer fields.</summary>
    public const int MaxTrailerLength = 1024;

    private const int LineEndLength = 2;

    /// <summary>Decodes the body at the start of what was received behind a head.</summary>
    /// <param name="body">All of these bytes. Changed only where the result is <see cref="HttpParseResult.Complete"/>.</param>
    /// <param name="maxBodyLength">The longest decoded body, in bytes.</param>
    /// <param name="decodedLength">Where complete: how many bytes of the body now stand at the start.</param>
    /// <param name="consumed">Where complete: how many bytes the encoded body took; the next request begins there.</param>
    public static HttpParseResult TryDecode(Span<byte> body, int maxBodyLength, out int decodedLength, out int consumed)
    {
        HttpParseResult result = Walk(body, maxBodyLength, false, out decodedLength, out consumed);
        return result == HttpParseResult.Complete ? Walk(body, maxBodyLength, true, out decodedLength, out consumed) : result;
    }

    /// <summary>Goes through all chunks; moves their data to the front where <paramref name="moves"/>, which never overtakes the reading.</summary>
    private static HttpParseResult Walk(Span<byte> body, int maxBodyLength, bool moves, out int decodedLength, out int consumed)
    {
        decodedLength = 0;
        consumed = 0;
        int position = 0;
        int length = 0;
        while (true)
        {
            HttpParseResult result = ReadSize(body, ref position, out uint size);
            if (result != HttpParseResult.Complete)
            {
                return result;
            }

            if (size == 0)
            {
                break;
            }

            if (size > (uint)maxBodyLength || (int)size > maxBodyLength - length)
            {
                return HttpParseResult.PayloadTooLarge;
            }

            if (body.Length - position < (int)size)
            {
                return HttpParseResult.NeedMore;
            }

            if (moves)
            {
                body.Slice(position, (int)size).CopyTo(body.Slice(length));
            }

            position += (int)size;
            length += (int)size;
            result = ReadLineEnd(body, ref position);
            if (result != HttpParseResult.Complete)
            {
                return result;
            }
        }

        HttpParseResult trailers = SkipTrailers(body, ref position);
        if (trailers == HttpParseResult.Complete)
        {
            decodedLength = length;
            consumed = position;
        }

        return trailers;
    }

    /// <summary>chunk-size [ chunk-ext ] CRLF.</summary>
    private static HttpParseResult ReadSize(ReadOnlySpan<byte> body, ref int position, out uint size)
    {
        size = 0;
        int start = position;
        int digitsEnd = start;
        while (digitsEnd < body.Length && Ascii.HexValue(body[digitsEnd]) >= 0)
        {
            if (digitsEnd - start == MaxSizeDigits)
            {
                return HttpParseResult.BadRequest;
            }

            size = (size << 4) | (uint)Ascii.HexValue(body[digitsEnd]);
            digitsEnd++;
        }

        position = digitsEnd;
        if (digitsEnd == body.Length)
        {
            return HttpParseResult.NeedMore;
        }

        if (digitsEnd == start)
        {
            return HttpParseResult.BadRequest;
        }

        if (body[digitsEnd] == ';')
        {
            while (position < body.Length && body[position] is not ((byte)'\r' or (byte)'\n'))
            {
                if (position - start == MaxSizeLineLength)
                {
                    return HttpParseResult.BadRequest;
                }

                position++;
            }
        }

        return ReadLineEnd(body, ref position);
    }

    private static HttpParseResult ReadLineEnd(ReadOnlySpan<byte> body, ref int position)
    {
        ReadOnlySpan<byte> rest = body.Slice(position);
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] == '\r'))
        {
            return HttpParseResult.NeedMore;
        }

        if (rest[0] != '\r' || rest[1] != '\n')
        {
            return HttpParseResult.BadRequest;
        }

        position += LineEndLength;
        return HttpParseResult.Complete;
    }

    /// <summary>Header fields up to an empty line; none of them means anything here.</summary>
    private static HttpParseResult SkipTrailers(ReadOnlySpan<byte> body, ref int position)
    {
        int start = position;
        while (true)
        {
            int lineStart = position;
            while (position < body.Length && body[position] is not ((byte)'\r' or (byte)'\n'))
            {
                if (position - start == MaxTrailerLength)
                {
                    return HttpParseResult.HeadersTooLarge;
                }

                position++;
            }

            bool isLast = position == lineStart;
            HttpParseResult result = ReadLineEnd(body, ref position);
            if (result != HttpParseResult.Complete || isLast)
            {
                return result;
            }
        }
    }
}

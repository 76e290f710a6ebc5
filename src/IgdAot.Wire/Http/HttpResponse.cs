using System;

namespace IgdAot.Wire.Http;

/// <summary>Writes answers (RFC 9112, section 4; UDA 1.1, sections 2.11 and 3.2). Every body here is XML.</summary>
public static class HttpResponse
{
    /// <summary>Bytes to leave in front of a body for its head: all fields, with texts of up to 256 bytes in them.</summary>
    public const int MaxHeadLength = 512;

    /// <summary>Answers Expect: 100-continue; the answer proper follows (RFC 9110, section 15.2.1).</summary>
    public static ReadOnlySpan<byte> Continue => "HTTP/1.1 100 Continue\r\n\r\n"u8;

    /// <summary>Writes the head of an answer whose body has <paramref name="contentLength"/> bytes. Alone it answers HEAD.</summary>
    public static void Emit(ref ByteWriter writer, in HttpResponseHead head, int contentLength)
    {
        writer.Write("HTTP/1.1 "u8);
        writer.WriteDecimal((ulong)head.Status);
        writer.WriteByte((byte)' ');
        writer.Write(Reason(head.Status));
        writer.Write("\r\n"u8);
        if (contentLength > 0)
        {
            EmitField(ref writer, "Content-Type"u8, "text/xml; charset=\"utf-8\""u8);
        }

        writer.Write("Content-Length: "u8);
        writer.WriteDecimal((ulong)contentLength);
        writer.Write("\r\n"u8);
        EmitField(ref writer, "Connection"u8, head.KeepsAlive ? "keep-alive"u8 : "close"u8);
        if (head.UnixSeconds != 0)
        {
            writer.Write("Date: "u8);
            HttpDate.Emit(ref writer, head.UnixSeconds);
            writer.Write("\r\n"u8);
        }

        if (head.IsControl)
        {
            writer.Write("Ext:\r\n"u8);
        }

        EmitField(ref writer, "Server"u8, head.Server);
        EmitField(ref writer, "Content-Language"u8, head.ContentLanguage);
        EmitField(ref writer, "Allow"u8, head.Allow);
        writer.Write("\r\n"u8);
    }

    /// <summary>
    /// Writes the head right in front of a body that stands in <paramref name="buffer"/>, so that both leave in one send.
    /// </summary>
    /// <param name="buffer">The whole buffer; what is in front of the body is overwritten.</param>
    /// <param name="bodyStart">Where the body begins; <see cref="MaxHeadLength"/> is enough room.</param>
    /// <param name="bodyLength">How many bytes the body has.</param>
    /// <param name="head">What the head says.</param>
    /// <param name="start">Where the answer begins; it ends with the body.</param>
    /// <returns>False where the head does not fit in front of the body.</returns>
    public static bool TryPlaceHead(Span<byte> buffer, int bodyStart, int bodyLength, in HttpResponseHead head, out int start)
    {
        ByteWriter writer = new ByteWriter(buffer.Slice(0, bodyStart));
        Emit(ref writer, in head, bodyLength);
        start = bodyStart - writer.Length;
        if (writer.Failed)
        {
            return false;
        }

        writer.Written.CopyTo(buffer.Slice(start));
        return true;
    }

    private static void EmitField(ref ByteWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        writer.Write(name);
        writer.Write(": "u8);
        writer.Write(value);
        writer.Write("\r\n"u8);
    }

    private static ReadOnlySpan<byte> Reason(HttpStatus status) => status switch
    {
        HttpStatus.Continue => "Continue"u8,
        HttpStatus.Ok => "OK"u8,
        HttpStatus.BadRequest => "Bad Request"u8,
        HttpStatus.Forbidden => "Forbidden"u8,
        HttpStatus.NotFound => "Not Found"u8,
        HttpStatus.MethodNotAllowed => "Method Not Allowed"u8,
        HttpStatus.RequestTimeout => "Request Timeout"u8,
        HttpStatus.LengthRequired => "Length Required"u8,
        HttpStatus.PreconditionFailed => "Precondition Failed"u8,
        HttpStatus.PayloadTooLarge => "Content Too Large"u8,
        HttpStatus.UriTooLong => "URI Too Long"u8,
        HttpStatus.HeadersTooLarge => "Request Header Fields Too Large"u8,
        HttpStatus.InternalServerError => "Internal Server Error"u8,
        HttpStatus.NotImplemented => "Not Implemented"u8,
        HttpStatus.ServiceUnavailable => "Service Unavailable"u8,
        HttpStatus.VersionNotSupported => "HTTP Version Not Supported"u8,
        _ => "Unknown"u8,
    };
}

using System;

namespace IgdAot.Wire.Http;

/// <summary>
/// The head of a request, over the bytes of the connection. A field that was not sent is empty; so is one that
/// was sent without a value, which no field here means anything by.
/// </summary>
public ref struct HttpRequestView
{
    public HttpMethod Method { get; internal set; }

    /// <summary>Path and query of the target: begins with a slash, visible ASCII only, at most <see cref="HttpRequest.MaxTargetLength"/> bytes.</summary>
    public ReadOnlySpan<byte> Path { get; internal set; }

    /// <summary>The 0 or 1 of HTTP/1.0 and HTTP/1.1; a higher one counts as 1 (RFC 9110, section 2.5).</summary>
    public int MinorVersion { get; internal set; }

    /// <summary>Bytes of the head with the empty line that ends it; the body begins there.</summary>
    public int HeadLength { get; internal set; }

    /// <summary>Length of the body in bytes, 0 where there is none and where <see cref="IsChunked"/>.</summary>
    public int ContentLength { get; internal set; }

    /// <summary>True where the body is for <see cref="ChunkedBody"/>.</summary>
    public bool IsChunked { get; internal set; }

    /// <summary>True where the connection may carry another request (RFC 9112, section 9.3).</summary>
    public bool KeepsAlive { get; internal set; }

    /// <summary>True where the client waits for 100 Continue before it sends the body (RFC 9110, section 10.1.1).</summary>
    public bool ExpectsContinue { get; internal set; }

    /// <summary>Host as the client wrote it, of the absolute target if there was one, for <see cref="HttpAuthority"/>.</summary>
    public ReadOnlySpan<byte> Host { get; internal set; }

    /// <summary>The value of SOAPACTION, quotes included, for <c>SoapAction</c>.</summary>
    public ReadOnlySpan<byte> SoapAction { get; internal set; }

    public ReadOnlySpan<byte> ContentType { get; internal set; }

    public ReadOnlySpan<byte> AcceptLanguage { get; internal set; }

    public ReadOnlySpan<byte> Origin { get; internal set; }

    public ReadOnlySpan<byte> UserAgent { get; internal set; }
}

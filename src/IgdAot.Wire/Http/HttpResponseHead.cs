using System;

namespace IgdAot.Wire.Http;

/// <summary>What stands in the head of an answer. An empty field and a false one are left out.</summary>
public ref struct HttpResponseHead
{
    public HttpStatus Status { get; set; }

    /// <summary>True where the connection stays open for another request.</summary>
    public bool KeepsAlive { get; set; }

    /// <summary>Time in seconds since 1970; 0 where the clock is not to be trusted (RFC 9110, section 6.6.1: no Date then).</summary>
    public ulong UnixSeconds { get; set; }

    /// <summary>OS/version UPnP/1.1 product/version (UDA 1.1, section 2.11).</summary>
    public ReadOnlySpan<byte> Server { get; set; }

    /// <summary>True on an answer to a control request: the empty Ext field (UDA 1.1, section 3.2.2).</summary>
    public bool IsControl { get; set; }

    /// <summary>The language of the body, for a client that sent Accept-Language (UDA 1.1, section 2.11).</summary>
    public ReadOnlySpan<byte> ContentLanguage { get; set; }

    /// <summary>The methods of the target, beside status 405 (RFC 9110, section 15.5.6).</summary>
    public ReadOnlySpan<byte> Allow { get; set; }
}

namespace IgdAot.SelfTest;

/// <summary>What the bytes of a request are, and so who gets them.</summary>
internal enum ScenarioPacketKind : byte
{
    /// <summary>No request.</summary>
    None,

    /// <summary>A datagram of NAT-PMP or PCP.</summary>
    PortControl,

    /// <summary>What a connection has received.</summary>
    Http,

    /// <summary>An SSDP search to the router's own address.</summary>
    UnicastSearch,

    /// <summary>An SSDP search to the group.</summary>
    MulticastSearch,

    /// <summary>Parts of a request, which have parsers of their own.</summary>
    ChunkedBody,
    SoapAction,
    SoapBody,

    /// <summary>A configuration.</summary>
    Uci,
}

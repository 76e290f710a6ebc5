using System;

namespace IgdAot.Wire.Ssdp;

/// <summary>A search, over the bytes of its datagram.</summary>
public ref struct SsdpSearchView
{
    /// <summary>
    /// MX in seconds, 1 to 5 (a larger one counts as 5); 0 where it is absent or no such number. A search by multicast
    /// is then to be ignored; one by unicast needs no MX (UDA 1.1, section 1.3.3).
    /// </summary>
    public byte MxSeconds { get; internal set; }

    /// <summary>What is searched for, not empty, for <see cref="SsdpTarget"/>.</summary>
    public ReadOnlySpan<byte> SearchTarget { get; internal set; }
}

namespace IgdAot.Wire.Http;

/// <summary>The methods of UDA 1.1: description (2), control (3) and eventing (4).</summary>
public enum HttpMethod : byte
{
    /// <summary>One that is not served.</summary>
    Other,
    Get,
    Head,
    Post,
    /// <summary>UDA 1.0, section 3.2.1, after RFC 2774.</summary>
    MPost,
    Subscribe,
    Unsubscribe,
}

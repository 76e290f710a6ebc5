namespace IgdAot.Wire;

/// <summary>Why bytes were not accepted. Each protocol's service turns it into the protocol's own answer.</summary>
public enum WireError : byte
{
    None,
    /// <summary>The bytes end before the message does.</summary>
    Truncated,
    /// <summary>The message, or a part of it, is longer than its named limit.</summary>
    TooLong,
    /// <summary>A length inside the message contradicts the bytes around it.</summary>
    BadLength,
    /// <summary>The version is one that this parser does not read.</summary>
    BadVersion,
    /// <summary>The bytes are no message of this kind at all.</summary>
    Malformed,
    /// <summary>A field holds a value that its specification does not allow.</summary>
    BadValue,
    /// <summary>A field that may stand once stands twice.</summary>
    Duplicate,
    /// <summary>A field that must be there is not.</summary>
    Missing,
    /// <summary>A response came where a request was expected.</summary>
    NotRequest,
    /// <summary>Well-formed, but a kind or option that is not served.</summary>
    Unsupported,
}

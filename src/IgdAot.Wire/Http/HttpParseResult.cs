namespace IgdAot.Wire.Http;

/// <summary>
/// What a parser of a stream found in the bytes so far. From <see cref="BadRequest"/> on the value is the
/// status code of the answer, after which the connection is closed: where the next request begins is not known.
/// </summary>
public enum HttpParseResult : ushort
{
    Complete = 0,
    /// <summary>What is there is no error, but not the whole.</summary>
    NeedMore = 1,
    BadRequest = HttpStatus.BadRequest,
    /// <summary>A body without a length (RFC 9112, section 6.3).</summary>
    LengthRequired = HttpStatus.LengthRequired,
    PayloadTooLarge = HttpStatus.PayloadTooLarge,
    UriTooLong = HttpStatus.UriTooLong,
    /// <summary>RFC 6585, section 5.</summary>
    HeadersTooLarge = HttpStatus.HeadersTooLarge,
    /// <summary>A method or a transfer coding that is not served.</summary>
    NotImplemented = HttpStatus.NotImplemented,
    VersionNotSupported = HttpStatus.VersionNotSupported,
}

namespace IgdAot.Wire.Http;

/// <summary>The status codes that are sent (RFC 9110, section 15; 431: RFC 6585, section 5).</summary>
public enum HttpStatus : ushort
{
    Continue = 100,
    Ok = 200,
    BadRequest = 400,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    RequestTimeout = 408,
    LengthRequired = 411,
    PreconditionFailed = 412,
    PayloadTooLarge = 413,
    UriTooLong = 414,
    HeadersTooLarge = 431,
    InternalServerError = 500,
    NotImplemented = 501,
    ServiceUnavailable = 503,
    VersionNotSupported = 505,
}

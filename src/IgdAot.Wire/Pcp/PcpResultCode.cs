namespace IgdAot.Wire.Pcp;

/// <summary>Result codes (RFC 6887, section 7.4).</summary>
public enum PcpResultCode : byte
{
    Success = 0,
    UnsupportedVersion = 1,
    NotAuthorized = 2,
    MalformedRequest = 3,
    UnsupportedOpcode = 4,
    UnsupportedOption = 5,
    MalformedOption = 6,
    NetworkFailure = 7,
    NoResources = 8,
    UnsupportedProtocol = 9,
    UserExceededQuota = 10,
    CannotProvideExternal = 11,
    AddressMismatch = 12,
    ExcessiveRemotePeers = 13,
}

/// <summary>How long a client believes a refusal (RFC 6887, section 7.4).</summary>
public static class PcpErrorLifetime
{
    /// <summary>Seconds, for what will be so for long: RFC 6887, section 7.4, recommends 30 minutes.</summary>
    public const uint LongSeconds = 1800;

    /// <summary>Seconds, for what may be over soon: RFC 6887, section 7.4, recommends 30 seconds.</summary>
    public const uint ShortSeconds = 30;

    public static uint Of(PcpResultCode result) => result switch
    {
        PcpResultCode.Success => 0,
        PcpResultCode.NetworkFailure => ShortSeconds,
        PcpResultCode.NoResources => ShortSeconds,
        PcpResultCode.UserExceededQuota => ShortSeconds,
        PcpResultCode.CannotProvideExternal => ShortSeconds,
        _ => LongSeconds,
    };
}

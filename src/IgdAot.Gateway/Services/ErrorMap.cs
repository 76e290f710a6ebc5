using IgdAot.Gateway.Mappings;
using IgdAot.Wire.NatPmp;
using IgdAot.Wire.Pcp;

namespace IgdAot.Gateway.Services;

/// <summary>What each protocol calls an outcome. Every refusal has its line here.</summary>
public static class ErrorMap
{
    /// <summary>
    /// Version 1 of WANIPConnection has 718 for every port that a client cannot have, for whatever reason, and 501 for the
    /// rest; 606 and 728 to 733 came with version 2.
    /// </summary>
    public static UpnpError ToUpnp(MappingOutcome outcome) => outcome switch
    {
        MappingOutcome.Done => UpnpError.None,
        MappingOutcome.Conflict => UpnpError.ConflictInMappingEntry,
        MappingOutcome.PortReserved => UpnpError.ConflictInMappingEntry,
        MappingOutcome.NotAuthorized => UpnpError.ConflictInMappingEntry,
        _ => UpnpError.ActionFailed,
    };

    /// <summary>RFC 6886, section 3.5.</summary>
    public static NatPmpResultCode ToNatPmp(MappingOutcome outcome) => outcome switch
    {
        MappingOutcome.Done => NatPmpResultCode.Success,
        MappingOutcome.NotAuthorized => NatPmpResultCode.NotAuthorized,
        MappingOutcome.NoExternalAddress => NatPmpResultCode.NetworkFailure,
        MappingOutcome.FirewallFailed => NatPmpResultCode.NetworkFailure,
        _ => NatPmpResultCode.OutOfResources,
    };

    /// <summary>RFC 6887, section 7.4.</summary>
    public static PcpResultCode ToPcp(MappingOutcome outcome) => outcome switch
    {
        MappingOutcome.Done => PcpResultCode.Success,
        MappingOutcome.Conflict => PcpResultCode.CannotProvideExternal,
        MappingOutcome.PortReserved => PcpResultCode.CannotProvideExternal,
        MappingOutcome.NotAuthorized => PcpResultCode.NotAuthorized,
        MappingOutcome.ClientQuota => PcpResultCode.UserExceededQuota,
        MappingOutcome.NoExternalAddress => PcpResultCode.NetworkFailure,
        MappingOutcome.FirewallFailed => PcpResultCode.NetworkFailure,
        _ => PcpResultCode.NoResources,
    };
}

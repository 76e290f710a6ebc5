namespace IgdAot.Gateway.Mappings;

/// <summary>What became of a request for a mapping. ErrorMap turns it into each protocol's own answer.</summary>
public enum MappingOutcome : byte
{
    Done,

    /// <summary>The external port belongs to another client, or to a mapping that this request may not change.</summary>
    Conflict,

    /// <summary>The external port is the router's own or reserved.</summary>
    PortReserved,

    /// <summary>The permission rules forbid it, or every external port that it could get.</summary>
    NotAuthorized,

    /// <summary>The client has as many mappings as it may have.</summary>
    ClientQuota,

    /// <summary>There is no room for another mapping, of anybody, or no external port left.</summary>
    TableFull,

    /// <summary>The WAN has no address.</summary>
    NoExternalAddress,

    /// <summary>The kernel refused, or the ruleset is not loaded.</summary>
    FirewallFailed,
}

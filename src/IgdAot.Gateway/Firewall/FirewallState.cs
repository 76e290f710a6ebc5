namespace IgdAot.Gateway.Firewall;

/// <summary>What is known of the kernel's side.</summary>
public struct FirewallState
{
    /// <summary>True while table and sets are there and hold what the mapping table says.</summary>
    public bool IsReady;

    /// <summary>True where the kernel changes a live element's timeout by a plain add (probed when the table appears).</summary>
    public bool CanUpdateTimeouts;

    /// <summary>Sequence number of the last batch's last message.</summary>
    public uint Sequence;

    /// <summary>The last errno of the kernel for a batch of ours, positive; 0 for none yet.</summary>
    public int LastError;

    /// <summary>When a refill may be tried again after one failed.</summary>
    public Time.Instant NextTry;

    /// <summary>True when the sets may not hold what they should: they must be filled again.</summary>
    public bool NeedsRefill;
}

using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// The payload of NFT_MSG_NEWGEN: the answer to NFT_MSG_GETGEN, and the notification that ends each
/// transaction, ours too.
/// </summary>
public readonly ref struct GenerationView
{
    private GenerationView(uint generation, uint processId, ReadOnlySpan<byte> processName)
    {
        Generation = generation;
        ProcessId = processId;
        ProcessName = processName;
    }

    /// <summary>Counts the transactions of this network namespace.</summary>
    public uint Generation { get; }

    /// <summary>The process that committed, in a notification; in an answer the one that asked.</summary>
    public uint ProcessId { get; }

    public ReadOnlySpan<byte> ProcessName { get; }

    /// <summary>Reads what follows the netlink header.</summary>
    /// <returns>Truncated or BadLength where the parts do not fit; Missing without a generation.</returns>
    public static WireError TryView(ReadOnlySpan<byte> payload, out GenerationView view)
    {
        view = default;
        if (payload.Length < NetlinkBuilder.NetfilterHeaderLength)
        {
            return WireError.Truncated;
        }

        bool found = false;
        uint generation = 0;
        uint processId = 0;
        ReadOnlySpan<byte> processName = default;
        AttributeReader attributes = new(payload.Slice(NetlinkBuilder.NetfilterHeaderLength));
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NetlinkAbi.NFTA_GEN_ID:
                    generation = attributes.BigEndianUInt32();
                    found = true;
                    break;
                case NetlinkAbi.NFTA_GEN_PROC_PID:
                    processId = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.NFTA_GEN_PROC_NAME:
                    processName = attributes.Text;
                    break;
            }
        }

        if (attributes.Failed)
        {
            return WireError.BadLength;
        }

        if (!found)
        {
            return WireError.Missing;
        }

        view = new GenerationView(generation, processId, processName);
        return WireError.None;
    }
}

using System;

namespace IgdAot.Wire.Netlink;

/// <summary>The payload of IPCTNL_MSG_CT_NEW for IPv4: one entry of a dump, or a notification (nfnetlink_conntrack.h).</summary>
public ref struct ConntrackView
{
    /// <summary>The flow as its first packet had it, before any translation.</summary>
    public ConntrackTuple Original { get; private set; }

    /// <summary>What the answers to it look like where they arrive: source and destination after translation.</summary>
    public ConntrackTuple Reply { get; private set; }

    /// <summary>IPS_….</summary>
    public uint Status { get; private set; }

    /// <summary>The kernel's number for the entry: a deletion that names it cannot hit a successor.</summary>
    public uint Id { get; private set; }

    /// <summary>Seconds until the entry ends if nothing passes.</summary>
    public uint TimeoutSeconds { get; private set; }

    /// <summary>Reads what follows the netlink header.</summary>
    /// <returns>
    /// Truncated or BadLength where the parts do not fit; Unsupported for another family than IPv4; Missing
    /// without both tuples.
    /// </returns>
    public static WireError TryView(ReadOnlySpan<byte> payload, out ConntrackView view)
    {
        view = default;
        if (payload.Length < NetlinkBuilder.NetfilterHeaderLength)
        {
            return WireError.Truncated;
        }

        if (payload[0] != NetlinkAbi.AF_INET)
        {
            return WireError.Unsupported;
        }

        ConntrackView read = default;
        bool hasOriginal = false;
        bool hasReply = false;
        bool tuplesFit = true;
        AttributeReader attributes = new(payload.Slice(NetlinkBuilder.NetfilterHeaderLength));
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NetlinkAbi.CTA_TUPLE_ORIG:
                    tuplesFit &= TryReadTuple(attributes.Nested(), out ConntrackTuple original);
                    read.Original = original;
                    hasOriginal = true;
                    break;
                case NetlinkAbi.CTA_TUPLE_REPLY:
                    tuplesFit &= TryReadTuple(attributes.Nested(), out ConntrackTuple reply);
                    read.Reply = reply;
                    hasReply = true;
                    break;
                case NetlinkAbi.CTA_STATUS:
                    read.Status = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.CTA_TIMEOUT:
                    read.TimeoutSeconds = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.CTA_ID:
                    read.Id = attributes.BigEndianUInt32();
                    break;
            }
        }

        if (attributes.Failed || !tuplesFit)
        {
            return WireError.BadLength;
        }

        if (!hasOriginal || !hasReply)
        {
            return WireError.Missing;
        }

        view = read;
        return WireError.None;
    }

    private static bool TryReadTuple(AttributeReader parts, out ConntrackTuple tuple)
    {
        tuple = default;
        bool fits = true;
        while (parts.Next())
        {
            AttributeReader inner = parts.Nested();
            switch (parts.Type)
            {
                case NetlinkAbi.CTA_TUPLE_IP:
                    while (inner.Next())
                    {
                        switch (inner.Type)
                        {
                            case NetlinkAbi.CTA_IP_V4_SRC:
                                tuple.Source = new Ipv4Address(inner.BigEndianUInt32());
                                break;
                            case NetlinkAbi.CTA_IP_V4_DST:
                                tuple.Destination = new Ipv4Address(inner.BigEndianUInt32());
                                break;
                        }
                    }

                    break;
                case NetlinkAbi.CTA_TUPLE_PROTO:
                    while (inner.Next())
                    {
                        switch (inner.Type)
                        {
                            case NetlinkAbi.CTA_PROTO_NUM:
                                tuple.Protocol = inner.UInt8();
                                break;
                            case NetlinkAbi.CTA_PROTO_SRC_PORT:
                                tuple.SourcePort = inner.BigEndianUInt16();
                                break;
                            case NetlinkAbi.CTA_PROTO_DST_PORT:
                                tuple.DestinationPort = inner.BigEndianUInt16();
                                break;
                        }
                    }

                    break;
            }

            fits &= !inner.Failed;
        }

        return fits && !parts.Failed;
    }
}

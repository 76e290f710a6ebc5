using System;

namespace IgdAot.Wire.Netlink;

/// <summary>Which of a flow's two tuples is meant.</summary>
public enum ConntrackDirection : byte
{
    Original,
    Reply,
}

/// <summary>
/// Requests to conntrack for IPv4 (linux/netfilter/nfnetlink_conntrack.h). Each method builds one message; the
/// caller asks the builder whether it fitted.
/// </summary>
/// <remarks>
/// A filter is a tuple of which CTA_FILTER says, in bits, what counts (native order, unlike the tuple itself):
/// <code>
/// nlmsghdr, nfgenmsg (AF_INET)
/// CTA_TUPLE_ORIG or CTA_TUPLE_REPLY
///   CTA_TUPLE_IP
///     CTA_IP_V4_DST             network order
///   CTA_TUPLE_PROTO
///     CTA_PROTO_NUM
///     CTA_PROTO_DST_PORT        network order
/// CTA_FILTER
///   CTA_FILTER_ORIG_FLAGS       32 bits, native order
///   CTA_FILTER_REPLY_FLAGS      32 bits, native order
/// </code>
/// </remarks>
public static class ConntrackRequest
{
    private const uint DestinationFlags = NetlinkAbi.CTA_FILTER_F_CTA_IP_DST
        | NetlinkAbi.CTA_FILTER_F_CTA_PROTO_NUM
        | NetlinkAbi.CTA_FILTER_F_CTA_PROTO_DST_PORT;

    /// <summary>
    /// Deletes every flow whose tuple of this direction has this protocol and destination; one acknowledgement
    /// comes, also where there was none. A kernel that cannot filter deletions (before 6.12) refuses with EINVAL
    /// and deletes nothing: then <see cref="DumpByDestination"/> and <see cref="Delete"/> for each.
    /// </summary>
    public static void DeleteByDestination(
        ref NetlinkBuilder builder, uint sequence, ConntrackDirection direction, byte protocol, Ipv4Address address, ushort port)
    {
        Begin(ref builder, NetlinkAbi.IPCTNL_MSG_CT_DELETE, NetlinkAbi.NLM_F_ACK, sequence);
        Filter(ref builder, direction, protocol, address, port);
        builder.EndMessage();
    }

    /// <summary>
    /// Asks for the flows whose tuple of this direction has this protocol and destination: IPCTNL_MSG_CT_NEW
    /// (<see cref="ConntrackView"/>) for each, then NLMSG_DONE. A kernel that cannot filter dumps (before 5.8)
    /// sends all flows, so compare each.
    /// </summary>
    public static void DumpByDestination(
        ref NetlinkBuilder builder, uint sequence, ConntrackDirection direction, byte protocol, Ipv4Address address, ushort port)
    {
        Begin(ref builder, NetlinkAbi.IPCTNL_MSG_CT_GET, NetlinkAbi.NLM_F_DUMP, sequence);
        Filter(ref builder, direction, protocol, address, port);
        builder.EndMessage();
    }

    /// <summary>Asks for all IPv4 flows.</summary>
    public static void Dump(ref NetlinkBuilder builder, uint sequence)
    {
        Begin(ref builder, NetlinkAbi.IPCTNL_MSG_CT_GET, NetlinkAbi.NLM_F_DUMP, sequence);
        builder.EndMessage();
    }

    /// <summary>Deletes one flow, or is answered ENOENT: its original tuple, and its number so that no successor is hit.</summary>
    public static void Delete(ref NetlinkBuilder builder, uint sequence, in ConntrackTuple original, uint id)
    {
        Begin(ref builder, NetlinkAbi.IPCTNL_MSG_CT_DELETE, NetlinkAbi.NLM_F_ACK, sequence);
        int tuple = builder.Open(NetlinkAbi.CTA_TUPLE_ORIG);
        int addresses = builder.Open(NetlinkAbi.CTA_TUPLE_IP);
        builder.AttributeBigEndianUInt32(NetlinkAbi.CTA_IP_V4_SRC, original.Source.Value);
        builder.AttributeBigEndianUInt32(NetlinkAbi.CTA_IP_V4_DST, original.Destination.Value);
        builder.Close(addresses); // CTA_TUPLE_IP
        int ports = builder.Open(NetlinkAbi.CTA_TUPLE_PROTO);
        builder.AttributeUInt8(NetlinkAbi.CTA_PROTO_NUM, original.Protocol);
        builder.AttributeBigEndianUInt16(NetlinkAbi.CTA_PROTO_SRC_PORT, original.SourcePort);
        builder.AttributeBigEndianUInt16(NetlinkAbi.CTA_PROTO_DST_PORT, original.DestinationPort);
        builder.Close(ports); // CTA_TUPLE_PROTO
        builder.Close(tuple); // CTA_TUPLE_ORIG
        builder.AttributeBigEndianUInt32(NetlinkAbi.CTA_ID, id);
        builder.EndMessage();
    }

    private static void Begin(ref NetlinkBuilder builder, ushort message, ushort flags, uint sequence) =>
        builder.BeginNetfilterMessage(
            NetlinkAbi.NFNL_SUBSYS_CTNETLINK,
            message,
            (ushort)(NetlinkAbi.NLM_F_REQUEST | flags),
            sequence,
            NetlinkAbi.AF_INET);

    private static void Filter(
        ref NetlinkBuilder builder, ConntrackDirection direction, byte protocol, Ipv4Address address, ushort port)
    {
        bool original = direction == ConntrackDirection.Original;
        int tuple = builder.Open(original ? NetlinkAbi.CTA_TUPLE_ORIG : NetlinkAbi.CTA_TUPLE_REPLY);
        int addresses = builder.Open(NetlinkAbi.CTA_TUPLE_IP);
        builder.AttributeBigEndianUInt32(NetlinkAbi.CTA_IP_V4_DST, address.Value);
        builder.Close(addresses); // CTA_TUPLE_IP
        int ports = builder.Open(NetlinkAbi.CTA_TUPLE_PROTO);
        builder.AttributeUInt8(NetlinkAbi.CTA_PROTO_NUM, protocol);
        builder.AttributeBigEndianUInt16(NetlinkAbi.CTA_PROTO_DST_PORT, port);
        builder.Close(ports); // CTA_TUPLE_PROTO
        builder.Close(tuple); // the tuple
        int filter = builder.Open(NetlinkAbi.CTA_FILTER);
        builder.AttributeNativeUInt32(NetlinkAbi.CTA_FILTER_ORIG_FLAGS, original ? DestinationFlags : 0);
        builder.AttributeNativeUInt32(NetlinkAbi.CTA_FILTER_REPLY_FLAGS, original ? 0 : DestinationFlags);
        builder.Close(filter); // CTA_FILTER
    }
}

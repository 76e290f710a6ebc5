using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Questions to rtnetlink (linux/rtnetlink.h, native order). Each method builds one message; the caller asks
/// the builder whether it fitted.
/// </summary>
public static class RouteRequest
{
    // struct ifinfomsg and struct ifaddrmsg have the index at the same place
    private const int IndexOffset = 4;

    /// <summary>Asks for all devices: RTM_NEWLINK (<see cref="LinkView"/>) for each, then NLMSG_DONE.</summary>
    public static void DumpLinks(ref NetlinkBuilder builder, uint sequence)
    {
        builder.BeginMessage(
            NetlinkAbi.RTM_GETLINK, (ushort)(NetlinkAbi.NLM_F_REQUEST | NetlinkAbi.NLM_F_DUMP), sequence);
        builder.Structure(LinkView.FixedLength);
        builder.EndMessage();
    }

    /// <summary>Asks for one device with its counters: RTM_NEWLINK comes, or ENODEV.</summary>
    public static void GetLink(ref NetlinkBuilder builder, uint sequence, int index)
    {
        builder.BeginMessage(NetlinkAbi.RTM_GETLINK, NetlinkAbi.NLM_F_REQUEST, sequence);
        Span<byte> link = builder.Structure(LinkView.FixedLength);
        if (!link.IsEmpty)
        {
            NativeOrder.WriteUInt32(link.Slice(IndexOffset), (uint)index);
        }

        builder.EndMessage();
    }

    /// <summary>Asks for one device by its name, which has up to 15 bytes: RTM_NEWLINK comes, or ENODEV.</summary>
    public static void GetLink(ref NetlinkBuilder builder, uint sequence, scoped ReadOnlySpan<byte> name)
    {
        builder.BeginMessage(NetlinkAbi.RTM_GETLINK, NetlinkAbi.NLM_F_REQUEST, sequence);
        builder.Structure(LinkView.FixedLength);
        builder.AttributeText(NetlinkAbi.IFLA_IFNAME, name);
        builder.EndMessage();
    }

    /// <summary>
    /// Asks for the IPv4 addresses of all devices: RTM_NEWADDR (<see cref="AddressView"/>) for each, then
    /// NLMSG_DONE.
    /// </summary>
    public static void DumpAddresses(ref NetlinkBuilder builder, uint sequence)
    {
        builder.BeginMessage(
            NetlinkAbi.RTM_GETADDR, (ushort)(NetlinkAbi.NLM_F_REQUEST | NetlinkAbi.NLM_F_DUMP), sequence);
        Span<byte> address = builder.Structure(AddressView.FixedLength);
        if (!address.IsEmpty)
        {
            address[0] = NetlinkAbi.AF_INET;
        }

        builder.EndMessage();
    }
}

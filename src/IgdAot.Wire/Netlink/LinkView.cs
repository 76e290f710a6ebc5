using System;

namespace IgdAot.Wire.Netlink;

/// <summary>The payload of RTM_NEWLINK or RTM_DELLINK, as an answer or a notification: a network device (linux/if_link.h, native order).</summary>
public ref struct LinkView
{
    // struct ifinfomsg
    private const int IndexOffset = 4;
    private const int FlagsOffset = 8;
    internal const int FixedLength = 16;

    // the first four fields of struct rtnl_link_stats64
    private const int ReceivedPacketsOffset = 0;
    private const int SentPacketsOffset = 8;
    private const int ReceivedBytesOffset = 16;
    private const int SentBytesOffset = 24;
    private const int StatisticsLength = 32;

    /// <summary>The device's index, from 1.</summary>
    public int Index { get; private set; }

    /// <summary>IFF_….</summary>
    public uint Flags { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The link-layer address; empty for a device that has none.</summary>
    public ReadOnlySpan<byte> HardwareAddress { get; private set; }

    /// <summary>IF_OPER_…. Devices that do not report a state have IF_OPER_UNKNOWN: go by <see cref="IsRunning"/>.</summary>
    public byte OperationalState { get; private set; }

    public uint MtuBytes { get; private set; }

    /// <summary>True where the four counters below were in the message.</summary>
    public bool HasStatistics { get; private set; }

    public ulong ReceivedPackets { get; private set; }

    public ulong SentPackets { get; private set; }

    public ulong ReceivedBytes { get; private set; }

    public ulong SentBytes { get; private set; }

    /// <summary>The administrator switched it on.</summary>
    public readonly bool IsUp => (Flags & NetlinkAbi.IFF_UP) != 0;

    /// <summary>It can carry packets: the kernel's IFF_RUNNING covers carrier and operational state.</summary>
    public readonly bool IsRunning => (Flags & NetlinkAbi.IFF_RUNNING) != 0;

    /// <summary>Reads what follows the netlink header.</summary>
    /// <returns>Truncated or BadLength where the parts do not fit; Missing without a name.</returns>
    public static WireError TryView(ReadOnlySpan<byte> payload, out LinkView view)
    {
        view = default;
        if (payload.Length < FixedLength)
        {
            return WireError.Truncated;
        }

        LinkView read = default;
        read.Index = (int)NativeOrder.ReadUInt32(payload.Slice(IndexOffset));
        read.Flags = NativeOrder.ReadUInt32(payload.Slice(FlagsOffset));
        AttributeReader attributes = new(payload.Slice(FixedLength));
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NetlinkAbi.IFLA_IFNAME:
                    read.Name = attributes.Text;
                    break;
                case NetlinkAbi.IFLA_ADDRESS:
                    read.HardwareAddress = attributes.Value;
                    break;
                case NetlinkAbi.IFLA_MTU:
                    read.MtuBytes = attributes.NativeUInt32();
                    break;
                case NetlinkAbi.IFLA_OPERSTATE:
                    read.OperationalState = attributes.UInt8();
                    break;
                case NetlinkAbi.IFLA_STATS64:
                    read.ReadStatistics(attributes.Value);
                    break;
            }
        }

        if (attributes.Failed)
        {
            return WireError.BadLength;
        }

        if (read.Name.IsEmpty)
        {
            return WireError.Missing;
        }

        view = read;
        return WireError.None;
    }

    // the structure grows from kernel to kernel; its first fields stay
    private void ReadStatistics(ReadOnlySpan<byte> statistics)
    {
        if (statistics.Length < StatisticsLength)
        {
            return;
        }

        HasStatistics = true;
        ReceivedPackets = NativeOrder.ReadUInt64(statistics.Slice(ReceivedPacketsOffset));
        SentPackets = NativeOrder.ReadUInt64(statistics.Slice(SentPacketsOffset));
        ReceivedBytes = NativeOrder.ReadUInt64(statistics.Slice(ReceivedBytesOffset));
        SentBytes = NativeOrder.ReadUInt64(statistics.Slice(SentBytesOffset));
    }
}

using System;

namespace IgdAot.Wire.Netlink;

/// <summary>The notifications of the group NFNLGRP_NFTABLES that tell whether our table and our sets are there.</summary>
public enum NftablesNotificationKind : byte
{
    /// <summary>Anything else: chains, rules, elements.</summary>
    Other,
    NewTable,
    DeletedTable,
    NewSet,
    DeletedSet,
    /// <summary>The end of a transaction: all of it can be seen now.</summary>
    NewGeneration,
}

/// <summary>One notification of nf_tables, as far as it is of interest.</summary>
public readonly ref struct NftablesNotificationView
{
    private NftablesNotificationView(
        NftablesNotificationKind kind, byte family, ReadOnlySpan<byte> table, ReadOnlySpan<byte> set, uint generation)
    {
        Kind = kind;
        Family = family;
        Table = table;
        Set = set;
        Generation = generation;
    }

    public NftablesNotificationKind Kind { get; }

    /// <summary>The table's family, NFPROTO_….</summary>
    public byte Family { get; }

    /// <summary>The table's name; empty for NewGeneration and Other.</summary>
    public ReadOnlySpan<byte> Table { get; }

    /// <summary>The set's name, for NewSet and DeletedSet.</summary>
    public ReadOnlySpan<byte> Set { get; }

    /// <summary>The number of the transaction, for NewGeneration.</summary>
    public uint Generation { get; }

    /// <summary>Reads the message that <paramref name="message"/> stands on.</summary>
    public static WireError TryView(scoped in NetlinkReader message, out NftablesNotificationView view) =>
        TryView(message.Type, message.Payload, out view);

    /// <summary>Reads what follows the header of a message of type <paramref name="type"/>.</summary>
    public static WireError TryView(ushort type, ReadOnlySpan<byte> payload, out NftablesNotificationView view)
    {
        view = default;
        if (type >> 8 != NetlinkAbi.NFNL_SUBSYS_NFTABLES)
        {
            return WireError.None;
        }

        ushort message = (byte)type;
        switch (message)
        {
            case NetlinkAbi.NFT_MSG_NEWTABLE:
            case NetlinkAbi.NFT_MSG_DELTABLE:
            {
                WireError error = TableView.TryView(payload, out TableView table);
                NftablesNotificationKind kind = message == NetlinkAbi.NFT_MSG_NEWTABLE
                    ? NftablesNotificationKind.NewTable
                    : NftablesNotificationKind.DeletedTable;
                if (error == WireError.None)
                {
                    view = new NftablesNotificationView(kind, table.Family, table.Name, default, 0);
                }

                return error;
            }

            case NetlinkAbi.NFT_MSG_NEWSET:
            case NetlinkAbi.NFT_MSG_DELSET:
            {
                WireError error = SetView.TryView(payload, out SetView set);
                NftablesNotificationKind kind = message == NetlinkAbi.NFT_MSG_NEWSET
                    ? NftablesNotificationKind.NewSet
                    : NftablesNotificationKind.DeletedSet;
                if (error == WireError.None)
                {
                    view = new NftablesNotificationView(kind, set.Family, set.Table, set.Name, 0);
                }

                return error;
            }

            case NetlinkAbi.NFT_MSG_NEWGEN:
            {
                WireError error = GenerationView.TryView(payload, out GenerationView generation);
                if (error == WireError.None)
                {
                    view = new NftablesNotificationView(
                        NftablesNotificationKind.NewGeneration, 0, default, default, generation.Generation);
                }

                return error;
            }

            default:
                return WireError.None;
        }
    }
}

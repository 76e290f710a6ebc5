using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Questions to nf_tables (linux/netfilter/nf_tables.h). None changes anything, so none needs a batch. Each
/// method builds one message; the caller asks the builder whether it fitted.
/// </summary>
public static class NftablesRequest
{
    /// <summary>Asks for one table: NFT_MSG_NEWTABLE (<see cref="TableView"/>) comes, or ENOENT.</summary>
    public static void GetTable(
        ref NetlinkBuilder builder, uint sequence, byte family, scoped ReadOnlySpan<byte> table)
    {
        Begin(ref builder, NetlinkAbi.NFT_MSG_GETTABLE, 0, sequence, family);
        builder.AttributeText(NetlinkAbi.NFTA_TABLE_NAME, table);
        builder.EndMessage();
    }

    /// <summary>Asks for one set: NFT_MSG_NEWSET (<see cref="SetView"/>) comes, or ENOENT.</summary>
    public static void GetSet(
        ref NetlinkBuilder builder, uint sequence, byte family, scoped ReadOnlySpan<byte> table, scoped ReadOnlySpan<byte> set)
    {
        Begin(ref builder, NetlinkAbi.NFT_MSG_GETSET, 0, sequence, family);
        builder.AttributeText(NetlinkAbi.NFTA_SET_TABLE, table);
        builder.AttributeText(NetlinkAbi.NFTA_SET_NAME, set);
        builder.EndMessage();
    }

    /// <summary>Asks for all sets of a table: NFT_MSG_NEWSET for each, then NLMSG_DONE.</summary>
    public static void DumpSets(
        ref NetlinkBuilder builder, uint sequence, byte family, scoped ReadOnlySpan<byte> table)
    {
        Begin(ref builder, NetlinkAbi.NFT_MSG_GETSET, NetlinkAbi.NLM_F_DUMP, sequence, family);
        builder.AttributeText(NetlinkAbi.NFTA_SET_TABLE, table);
        builder.EndMessage();
    }

    /// <summary>Asks for all elements of a set: NFT_MSG_NEWSETELEM (<see cref="SetElementReader"/>), several, then NLMSG_DONE.</summary>
    public static void DumpElements(
        ref NetlinkBuilder builder, uint sequence, byte family, scoped ReadOnlySpan<byte> table, scoped ReadOnlySpan<byte> set)
    {
        Begin(ref builder, NetlinkAbi.NFT_MSG_GETSETELEM, NetlinkAbi.NLM_F_DUMP, sequence, family);
        builder.AttributeText(NetlinkAbi.NFTA_SET_ELEM_LIST_TABLE, table);
        builder.AttributeText(NetlinkAbi.NFTA_SET_ELEM_LIST_SET, set);
        builder.EndMessage();
    }

    /// <summary>Asks for the element with this key: one NFT_MSG_NEWSETELEM comes, or ENOENT.</summary>
    public static void GetElement(
        ref NetlinkBuilder builder,
        uint sequence,
        byte family,
        scoped ReadOnlySpan<byte> table,
        scoped ReadOnlySpan<byte> set,
        scoped ReadOnlySpan<byte> key)
    {
        Begin(ref builder, NetlinkAbi.NFT_MSG_GETSETELEM, 0, sequence, family);
        builder.AttributeText(NetlinkAbi.NFTA_SET_ELEM_LIST_TABLE, table);
        builder.AttributeText(NetlinkAbi.NFTA_SET_ELEM_LIST_SET, set);
        int list = builder.Open(NetlinkAbi.NFTA_SET_ELEM_LIST_ELEMENTS);
        int element = builder.Open(NetlinkAbi.NFTA_LIST_ELEM);
        SetElementBatch.EmitValue(ref builder, NetlinkAbi.NFTA_SET_ELEM_KEY, key);
        builder.Close(element); // NFTA_LIST_ELEM
        builder.Close(list); // NFTA_SET_ELEM_LIST_ELEMENTS
        builder.EndMessage();
    }

    /// <summary>Asks for the number of the last transaction: NFT_MSG_NEWGEN (<see cref="GenerationView"/>) comes.</summary>
    public static void GetGeneration(ref NetlinkBuilder builder, uint sequence)
    {
        Begin(ref builder, NetlinkAbi.NFT_MSG_GETGEN, 0, sequence, NetlinkAbi.AF_UNSPEC);
        builder.EndMessage();
    }

    private static void Begin(ref NetlinkBuilder builder, ushort message, ushort flags, uint sequence, byte family) =>
        builder.BeginNetfilterMessage(
            NetlinkAbi.NFNL_SUBSYS_NFTABLES, message, (ushort)(NetlinkAbi.NLM_F_REQUEST | flags), sequence, family);
}

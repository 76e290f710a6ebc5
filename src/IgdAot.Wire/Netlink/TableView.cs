using System;

namespace IgdAot.Wire.Netlink;

/// <summary>The payload of NFT_MSG_NEWTABLE or NFT_MSG_DELTABLE, as an answer or a notification.</summary>
public readonly ref struct TableView
{
    private TableView(byte family, ReadOnlySpan<byte> name)
    {
        Family = family;
        Name = name;
    }

    /// <summary>NFPROTO_….</summary>
    public byte Family { get; }

    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Reads what follows the netlink header.</summary>
    /// <returns>Truncated or BadLength where the parts do not fit; Missing without a name.</returns>
    public static WireError TryView(ReadOnlySpan<byte> payload, out TableView view)
    {
        view = default;
        if (payload.Length < NetlinkBuilder.NetfilterHeaderLength)
        {
            return WireError.Truncated;
        }

        ReadOnlySpan<byte> name = default;
        AttributeReader attributes = new(payload.Slice(NetlinkBuilder.NetfilterHeaderLength));
        while (attributes.Next())
        {
            if (attributes.Type == NetlinkAbi.NFTA_TABLE_NAME)
            {
                name = attributes.Text;
            }
        }

        if (attributes.Failed)
        {
            return WireError.BadLength;
        }

        if (name.IsEmpty)
        {
            return WireError.Missing;
        }

        view = new TableView(payload[0], name);
        return WireError.None;
    }
}

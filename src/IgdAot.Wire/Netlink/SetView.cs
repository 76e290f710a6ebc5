using System;

namespace IgdAot.Wire.Netlink;

/// <summary>The payload of NFT_MSG_NEWSET, the answer to NFT_MSG_GETSET, or of NFT_MSG_DELSET: what a set is.</summary>
public ref struct SetView
{
    /// <summary>The table's family, NFPROTO_….</summary>
    public byte Family { get; private set; }

    public ReadOnlySpan<byte> Table { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>NFT_SET_….</summary>
    public uint Flags { get; private set; }

    /// <summary>
    /// nft's own number for the key's type; the kernel only keeps it. A concatenation has six bits for each
    /// part, the first part uppermost: see <see cref="DataType"/>.
    /// </summary>
    public uint KeyType { get; private set; }

    /// <summary>Bytes of a key, with the padding of a concatenation.</summary>
    public uint KeyLength { get; private set; }

    /// <summary>nft's own number for the type of what a map yields; 0 for a set.</summary>
    public uint DataType { get; private set; }

    /// <summary>Bytes of what a map yields; 0 for a set.</summary>
    public uint DataLength { get; private set; }

    /// <summary>Reads what follows the netlink header.</summary>
    /// <returns>Truncated or BadLength where the parts do not fit; Missing without a table or a name.</returns>
    public static WireError TryView(ReadOnlySpan<byte> payload, out SetView view)
    {
        view = default;
        if (payload.Length < NetlinkBuilder.NetfilterHeaderLength)
        {
            return WireError.Truncated;
        }

        SetView read = default;
        read.Family = payload[0];
        AttributeReader attributes = new(payload.Slice(NetlinkBuilder.NetfilterHeaderLength));
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NetlinkAbi.NFTA_SET_TABLE:
                    read.Table = attributes.Text;
                    break;
                case NetlinkAbi.NFTA_SET_NAME:
                    read.Name = attributes.Text;
                    break;
                case NetlinkAbi.NFTA_SET_FLAGS:
                    read.Flags = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.NFTA_SET_KEY_TYPE:
                    read.KeyType = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.NFTA_SET_KEY_LEN:
                    read.KeyLength = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.NFTA_SET_DATA_TYPE:
                    read.DataType = attributes.BigEndianUInt32();
                    break;
                case NetlinkAbi.NFTA_SET_DATA_LEN:
                    read.DataLength = attributes.BigEndianUInt32();
                    break;
            }
        }

        if (attributes.Failed)
        {
            return WireError.BadLength;
        }

        if (read.Table.IsEmpty || read.Name.IsEmpty)
        {
            return WireError.Missing;
        }

        view = read;
        return WireError.None;
    }
}

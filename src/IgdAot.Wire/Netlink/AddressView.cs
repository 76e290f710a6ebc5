using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// The payload of RTM_NEWADDR or RTM_DELADDR for IPv4, as an answer or a notification: an address of a device
/// (linux/if_addr.h; native order, the address itself in network order).
/// </summary>
public ref struct AddressView
{
    // struct ifaddrmsg
    private const int FamilyOffset = 0;
    private const int PrefixLengthOffset = 1;
    private const int FlagsOffset = 2;
    private const int IndexOffset = 4;
    internal const int FixedLength = 8;

    private const int MaxPrefixLength = 32;

    /// <summary>The device's index.</summary>
    public int Index { get; private set; }

    /// <summary>The machine's own address: IFA_LOCAL.</summary>
    public Ipv4Address Local { get; private set; }

    /// <summary>IFA_ADDRESS: the other end of a point-to-point link, on any other the same as <see cref="Local"/>.</summary>
    public Ipv4Address Peer { get; private set; }

    /// <summary>0 to 32; of <see cref="Peer"/>.</summary>
    public byte PrefixLength { get; private set; }

    /// <summary>IFA_F_….</summary>
    public uint Flags { get; private set; }

    /// <summary>The label that old tools show as a device name, mostly the device's own; may be empty.</summary>
    public ReadOnlySpan<byte> Label { get; private set; }

    /// <summary>Reads what follows the netlink header.</summary>
    /// <returns>
    /// Truncated or BadLength where the parts do not fit; Unsupported for another family than IPv4; BadValue for
    /// a prefix of more than 32 bits; Missing without an address.
    /// </returns>
    public static WireError TryView(ReadOnlySpan<byte> payload, out AddressView view)
    {
        view = default;
        if (payload.Length < FixedLength)
        {
            return WireError.Truncated;
        }

        if (payload[FamilyOffset] != NetlinkAbi.AF_INET)
        {
            return WireError.Unsupported;
        }

        if (payload[PrefixLengthOffset] > MaxPrefixLength)
        {
            return WireError.BadValue;
        }

        AddressView read = default;
        read.PrefixLength = payload[PrefixLengthOffset];
        read.Flags = payload[FlagsOffset];
        read.Index = (int)NativeOrder.ReadUInt32(payload.Slice(IndexOffset));
        bool hasLocal = false;
        bool hasPeer = false;
        AttributeReader attributes = new(payload.Slice(FixedLength));
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NetlinkAbi.IFA_LOCAL:
                    read.Local = new Ipv4Address(attributes.BigEndianUInt32());
                    hasLocal = true;
                    break;
                case NetlinkAbi.IFA_ADDRESS:
                    read.Peer = new Ipv4Address(attributes.BigEndianUInt32());
                    hasPeer = true;
                    break;
                case NetlinkAbi.IFA_LABEL:
                    read.Label = attributes.Text;
                    break;
                case NetlinkAbi.IFA_FLAGS:
                    // all 32 bits, of which the fixed part has eight
                    read.Flags = attributes.NativeUInt32();
                    break;
            }
        }

        if (attributes.Failed)
        {
            return WireError.BadLength;
        }

        if (!hasLocal && !hasPeer)
        {
            return WireError.Missing;
        }

        if (!hasLocal)
        {
            read.Local = read.Peer;
        }

        if (!hasPeer)
        {
            read.Peer = read.Local;
        }

        view = read;
        return WireError.None;
    }
}

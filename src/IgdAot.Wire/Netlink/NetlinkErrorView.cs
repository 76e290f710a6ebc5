using System;

namespace IgdAot.Wire.Netlink;

/// <summary>The payload of NLMSG_ERROR (struct nlmsgerr): the kernel's refusal, or with errno 0 its acknowledgement.</summary>
public readonly ref struct NetlinkErrorView
{
    // struct nlmsgerr: int error; struct nlmsghdr msg
    private const int HeaderOffset = 4;
    private const int FixedLength = HeaderOffset + NetlinkAbi.NLMSG_HDRLEN;

    private NetlinkErrorView(int errorNumber, uint sequence, ushort requestType, ReadOnlySpan<byte> text)
    {
        ErrorNumber = errorNumber;
        Sequence = sequence;
        RequestType = requestType;
        Text = text;
    }

    /// <summary>errno as a positive number, 0 for an acknowledgement.</summary>
    public int ErrorNumber { get; }

    /// <summary>The sequence number of the request that this answers.</summary>
    public uint Sequence { get; }

    /// <summary>nlmsg_type of the request that this answers.</summary>
    public ushort RequestType { get; }

    /// <summary>The kernel's own words (NLMSGERR_ATTR_MSG, wants NETLINK_EXT_ACK); mostly empty.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Reads the message that <paramref name="message"/> stands on.</summary>
    /// <returns>Truncated or BadLength where its parts do not fit; Unsupported where it is no NLMSG_ERROR.</returns>
    public static WireError TryView(scoped in NetlinkReader message, out NetlinkErrorView view)
    {
        view = default;
        if (!message.IsError)
        {
            return WireError.Unsupported;
        }

        return TryView(message.Payload, message.Flags, out view);
    }

    /// <summary>Reads the payload of an NLMSG_ERROR whose header had these flags.</summary>
    public static WireError TryView(ReadOnlySpan<byte> payload, ushort flags, out NetlinkErrorView view)
    {
        view = default;
        if (payload.Length < FixedLength)
        {
            return WireError.Truncated;
        }

        int errorNumber = -(int)NativeOrder.ReadUInt32(payload);
        ReadOnlySpan<byte> request = payload.Slice(HeaderOffset);
        uint requestLength = NativeOrder.ReadUInt32(request);
        ReadOnlySpan<byte> text = default;
        if ((flags & NetlinkAbi.NLM_F_ACK_TLVS) != 0)
        {
            // the request's own payload stands before the attributes unless it was left out
            uint skipped = (flags & NetlinkAbi.NLM_F_CAPPED) != 0 ? NetlinkAbi.NLMSG_HDRLEN : requestLength;
            if (skipped < NetlinkAbi.NLMSG_HDRLEN || skipped > (uint)request.Length)
            {
                return WireError.BadLength;
            }

            AttributeReader attributes = new(request.Slice(Math.Min(NetlinkBuilder.Align((int)skipped), request.Length)));
            while (attributes.Next())
            {
                if (attributes.Type == NetlinkAbi.NLMSGERR_ATTR_MSG)
                {
                    text = attributes.Text;
                }
            }

            if (attributes.Failed)
            {
                return WireError.BadLength;
            }
        }

        view = new NetlinkErrorView(
            errorNumber, NativeOrder.ReadUInt32(request.Slice(8)), NativeOrder.ReadUInt16(request.Slice(4)), text);
        return WireError.None;
    }
}

using System;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.SelfTest;

/// <summary>Netlink: every message of a datagram, with semicolons between.</summary>
internal static partial class Describe
{
    internal static bool TryRunNetlink(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        bool isRoute = protocol.SequenceEqual("netlink-route"u8);
        if (!isRoute && !protocol.SequenceEqual("netlink-nftables"u8) && !protocol.SequenceEqual("netlink-conntrack"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> separator = default;
        NetlinkReader reader = new(input);
        while (reader.Next())
        {
            output.Write(separator);
            separator = "; "u8;
            Message(in reader, isRoute, ref output);
        }

        if (reader.Failed)
        {
            output.Write(separator);
            output.Write("BadLength"u8);
        }

        return true;
    }

    private static void Message(scoped in NetlinkReader message, bool isRoute, ref ByteWriter output)
    {
        if (message.IsError)
        {
            Refusal(in message, ref output);
        }
        else if (message.IsDone)
        {
            WriteNumber("done "u8, message.DoneErrorNumber, ref output);
        }
        else if (isRoute)
        {
            Route(in message, ref output);
        }
        else if (message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM))
        {
            output.Write("elements"u8);
            Elements(message.Payload, ref output);
        }
        else if (message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_DELSETELEM))
        {
            output.Write("deleted elements"u8);
            Elements(message.Payload, ref output);
        }
        else if (message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_CTNETLINK, NetlinkAbi.IPCTNL_MSG_CT_NEW))
        {
            Flow(message.Payload, ref output);
        }
        else
        {
            Notification(in message, ref output);
        }
    }

    private static void Refusal(scoped in NetlinkReader message, ref ByteWriter output)
    {
        WireError error = NetlinkErrorView.TryView(in message, out NetlinkErrorView refusal);
        if (error != WireError.None)
        {
            WriteError(error, ref output);
            return;
        }

        WriteNumber("errno "u8, refusal.ErrorNumber, ref output);
        WriteNumber(" for type "u8, refusal.RequestType, ref output);
        output.Write(" number "u8);
        output.WriteDecimal(refusal.Sequence);
        WriteField(" text="u8, refusal.Text, ref output);
    }

    private static void Elements(ReadOnlySpan<byte> payload, ref ByteWriter output)
    {
        SetElementReader elements = new(payload);
        WriteNumber(" family="u8, elements.Family, ref output);
        WriteField(" table="u8, elements.Table, ref output);
        WriteField(" set="u8, elements.Set, ref output);
        while (elements.Next())
        {
            output.Write(" [key="u8);
            output.WriteHex(elements.Key);
            if (!elements.Data.IsEmpty)
            {
                output.Write(" data="u8);
                output.WriteHex(elements.Data);
            }

            if (elements.TimeoutMilliseconds != 0)
            {
                output.Write(" timeout="u8);
                output.WriteDecimal(elements.TimeoutMilliseconds);
                output.Write(" expires="u8);
                output.WriteDecimal(elements.ExpirationMilliseconds);
            }

            if (elements.HasCounter)
            {
                output.Write(" packets="u8);
                output.WriteDecimal(elements.CounterPackets);
                output.Write(" bytes="u8);
                output.WriteDecimal(elements.CounterBytes);
            }

            if (UserDataReader.TryGetComment(elements.UserData, out ReadOnlySpan<byte> comment))
            {
                WriteField(" comment="u8, comment, ref output);
            }

            output.Write("]"u8);
        }

        if (elements.Failed)
        {
            output.Write(" BadLength"u8);
        }
    }

    private static void Notification(scoped in NetlinkReader message, ref ByteWriter output)
    {
        WireError error = NftablesNotificationView.TryView(in message, out NftablesNotificationView notification);
        if (error != WireError.None)
        {
            WriteError(error, ref output);
            return;
        }

        switch (notification.Kind)
        {
            case NftablesNotificationKind.NewTable:
                output.Write("table"u8);
                break;
            case NftablesNotificationKind.DeletedTable:
                output.Write("deleted table"u8);
                break;
            case NftablesNotificationKind.NewSet:
                output.Write("set"u8);
                break;
            case NftablesNotificationKind.DeletedSet:
                output.Write("deleted set"u8);
                break;
            case NftablesNotificationKind.NewGeneration:
                output.Write("generation "u8);
                output.WriteDecimal(notification.Generation);
                return;
            default:
                WriteNumber("type "u8, message.Type, ref output);
                return;
        }

        WriteNumber(" family="u8, notification.Family, ref output);
        WriteField(" table="u8, notification.Table, ref output);
        WriteField(" set="u8, notification.Set, ref output);
        if (notification.Kind == NftablesNotificationKind.NewSet
            && SetView.TryView(message.Payload, out SetView set) == WireError.None)
        {
            WriteNumber(" flags="u8, (int)set.Flags, ref output);
            WriteNumber(" key-type="u8, (int)set.KeyType, ref output);
            WriteNumber(" key-length="u8, (int)set.KeyLength, ref output);
            WriteNumber(" data-type="u8, (int)set.DataType, ref output);
            WriteNumber(" data-length="u8, (int)set.DataLength, ref output);
        }
    }

    private static void Flow(ReadOnlySpan<byte> payload, ref ByteWriter output)
    {
        WireError error = ConntrackView.TryView(payload, out ConntrackView flow);
        if (error != WireError.None)
        {
            WriteError(error, ref output);
            return;
        }

        ConntrackTuple original = flow.Original;
        ConntrackTuple reply = flow.Reply;
        WriteNumber("flow protocol="u8, original.Protocol, ref output);
        WriteTuple(" original="u8, in original, ref output);
        WriteTuple(" reply="u8, in reply, ref output);
        output.Write(" status="u8);
        output.WriteDecimal(flow.Status);
        output.Write(" id="u8);
        output.WriteDecimal(flow.Id);
        output.Write(" timeout="u8);
        output.WriteDecimal(flow.TimeoutSeconds);
    }

    private static void WriteTuple(ReadOnlySpan<byte> name, in ConntrackTuple tuple, ref ByteWriter output)
    {
        output.Write(name);
        output.WriteAddress(tuple.Source);
        WriteNumber(":"u8, tuple.SourcePort, ref output);
        output.WriteByte((byte)'>');
        output.WriteAddress(tuple.Destination);
        WriteNumber(":"u8, tuple.DestinationPort, ref output);
    }

    private static void Route(scoped in NetlinkReader message, ref ByteWriter output)
    {
        switch (message.Type)
        {
            case NetlinkAbi.RTM_NEWLINK:
                output.Write("link"u8);
                Link(message.Payload, ref output);
                break;
            case NetlinkAbi.RTM_DELLINK:
                output.Write("deleted link"u8);
                Link(message.Payload, ref output);
                break;
            case NetlinkAbi.RTM_NEWADDR:
                output.Write("address"u8);
                LinkAddress(message.Payload, ref output);
                break;
            case NetlinkAbi.RTM_DELADDR:
                output.Write("deleted address"u8);
                LinkAddress(message.Payload, ref output);
                break;
            default:
                WriteNumber("type "u8, message.Type, ref output);
                break;
        }
    }

    private static void Link(ReadOnlySpan<byte> payload, ref ByteWriter output)
    {
        output.WriteByte((byte)' ');
        WireError error = LinkView.TryView(payload, out LinkView link);
        if (error != WireError.None)
        {
            WriteError(error, ref output);
            return;
        }

        output.WriteDecimal((uint)link.Index);
        WriteField(" name="u8, link.Name, ref output);
        WriteFlag(" up"u8, link.IsUp, ref output);
        WriteFlag(" running"u8, link.IsRunning, ref output);
        WriteNumber(" state="u8, link.OperationalState, ref output);
        output.Write(" mtu="u8);
        output.WriteDecimal(link.MtuBytes);
        output.Write(" hardware="u8);
        output.WriteHex(link.HardwareAddress);
        if (link.HasStatistics)
        {
            output.Write(" received="u8);
            output.WriteDecimal(link.ReceivedPackets);
            output.WriteByte((byte)'/');
            output.WriteDecimal(link.ReceivedBytes);
            output.Write(" sent="u8);
            output.WriteDecimal(link.SentPackets);
            output.WriteByte((byte)'/');
            output.WriteDecimal(link.SentBytes);
        }
    }

    private static void LinkAddress(ReadOnlySpan<byte> payload, ref ByteWriter output)
    {
        output.WriteByte((byte)' ');
        WireError error = AddressView.TryView(payload, out AddressView address);
        if (error != WireError.None)
        {
            WriteError(error, ref output);
            return;
        }

        output.WriteAddress(address.Local);
        WriteNumber("/"u8, address.PrefixLength, ref output);
        output.Write(" peer="u8);
        output.WriteAddress(address.Peer);
        output.Write(" index="u8);
        output.WriteDecimal((uint)address.Index);
        output.Write(" flags="u8);
        output.WriteDecimal(address.Flags);
        WriteField(" label="u8, address.Label, ref output);
    }
}

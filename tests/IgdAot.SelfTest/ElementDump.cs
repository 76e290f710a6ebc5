using System;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.SelfTest;

/// <summary>
/// One line for a message about set elements: <c>add dnat4 tcp.8080 192.168.1.10.80 timeout 3600000 comment upnp:x</c>,
/// <c>del tcp4 8080</c>, <c>flush snat4</c>. Several elements of one message stand on lines of their own. The prefix that
/// the shipped ruleset gives its sets is left out.
/// </summary>
internal static class ElementDump
{
    internal static ReadOnlySpan<byte> ShippedPrefix => "igdaot1_"u8;

    /// <summary>Writes the lines of one NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM.</summary>
    public static void Emit(ref ByteWriter writer, bool isDeletion, ReadOnlySpan<byte> payload)
    {
        SetElementReader element = new SetElementReader(payload);
        bool isFlush = true;
        while (element.Next())
        {
            isFlush = false;
            writer.Write(isDeletion ? "del "u8 : "add "u8);
            writer.Write(NameOf(element.Set));
            EmitKey(ref writer, element.Set, element.Key);
            EmitData(ref writer, element.Set, element.Data);
            if (element.TimeoutMilliseconds != 0)
            {
                writer.Write(" timeout "u8);
                writer.WriteDecimal(element.TimeoutMilliseconds);
            }

            if (UserDataReader.TryGetComment(element.UserData, out ReadOnlySpan<byte> comment))
            {
                writer.Write(" comment "u8);
                writer.Write(comment);
            }

            writer.WriteByte((byte)'\n');
        }

        if (isFlush)
        {
            writer.Write("flush "u8);
            writer.Write(NameOf(element.Set));
            writer.WriteByte((byte)'\n');
        }
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> set) =>
        set.StartsWith(ShippedPrefix) ? set.Slice(ShippedPrefix.Length) : set;

    private static void EmitKey(ref ByteWriter writer, ReadOnlySpan<byte> set, ReadOnlySpan<byte> bytes)
    {
        ConcatenationReader key = new ConcatenationReader(bytes);
        writer.WriteByte((byte)' ');
        if (set.EndsWith(SetNames.ExternalDevices) || set.EndsWith(SetNames.InternalDevices))
        {
            writer.Write(bytes.Slice(0, Math.Max(0, bytes.IndexOf((byte)0))));
            return;
        }

        if (set.EndsWith(SetNames.ForwardFrom))
        {
            writer.WriteAddress(key.Address());
            writer.WriteByte((byte)'.');
            EmitProtocol(ref writer, key.Protocol());
            EmitPort(ref writer, key.Port());
        }
        else if (set.EndsWith(SetNames.Forward))
        {
            EmitProtocol(ref writer, key.Protocol());
            EmitPort(ref writer, key.Port());
        }
        else if (set.EndsWith(SetNames.Source))
        {
            EmitProtocol(ref writer, key.Protocol());
            writer.WriteByte((byte)'.');
            writer.WriteAddress(key.Address());
            EmitPort(ref writer, key.Port());
        }
        else if (set.EndsWith(SetNames.ExternalAddresses))
        {
            writer.WriteAddress(key.Address());
        }
        else
        {
            writer.WriteDecimal(key.Port());
        }

        writer.Write(key.IsComplete ? default : "!"u8);
    }

    private static void EmitData(ref ByteWriter writer, ReadOnlySpan<byte> set, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        ConcatenationReader data = new ConcatenationReader(bytes);
        writer.WriteByte((byte)' ');
        if (set.EndsWith(SetNames.Source))
        {
            writer.WriteDecimal(data.Port());
        }
        else
        {
            writer.WriteAddress(data.Address());
            EmitPort(ref writer, data.Port());
        }

        writer.Write(data.IsComplete ? default : "!"u8);
    }

    private static void EmitProtocol(ref ByteWriter writer, byte protocol)
    {
        switch ((IpProtocol)protocol)
        {
            case IpProtocol.Tcp:
                writer.Write("tcp"u8);
                break;
            case IpProtocol.Udp:
                writer.Write("udp"u8);
                break;
            default:
                writer.WriteDecimal(protocol);
                break;
        }
    }

    private static void EmitPort(ref ByteWriter writer, ushort port)
    {
        writer.WriteByte((byte)'.');
        writer.WriteDecimal(port);
    }
}

using System;
using IgdAot.Wire;

namespace IgdAot.Gateway.Services;

/// <summary>
/// What makes this router's UPnP names its own and the same after each start: the hardware address of its first
/// LAN device, as the node of a UUID (RFC 9562, section 5.1 has the layout; the time in it is a constant).
/// </summary>
public struct DeviceIdentity
{
    /// <summary>Bytes of a UUID's text.</summary>
    public const int UuidLength = 36;

    /// <summary>48 bits.</summary>
    public ulong HardwareAddress;

    /// <summary>BOOTID.UPNP.ORG (UDA 1.1, section 1.2): higher after each start, 31 bits.</summary>
    public uint BootId;

    /// <summary>CONFIGID.UPNP.ORG (UDA 1.1, section 1.2): another number when a description changes, 0 to 16777215.</summary>
    public uint ConfigId;

    /// <summary>Writes the unique device name of one of the three devices: "uuid:" and the UUID.</summary>
    public readonly void EmitUniqueDeviceName(ref ByteWriter writer, IgdDevice device)
    {
        writer.Write("uuid:"u8);
        EmitUuid(ref writer, device);
    }

    public readonly void EmitUuid(ref ByteWriter writer, IgdDevice device)
    {
        Span<byte> node = stackalloc byte[6];
        for (int i = 0; i < node.Length; i++)
        {
            node[i] = (byte)(HardwareAddress >> (40 - (8 * i)));
        }

        writer.Write("0000000"u8);
        writer.WriteByte((byte)('1' + (int)device));
        writer.Write("-6967-1d64-8f61-"u8);
        writer.WriteHex(node);
    }
}

/// <summary>The devices of InternetGatewayDevice:1, section 2.3: each stands in the one before.</summary>
public enum IgdDevice : byte
{
    InternetGateway,
    Wan,
    WanConnection,
}

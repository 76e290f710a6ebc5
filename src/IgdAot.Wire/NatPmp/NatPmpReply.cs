using System;

namespace IgdAot.Wire.NatPmp;

/// <summary>Writes the answers (RFC 6886, sections 3.2 to 3.5). All begin with version, opcode + 128, result and epoch.</summary>
public static class NatPmpReply
{
    /// <summary>Bytes of the longest answer of ours; one that echoes an unknown request can be longer.</summary>
    public const int MaxLength = 16;

    /// <summary>The external address; unsolicited, the announcement (RFC 6886, sections 3.2 and 3.2.1).</summary>
    public static void EmitExternalAddress(ref ByteWriter writer, NatPmpResultCode result, uint epochSeconds, Ipv4Address address)
    {
        EmitHead(ref writer, (byte)NatPmpOpcode.ExternalAddress, result, epochSeconds);
        writer.WriteUInt32(address.Value);
    }

    /// <summary>A mapping; refused or deleted, external port and lifetime are 0 (RFC 6886, sections 3.3 and 3.4).</summary>
    public static void EmitMapping(
        ref ByteWriter writer, NatPmpOpcode opcode, NatPmpResultCode result, uint epochSeconds, ushort internalPort, ushort externalPort, uint lifetimeSeconds)
    {
        EmitHead(ref writer, (byte)opcode, result, epochSeconds);
        writer.WriteUInt16(internalPort);
        writer.WriteUInt16(externalPort);
        writer.WriteUInt32(lifetimeSeconds);
    }

    /// <summary>
    /// The answer to a version that is not served (RFC 6886, section 3.5): whatever that version's opcode meant, ours
    /// is 0, without the response bit.
    /// </summary>
    public static void EmitUnsupportedVersion(ref ByteWriter writer, uint epochSeconds) =>
        EmitFields(ref writer, 0, NatPmpResultCode.UnsupportedVersion, epochSeconds);

    /// <summary>
    /// The answer to an opcode that is not known: the request itself, as far as it has the fields, with response bit
    /// and result in it (RFC 6886, section 3.5).
    /// </summary>
    public static void EmitUnsupportedOpcode(ref ByteWriter writer, scoped ReadOnlySpan<byte> request)
    {
        writer.WriteByte(NatPmpRequest.Version);
        writer.WriteByte((byte)(request[1] | NatPmpRequest.ResponseBit));
        writer.WriteUInt16((ushort)NatPmpResultCode.UnsupportedOpcode);
        if (request.Length > 4)
        {
            writer.Write(request.Slice(4));
        }
    }

    private static void EmitHead(ref ByteWriter writer, byte opcode, NatPmpResultCode result, uint epochSeconds) =>
        EmitFields(ref writer, (byte)(opcode | NatPmpRequest.ResponseBit), result, epochSeconds);

    private static void EmitFields(ref ByteWriter writer, byte responseOpcode, NatPmpResultCode result, uint epochSeconds)
    {
        writer.WriteByte(NatPmpRequest.Version);
        writer.WriteByte(responseOpcode);
        writer.WriteUInt16((ushort)result);
        writer.WriteUInt32(epochSeconds);
    }
}

using System;

namespace IgdAot.Wire.Pcp;

/// <summary>Writes answers and announcements (RFC 6887, sections 7.2, 11.1 and 14.1).</summary>
public static class PcpReply
{
    /// <summary>Bytes of the longest answer, as of the longest request (RFC 6887, section 7).</summary>
    public const int MaxLength = PcpRequest.MaxLength;

    private const int ReservedLength = 12;

    /// <summary>The answer to ANNOUNCE, and the announcement itself (RFC 6887, section 14.1).</summary>
    public static void EmitAnnounce(ref ByteWriter writer, uint epochSeconds) =>
        EmitHeader(ref writer, (byte)PcpOpcode.Announce, PcpResultCode.Success, 0, epochSeconds);

    /// <summary>A granted, renewed or deleted mapping (RFC 6887, section 11.1).</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="request">The request.</param>
    /// <param name="lifetimeSeconds">Granted; 0 for a deletion.</param>
    /// <param name="epochSeconds">The epoch.</param>
    /// <param name="externalPort">The assigned port.</param>
    /// <param name="externalAddress">The assigned address, 128 bits.</param>
    /// <param name="description">What was kept of a DESCRIPTION, which then is in the answer.</param>
    public static void EmitMap(
        ref ByteWriter writer,
        scoped in PcpRequest request,
        uint lifetimeSeconds,
        uint epochSeconds,
        ushort externalPort,
        scoped ReadOnlySpan<byte> externalAddress,
        scoped ReadOnlySpan<byte> description)
    {
        EmitHeader(ref writer, (byte)PcpOpcode.Map, PcpResultCode.Success, lifetimeSeconds, epochSeconds);
        Span<byte> nonce = writer.Reserve(PcpNonce.Length);
        if (nonce.IsEmpty)
        {
            return;
        }

        request.Nonce.CopyTo(nonce);
        writer.WriteByte(request.Protocol);
        writer.WriteZeros(3);
        writer.WriteUInt16(request.InternalPort);
        writer.WriteUInt16(externalPort);
        writer.Write(externalAddress);
        if (request.PrefersFailure)
        {
            EmitOption(ref writer, PcpOptionCode.PreferFailure, default);
        }

        if (request.HasDescription)
        {
            EmitOption(ref writer, PcpOptionCode.Description, description);
        }
    }

    /// <summary>
    /// A refusal: the request comes back, its header made the answer's, cut to 1100 bytes and padded to four
    /// (RFC 6887, sections 8.2 and 8.3). A lifetime says how long it stands.
    /// </summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="request">The request's bytes, at least two.</param>
    /// <param name="result">The reason.</param>
    /// <param name="lifetimeSeconds">How long the refusal stands, as a rule <see cref="PcpErrorLifetime"/>.</param>
    /// <param name="epochSeconds">The epoch.</param>
    public static void EmitError(ref ByteWriter writer, scoped ReadOnlySpan<byte> request, PcpResultCode result, uint lifetimeSeconds, uint epochSeconds)
    {
        EmitHeader(ref writer, (byte)(request[1] & ~PcpRequest.ResponseBit), result, lifetimeSeconds, epochSeconds);
        int length = Math.Min(request.Length, PcpRequest.MaxLength);
        if (length > PcpRequest.HeaderLength)
        {
            ReadOnlySpan<byte> rest = request.Slice(PcpRequest.HeaderLength, length - PcpRequest.HeaderLength);
            writer.Write(rest);
            writer.WriteZeros((4 - (rest.Length & 3)) & 3);
        }
    }

    private static void EmitHeader(ref ByteWriter writer, byte opcode, PcpResultCode result, uint lifetimeSeconds, uint epochSeconds)
    {
        writer.WriteByte(PcpRequest.Version);
        writer.WriteByte((byte)(opcode | PcpRequest.ResponseBit));
        writer.WriteByte(0);
        writer.WriteByte((byte)result);
        writer.WriteUInt32(lifetimeSeconds);
        writer.WriteUInt32(epochSeconds);
        writer.WriteZeros(ReservedLength);
    }

    private static void EmitOption(ref ByteWriter writer, PcpOptionCode code, scoped ReadOnlySpan<byte> data)
    {
        writer.WriteByte((byte)code);
        writer.WriteByte(0);
        writer.WriteUInt16((ushort)data.Length);
        writer.Write(data);
        writer.WriteZeros((4 - (data.Length & 3)) & 3);
    }
}

using System;
using System.Buffers.Binary;

namespace IgdAot.Wire.NatPmp;

/// <summary>
/// A request of NAT-PMP. Read RFC 6886, sections 3.1 to 3.5, first.
/// <code>
/// 0       1       2               4               6               8
/// version opcode  reserved        internal port   external port   lifetime (32 bits)
/// </code>
/// The request for the external address ends after the opcode.
/// </summary>
public struct NatPmpRequest
{
    /// <summary>RFC 6886, section 3.</summary>
    public const byte Version = 0;

    /// <summary>UDP port of the server (RFC 6886, section 1.1).</summary>
    public const ushort ServerPort = 5351;

    /// <summary>Bytes of the shortest request (RFC 6886, section 3.2).</summary>
    public const int MinLength = 2;

    /// <summary>Bytes of a mapping request (RFC 6886, section 3.3).</summary>
    public const int MappingLength = 12;

    /// <summary>The bit that makes an opcode a response's (RFC 6886, section 3.5).</summary>
    public const byte ResponseBit = 128;

    private const int VersionOffset = 0;
    private const int OpcodeOffset = 1;
    private const int InternalPortOffset = 4;
    private const int ExternalPortOffset = 6;
    private const int LifetimeOffset = 8;

    /// <summary>As it came: unknown numbers are kept.</summary>
    public NatPmpOpcode Opcode { get; private set; }

    public ushort InternalPort { get; private set; }

    /// <summary>0 for no wish.</summary>
    public ushort SuggestedExternalPort { get; private set; }

    /// <summary>Seconds; 0 deletes.</summary>
    public uint LifetimeSeconds { get; private set; }

    /// <summary>Reads a datagram that came to the server's port.</summary>
    /// <returns>
    /// Truncated and NotRequest are met with silence (RFC 6886, section 3.5: a response bit is never answered);
    /// BadVersion and Unsupported have answers of their own.
    /// </returns>
    public static WireError TryParse(ReadOnlySpan<byte> datagram, out NatPmpRequest request)
    {
        request = default;
        if (datagram.Length < MinLength)
        {
            return WireError.Truncated;
        }

        byte opcode = datagram[OpcodeOffset];
        if (opcode >= ResponseBit)
        {
            return WireError.NotRequest;
        }

        if (datagram[VersionOffset] != Version)
        {
            return WireError.BadVersion;
        }

        request.Opcode = (NatPmpOpcode)opcode;
        switch (request.Opcode)
        {
            case NatPmpOpcode.ExternalAddress:
                return WireError.None;
            case NatPmpOpcode.MapUdp:
            case NatPmpOpcode.MapTcp:
                if (datagram.Length < MappingLength)
                {
                    return WireError.Truncated;
                }

                request.InternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(InternalPortOffset));
                request.SuggestedExternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(ExternalPortOffset));
                request.LifetimeSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram.Slice(LifetimeOffset));
                return WireError.None;
            default:
                return WireError.Unsupported;
        }
    }
}

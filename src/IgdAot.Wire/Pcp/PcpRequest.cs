using System;
using System.Buffers.Binary;

namespace IgdAot.Wire.Pcp;

/// <summary>Opcodes that are served (RFC 6887, sections 11 and 14.1). PEER is later work.</summary>
public enum PcpOpcode : byte
{
    Announce = 0,
    Map = 1,
}

/// <summary>What a datagram is to the server.</summary>
public enum PcpVerdict : byte
{
    /// <summary>A request to carry out.</summary>
    Ok,

    /// <summary>Silence (RFC 6887, section 8.2).</summary>
    Drop,

    /// <summary>An answer with <see cref="PcpRequest.Result"/>.</summary>
    Refuse,
}

/// <summary>
/// A request of PCP. Read RFC 6887, sections 7.1, 8.2, 11.1 and 13, first.
/// <code>
///  0 version 2 | R and opcode | reserved            4 requested lifetime
///  8 client's address, 128 bits                    24 opcode's data
/// MAP: 24 nonce, 96 bits   36 protocol | reserved  40 internal port   42 suggested external port
///      44 suggested external address, 128 bits     60 options
/// </code>
/// </summary>
public ref struct PcpRequest
{
    /// <summary>RFC 6887, section 5.</summary>
    public const byte Version = 2;

    /// <summary>Bytes of a message at most (RFC 6887, section 7).</summary>
    public const int MaxLength = 1100;

    /// <summary>Bytes of the common header (RFC 6887, section 7.1).</summary>
    public const int HeaderLength = 24;

    /// <summary>Bytes of MAP's data (RFC 6887, section 11.1).</summary>
    public const int MapLength = 36;

    /// <summary>Bytes of a DESCRIPTION at most (RFC 7220, section 3).</summary>
    public const int MaxDescriptionLength = 1016;

    /// <summary>The bit that makes a message a response (RFC 6887, section 7.2).</summary>
    public const byte ResponseBit = 0x80;

    private const int VersionOffset = 0;
    private const int OpcodeOffset = 1;
    private const int LifetimeOffset = 4;
    private const int ClientOffset = 8;
    private const int NonceOffset = 24;
    private const int ProtocolOffset = 36;
    private const int InternalPortOffset = 40;
    private const int ExternalPortOffset = 42;
    private const int ExternalAddressOffset = 44;
    private const int MinLength = 2;

    // RFC 6887, section 7: a message's length is a multiple of this
    private const int Alignment = 4;

    private bool _hasSeenDescription;

    /// <summary>The reason of <see cref="PcpVerdict.Refuse"/>.</summary>
    public PcpResultCode Result { get; private set; }

    public PcpOpcode Opcode { get; private set; }

    /// <summary>Seconds; 0 deletes.</summary>
    public uint LifetimeSeconds { get; private set; }

    /// <summary>The client's address, as it says: 128 bits.</summary>
    public ReadOnlySpan<byte> ClientAddress { get; private set; }

    public PcpNonce Nonce { get; private set; }

    /// <summary>IANA protocol number; 0 for all.</summary>
    public byte Protocol { get; private set; }

    /// <summary>0 for all.</summary>
    public ushort InternalPort { get; private set; }

    /// <summary>0 for no wish.</summary>
    public ushort SuggestedExternalPort { get; private set; }

    /// <summary>128 bits; all zero for no wish.</summary>
    public ReadOnlySpan<byte> SuggestedExternalAddress { get; private set; }

    /// <summary>True where PREFER_FAILURE is among the options (RFC 6887, section 13.2).</summary>
    public bool PrefersFailure { get; private set; }

    /// <summary>
    /// True where a DESCRIPTION that can be kept is among the options. One that is not UTF-8, or holds a zero byte,
    /// counts as none: the mapping is made and the answer does without it (RFC 7220, section 3).
    /// </summary>
    public bool HasDescription { get; private set; }

    /// <summary>The text of DESCRIPTION: well-formed UTF-8 without a zero byte. An empty one erases what was kept.</summary>
    public ReadOnlySpan<byte> Description { get; private set; }

    /// <summary>
    /// Reads a datagram that came to the server's port from <paramref name="source"/>, in the order of RFC 6887,
    /// section 8.2: whose header names another client is told so before anything is said of opcode and options.
    /// </summary>
    /// <param name="datagram">The datagram, at least as long as it is read, even where it is longer than <see cref="MaxLength"/>.</param>
    /// <param name="source">The datagram's source address.</param>
    /// <param name="request">The request; where it is refused, its <see cref="Result"/>.</param>
    public static PcpVerdict TryParse(ReadOnlySpan<byte> datagram, Ipv4Address source, out PcpRequest request)
    {
        PcpVerdict verdict = TryParseHeader(datagram, out request);
        if (verdict != PcpVerdict.Ok)
        {
            return verdict;
        }

        return Ipv4MappedAddress.TryRead(request.ClientAddress, out Ipv4Address client) && client.Equals(source)
            ? request.ReadOpcode(datagram)
            : request.Refuse(PcpResultCode.AddressMismatch);
    }

    /// <summary>Reads a datagram of which only itself is known: the client's address is left to the caller to compare.</summary>
    /// <param name="datagram">The datagram, at least as long as it is read, even where it is longer than <see cref="MaxLength"/>.</param>
    /// <param name="request">The request; where it is refused, its <see cref="Result"/>.</param>
    public static PcpVerdict TryParse(ReadOnlySpan<byte> datagram, out PcpRequest request)
    {
        PcpVerdict verdict = TryParseHeader(datagram, out request);
        return verdict == PcpVerdict.Ok ? request.ReadOpcode(datagram) : verdict;
    }

    private static PcpVerdict TryParseHeader(ReadOnlySpan<byte> datagram, out PcpRequest request)
    {
        request = default;
        if (datagram.Length < MinLength || (datagram[OpcodeOffset] & ResponseBit) != 0)
        {
            return PcpVerdict.Drop;
        }

        if (datagram[VersionOffset] != Version)
        {
            return request.Refuse(PcpResultCode.UnsupportedVersion);
        }

        if (datagram.Length < HeaderLength)
        {
            return PcpVerdict.Drop;
        }

        request.Opcode = (PcpOpcode)datagram[OpcodeOffset];
        bool isShort = request.Opcode == PcpOpcode.Map && datagram.Length < HeaderLength + MapLength;
        if (datagram.Length > MaxLength || datagram.Length % Alignment != 0 || isShort)
        {
            return request.Refuse(PcpResultCode.MalformedRequest);
        }

        request.LifetimeSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram.Slice(LifetimeOffset));
        request.ClientAddress = datagram.Slice(ClientOffset, Ipv4MappedAddress.Length);
        return PcpVerdict.Ok;
    }

    private PcpVerdict ReadOpcode(ReadOnlySpan<byte> datagram)
    {
        switch (Opcode)
        {
            case PcpOpcode.Announce:
                return ReadOptions(datagram.Slice(HeaderLength));
            case PcpOpcode.Map:
                ReadMap(datagram);

                // RFC 6887, section 11.1: all protocols means all ports
                return Protocol == 0 && InternalPort != 0
                    ? Refuse(PcpResultCode.MalformedRequest)
                    : ReadOptions(datagram.Slice(HeaderLength + MapLength));
            default:
                return Refuse(PcpResultCode.UnsupportedOpcode);
        }
    }

    private void ReadMap(ReadOnlySpan<byte> datagram)
    {
        Nonce = PcpNonce.Read(datagram.Slice(NonceOffset));
        Protocol = datagram[ProtocolOffset];
        InternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(InternalPortOffset));
        SuggestedExternalPort = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(ExternalPortOffset));
        SuggestedExternalAddress = datagram.Slice(ExternalAddressOffset, Ipv4MappedAddress.Length);
    }

    /// <summary>
    /// Reads the options. THIRD_PARTY and FILTER are not served yet: mandatory options that are not known or not
    /// served are refused, the others passed over (RFC 6887, section 7.3).
    /// </summary>
    private PcpVerdict ReadOptions(ReadOnlySpan<byte> options)
    {
        PcpOptionReader reader = new PcpOptionReader(options);
        PcpResultCode result = PcpResultCode.Success;
        while (result == PcpResultCode.Success && reader.Next())
        {
            result = ReadOption(in reader);
        }

        if (reader.Failed)
        {
            result = PcpResultCode.MalformedOption;
        }

        return result == PcpResultCode.Success ? PcpVerdict.Ok : Refuse(result);
    }

    private PcpResultCode ReadOption(scoped in PcpOptionReader option)
    {
        switch (option.Code)
        {
            case PcpOptionCode.PreferFailure:
                // RFC 6887, section 13.2: only with MAP, empty, once; never with a deletion or without a port.
                if (Opcode != PcpOpcode.Map || !option.Data.IsEmpty || PrefersFailure || SuggestedExternalPort == 0 || LifetimeSeconds == 0)
                {
                    return PcpResultCode.MalformedOption;
                }

                PrefersFailure = true;
                return PcpResultCode.Success;
            case PcpOptionCode.Description:
                // RFC 7220, section 3: only with a mapping, once
                if (Opcode != PcpOpcode.Map || _hasSeenDescription || option.Data.Length > MaxDescriptionLength)
                {
                    return PcpResultCode.MalformedOption;
                }

                _hasSeenDescription = true;
                if (Utf8.IsValid(option.Data) && option.Data.IndexOf((byte)0) < 0)
                {
                    HasDescription = true;
                    Description = option.Data;
                }

                return PcpResultCode.Success;
            default:
                return option.IsMandatory ? PcpResultCode.UnsupportedOption : PcpResultCode.Success;
        }
    }

    private PcpVerdict Refuse(PcpResultCode result)
    {
        Result = result;
        return PcpVerdict.Refuse;
    }
}

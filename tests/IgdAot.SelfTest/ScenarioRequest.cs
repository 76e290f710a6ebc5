using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;
using IgdAot.Wire.Pcp;
using IgdAot.Wire.Soap;

namespace IgdAot.SelfTest;

/// <summary>
/// A request in a script's words, the same for each protocol: <c>tcp 80 external 8080 lifetime 3600</c>, then as
/// needed <c>description TEXT</c>, <c>remote A</c>, <c>to A</c>, <c>disabled</c>, <c>nonce N</c>, <c>prefer-failure</c>,
/// <c>suggested A</c>, <c>named A</c>. Emits the protocol's bytes.
/// </summary>
internal ref struct ScenarioRequest
{
    /// <summary>IANA protocol number; 0 for "all".</summary>
    private byte _protocol;
    private ushort _internalPort;
    private ushort _externalPort;
    private uint _lifetime;
    private byte _nonce;
    private bool _prefersFailure;
    private bool _isDisabled;
    private bool _hasDescription;
    private ReadOnlySpan<byte> _description;
    private Ipv4Address _remote;
    private Ipv4Address _to;
    private Ipv4Address _suggested;
    private Ipv4Address _named;

    /// <summary>Reads all words that are left; not <paramref name="isGood"/> for a word that is none of these.</summary>
    public static ScenarioRequest Read(scoped ref ScenarioWords words, out bool isGood)
    {
        ScenarioRequest request = default;
        request._nonce = 1;
        ReadOnlySpan<byte> protocol = words.Next();
        isGood = protocol.SequenceEqual("tcp"u8) || protocol.SequenceEqual("udp"u8) || protocol.SequenceEqual("all"u8);
        if (isGood)
        {
            request._protocol = protocol[0] == 't' ? (byte)IpProtocol.Tcp : protocol[0] == 'u' ? (byte)IpProtocol.Udp : (byte)0;
        }

        isGood = isGood && words.TryPort(out request._internalPort);
        while (isGood && !words.IsEmpty)
        {
            isGood = request.TryReadPart(ref words);
        }

        return request;
    }

    private bool TryReadPart(ref ScenarioWords words)
    {
        if (words.TryTake("external"u8))
        {
            return words.TryPort(out _externalPort);
        }

        if (words.TryTake("lifetime"u8))
        {
            return words.TryNumber(out _lifetime);
        }

        if (words.TryTake("nonce"u8))
        {
            bool isGood = words.TryNumber(out uint nonce);
            _nonce = (byte)nonce;
            return isGood;
        }

        if (words.TryTake("description"u8))
        {
            _hasDescription = true;
            _description = words.Next();
            return true;
        }

        if (words.TryTake("prefer-failure"u8))
        {
            _prefersFailure = true;
            return true;
        }

        if (words.TryTake("disabled"u8))
        {
            _isDisabled = true;
            return true;
        }

        if (words.TryTake("remote"u8))
        {
            return words.TryAddress(out _remote);
        }

        if (words.TryTake("to"u8))
        {
            return words.TryAddress(out _to);
        }

        if (words.TryTake("suggested"u8))
        {
            return words.TryAddress(out _suggested);
        }

        return words.TryTake("named"u8) && words.TryAddress(out _named);
    }

    /// <summary>RFC 6886, section 3.3.</summary>
    public readonly void EmitNatPmp(ref ByteWriter writer)
    {
        writer.WriteByte(NatPmpRequest.Version);
        writer.WriteByte((byte)(_protocol == (byte)IpProtocol.Tcp ? NatPmpOpcode.MapTcp : NatPmpOpcode.MapUdp));
        writer.WriteUInt16(0);
        writer.WriteUInt16(_internalPort);
        writer.WriteUInt16(_externalPort);
        writer.WriteUInt32(_lifetime);
    }

    /// <summary>RFC 6887, sections 7.1 and 11.1. False where the description is no text.</summary>
    public readonly bool TryEmitPcp(ref ByteWriter writer, Ipv4Address client)
    {
        EmitPcpHeader(ref writer, PcpOpcode.Map, _lifetime, _named.IsUnspecified ? client : _named);
        for (int i = 0; i < PcpNonce.Length; i++)
        {
            writer.WriteByte(_nonce);
        }

        writer.WriteByte(_protocol);
        writer.WriteZeros(3);
        writer.WriteUInt16(_internalPort);
        writer.WriteUInt16(_externalPort);
        Ipv4MappedAddress.Emit(ref writer, _suggested);
        if (_prefersFailure)
        {
            writer.WriteByte((byte)PcpOptionCode.PreferFailure);
            writer.WriteZeros(3);
        }

        if (!_hasDescription)
        {
            return true;
        }

        Span<byte> buffer = stackalloc byte[_description.Length];
        ByteWriter description = new ByteWriter(buffer);
        bool isGood = ScenarioWords.TryUnescape(_description, ref description);
        writer.WriteByte((byte)PcpOptionCode.Description);
        writer.WriteByte(0);
        writer.WriteUInt16((ushort)description.Length);
        writer.Write(description.Written);
        writer.WriteZeros((4 - (description.Length & 3)) & 3);
        return isGood;
    }

    public static void EmitPcpHeader(ref ByteWriter writer, PcpOpcode opcode, uint lifetime, Ipv4Address client)
    {
        writer.WriteByte(PcpRequest.Version);
        writer.WriteByte((byte)opcode);
        writer.WriteUInt16(0);
        writer.WriteUInt32(lifetime);
        Ipv4MappedAddress.Emit(ref writer, client);
    }

    /// <summary>The arguments of AddPortMapping, or those of DeletePortMapping.</summary>
    public readonly bool TryEmitArguments(ref ByteWriter writer, bool isDeletion, Ipv4Address client)
    {
        Span<byte> address = stackalloc byte[Ipv4Address.MaxTextLength];
        ByteWriter remote = new ByteWriter(address);
        if (!_remote.IsUnspecified)
        {
            remote.WriteAddress(_remote);
        }

        SoapReply.EmitArgument(ref writer, "NewRemoteHost"u8, remote.Written);
        SoapReply.EmitArgument(ref writer, "NewExternalPort"u8, _externalPort);
        SoapReply.EmitArgument(ref writer, "NewProtocol"u8, _protocol == (byte)IpProtocol.Tcp ? "TCP"u8 : "UDP"u8);
        if (isDeletion)
        {
            return true;
        }

        SoapReply.EmitArgument(ref writer, "NewInternalPort"u8, _internalPort);
        SoapReply.EmitArgument(ref writer, "NewInternalClient"u8, _to.IsUnspecified ? client : _to);
        SoapReply.EmitArgument(ref writer, "NewEnabled"u8, !_isDisabled);
        Span<byte> buffer = stackalloc byte[_description.Length];
        ByteWriter description = new ByteWriter(buffer);
        bool isGood = ScenarioWords.TryUnescape(_description, ref description);
        SoapReply.EmitArgument(ref writer, "NewPortMappingDescription"u8, description.Written);
        SoapReply.EmitArgument(ref writer, "NewLeaseDuration"u8, _lifetime);
        return isGood;
    }

    /// <summary>A whole POST for an action of the service at <paramref name="path"/>; false where there is none.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="router">The address that is asked.</param>
    /// <param name="port">Its port.</param>
    /// <param name="path">The control path.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="arguments">The arguments, as elements.</param>
    public static bool TryEmitPost(
        ref ByteWriter writer, Ipv4Address router, ushort port, ReadOnlySpan<byte> path, ReadOnlySpan<byte> action, scoped ReadOnlySpan<byte> arguments)
    {
        ReadOnlySpan<byte> serviceType = default;
        for (int service = 0; service < IgdNames.ServiceCount; service++)
        {
            if (path.SequenceEqual(IgdNames.ControlPath((IgdService)service)))
            {
                serviceType = IgdNames.ServiceType((IgdService)service);
            }
        }

        ReadOnlySpan<byte> bodyStart = "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:"u8;
        ReadOnlySpan<byte> bodyMiddle = " xmlns:u=\""u8;
        ReadOnlySpan<byte> bodyEnd = "></s:Body></s:Envelope>"u8;
        int length = bodyStart.Length + action.Length + bodyMiddle.Length + serviceType.Length + 2 + arguments.Length + 4 + action.Length + bodyEnd.Length;
        writer.Write("POST "u8);
        writer.Write(path);
        writer.Write(" HTTP/1.1\r\nHost: "u8);
        writer.WriteAddress(router);
        writer.WriteByte((byte)':');
        writer.WriteDecimal(port);
        writer.Write("\r\nContent-Type: text/xml; charset=\"utf-8\"\r\nSOAPACTION: \""u8);
        writer.Write(serviceType);
        writer.WriteByte((byte)'#');
        writer.Write(action);
        writer.Write("\"\r\nContent-Length: "u8);
        writer.WriteDecimal((ulong)length);
        writer.Write("\r\n\r\n"u8);
        writer.Write(bodyStart);
        writer.Write(action);
        writer.Write(bodyMiddle);
        writer.Write(serviceType);
        writer.Write("\">"u8);
        writer.Write(arguments);
        writer.Write("</u:"u8);
        writer.Write(action);
        writer.Write(bodyEnd);
        return !serviceType.IsEmpty && !writer.Failed;
    }
}

using System;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;
using IgdAot.Wire.Pcp;
using IgdAot.Wire.Uci;

namespace IgdAot.SelfTest;

/// <summary>NAT-PMP, PCP and UCI.</summary>
internal static partial class Describe
{
    internal static bool TryRunBinary(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        if (protocol.SequenceEqual("natpmp-request"u8))
        {
            NatPmp(input, ref output);
        }
        else if (protocol.SequenceEqual("pcp-request"u8))
        {
            Pcp(input, ref output);
        }
        else if (protocol.SequenceEqual("uci"u8))
        {
            Uci(input, ref output);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void NatPmp(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        WireError error = NatPmpRequest.TryParse(input, out NatPmpRequest request);
        WriteError(error, ref output);
        if (error != WireError.None)
        {
            return;
        }

        switch (request.Opcode)
        {
            case NatPmpOpcode.ExternalAddress:
                output.Write(" address"u8);
                return;
            case NatPmpOpcode.MapUdp:
                output.Write(" udp"u8);
                break;
            default:
                output.Write(" tcp"u8);
                break;
        }

        WriteNumber(" internal="u8, request.InternalPort, ref output);
        WriteNumber(" external="u8, request.SuggestedExternalPort, ref output);
        output.Write(" lifetime="u8);
        output.WriteDecimal(request.LifetimeSeconds);
    }

    /// <summary>The request, or what becomes of the datagram. The address that it came from is not known here.</summary>
    private static void Pcp(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        switch (PcpRequest.TryParse(input, out PcpRequest request))
        {
            case PcpVerdict.Drop:
                output.Write("Drop"u8);
                return;
            case PcpVerdict.Refuse:
                output.Write("Refuse "u8);
                output.Write(ResultName(request.Result));
                return;
            default:
                output.Write(request.Opcode == PcpOpcode.Map ? "map"u8 : "announce"u8);
                break;
        }

        output.Write(" lifetime="u8);
        output.WriteDecimal(request.LifetimeSeconds);
        WriteAddress(" client="u8, request.ClientAddress, ref output);
        if (request.Opcode != PcpOpcode.Map)
        {
            return;
        }

        Span<byte> nonce = stackalloc byte[PcpNonce.Length];
        request.Nonce.CopyTo(nonce);
        output.Write(" nonce="u8);
        output.WriteHex(nonce);
        WriteNumber(" protocol="u8, request.Protocol, ref output);
        WriteNumber(" internal="u8, request.InternalPort, ref output);
        WriteNumber(" external="u8, request.SuggestedExternalPort, ref output);
        WriteAddress(" address="u8, request.SuggestedExternalAddress, ref output);
        WriteFlag(" prefer-failure"u8, request.PrefersFailure, ref output);
        if (request.HasDescription)
        {
            output.Write(" description="u8);
            WriteQuoted(request.Description, ref output);
        }
    }

    /// <summary>Every statement with its line number, with semicolons between.</summary>
    private static void Uci(ReadOnlySpan<byte> input, ref ByteWriter output)
    {
        Span<byte> scratch = stackalloc byte[UciReader.ScratchLength];
        UciReader reader = new(input, scratch);
        ReadOnlySpan<byte> separator = default;
        while (reader.Next())
        {
            output.Write(separator);
            separator = "; "u8;
            output.WriteDecimal((ulong)reader.Line);
            output.WriteByte((byte)' ');
            output.Write(ItemName(reader.Item));
            output.WriteByte((byte)' ');
            switch (reader.Item)
            {
                case UciItem.Error:
                    output.Write(ErrorName(reader.Error));
                    break;
                case UciItem.Package:
                    output.Write(reader.Name);
                    break;
                default:
                    output.Write(reader.Name);
                    output.WriteByte((byte)'=');
                    WriteQuoted(reader.Value, ref output);
                    break;
            }
        }

        output.Write(separator);
        output.Write("end"u8);
    }

    /// <summary>An IPv4-mapped address in dotted decimal, any other in 32 digits.</summary>
    private static void WriteAddress(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, ref ByteWriter output)
    {
        output.Write(name);
        if (Ipv4MappedAddress.TryRead(bytes, out Ipv4Address address))
        {
            output.WriteAddress(address);
        }
        else
        {
            output.WriteHex(bytes);
        }
    }

    private static ReadOnlySpan<byte> ResultName(PcpResultCode result) => result switch
    {
        PcpResultCode.UnsupportedVersion => "UnsupportedVersion"u8,
        PcpResultCode.MalformedRequest => "MalformedRequest"u8,
        PcpResultCode.UnsupportedOpcode => "UnsupportedOpcode"u8,
        PcpResultCode.UnsupportedOption => "UnsupportedOption"u8,
        PcpResultCode.MalformedOption => "MalformedOption"u8,
        PcpResultCode.AddressMismatch => "AddressMismatch"u8,
        _ => "unknown"u8,
    };

    private static ReadOnlySpan<byte> ItemName(UciItem item) => item switch
    {
        UciItem.Package => "package"u8,
        UciItem.Config => "config"u8,
        UciItem.Option => "option"u8,
        UciItem.List => "list"u8,
        _ => "error"u8,
    };

    private static ReadOnlySpan<byte> ErrorName(UciError error) => error switch
    {
        UciError.UnknownKeyword => "UnknownKeyword"u8,
        UciError.MissingName => "MissingName"u8,
        UciError.BadName => "BadName"u8,
        UciError.TooManyWords => "TooManyWords"u8,
        UciError.NoSection => "NoSection"u8,
        UciError.UnterminatedQuote => "UnterminatedQuote"u8,
        UciError.TooLong => "TooLong"u8,
        UciError.BadCharacter => "BadCharacter"u8,
        _ => "unknown"u8,
    };
}

using System;
using System.Buffers.Binary;
using System.Net;

namespace IgdAot.Lab;

/// <summary>The answer to a PCP MAP request (RFC 6887, sections 7.2 and 11.1).</summary>
public sealed record PcpMapping(int Result, uint Lifetime, uint Epoch, int InternalPort, int ExternalPort, IPAddress ExternalAddress);

/// <summary>A small PCP client of the tests' own (RFC 6887): MAP and ANNOUNCE for IPv4.</summary>
public static class PcpClient
{
    public const byte Tcp = 6;
    public const byte Udp = 17;

    /// <summary>Results by name (RFC 6887, section 7.4).</summary>
    public const int Success = 0;
    public const int UnsupportedVersion = 1;
    public const int NotAuthorized = 2;
    public const int MalformedRequest = 3;
    public const int UnsupportedOption = 5;
    public const int NetworkFailure = 7;
    public const int NoResources = 8;
    public const int UserExceededQuota = 10;
    public const int CannotProvideExternal = 11;
    public const int AddressMismatch = 12;

    /// <summary>The option PREFER_FAILURE, of no length (RFC 6887, section 13.2).</summary>
    public static ReadOnlySpan<byte> PreferFailure => [2, 0, 0, 0];

    private const int HeaderLength = 24;
    private const int MapLength = 36;

    /// <summary>A fresh mapping nonce.</summary>
    public static byte[] NewNonce() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(12);

    /// <summary>ANNOUNCE: the result and the epoch.</summary>
    public static (int Result, uint Epoch) Announce(NetworkNamespace from)
    {
        byte[] answer = NatPmpClient.Answered(NatPmpClient.Exchange(from, Header(0, 0, from.Address)), HeaderLength);
        return (answer[3], BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(8)));
    }

    /// <summary>MAP; a lifetime of 0 deletes.</summary>
    public static PcpMapping Map(
        NetworkNamespace from, byte[] nonce, byte protocol, int internalPort, int suggestedPort, uint lifetime, ReadOnlySpan<byte> options = default)
    {
        byte[] answer = NatPmpClient.Answered(
            NatPmpClient.Exchange(from, MapRequest(from.Address, nonce, protocol, internalPort, suggestedPort, lifetime, options)), HeaderLength + MapLength);
        if (answer[0] != 2 || answer[1] != 129)
        {
            throw new InvalidOperationException($"not an answer to MAP: {Convert.ToHexString(answer)}");
        }

        return new PcpMapping(
            answer[3],
            BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(4)),
            BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(8)),
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(40)),
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(42)),
            new IPAddress(answer.AsSpan(44, 16)).MapToIPv4());
    }

    /// <summary>The bytes of a MAP request, for tests that spoil it.</summary>
    public static byte[] MapRequest(
        IPAddress client, byte[] nonce, byte protocol, int internalPort, int suggestedPort, uint lifetime, ReadOnlySpan<byte> options = default)
    {
        byte[] map = new byte[MapLength];
        nonce.CopyTo(map, 0);
        map[12] = protocol;
        BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(16), (ushort)internalPort);
        BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(18), (ushort)suggestedPort);
        IPAddress.Any.MapToIPv6().GetAddressBytes().CopyTo(map, 20);
        return [.. Header(1, lifetime, client), .. map, .. options];
    }

    private static byte[] Header(byte opcode, uint lifetime, IPAddress client)
    {
        byte[] header = new byte[HeaderLength];
        header[0] = 2;
        header[1] = opcode;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), lifetime);
        client.MapToIPv6().GetAddressBytes().CopyTo(header, 8);
        return header;
    }
}

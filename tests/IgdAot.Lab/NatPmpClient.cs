using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IgdAot.Lab;

/// <summary>The answer to a NAT-PMP mapping request (RFC 6886, section 3.3).</summary>
public sealed record NatPmpMapping(int Result, uint Epoch, int InternalPort, int ExternalPort, uint Lifetime);

/// <summary>A small NAT-PMP client of the tests' own (RFC 6886).</summary>
public static class NatPmpClient
{
    /// <summary>The port of NAT-PMP and PCP servers (RFC 6886, section 3.1; RFC 6887, section 19.1).</summary>
    public const int Port = 5351;
    public const byte Udp = 1;
    public const byte Tcp = 2;

    /// <summary>Opcode 0: result, epoch and address.</summary>
    public static (int Result, uint Epoch, IPAddress Address) Address(NetworkNamespace from)
    {
        byte[] answer = Answered(Exchange(from, [0, 0]), 12);
        return (BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)), BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(4)), new IPAddress(answer.AsSpan(8, 4)));
    }

    /// <summary>Opcodes 1 (UDP) and 2 (TCP); a lifetime of 0 deletes.</summary>
    public static NatPmpMapping Map(NetworkNamespace from, byte opcode, int internalPort, int suggestedPort, uint lifetime)
    {
        byte[] request = new byte[12];
        request[1] = opcode;
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4), (ushort)internalPort);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(6), (ushort)suggestedPort);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(8), lifetime);
        byte[] answer = Answered(Exchange(from, request), 16);
        if (answer[0] != 0 || answer[1] != 128 + opcode)
        {
            throw new InvalidOperationException($"not an answer to opcode {opcode}: {Convert.ToHexString(answer)}");
        }

        return new NatPmpMapping(
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)),
            BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(4)),
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(8)),
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(10)),
            BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(12)));
    }

    /// <summary>Sends any bytes to the router's port 5351; the first answer, or null where none comes.</summary>
    public static byte[]? Exchange(NetworkNamespace from, ReadOnlySpan<byte> request, IPAddress? to = null, int milliseconds = 2000)
    {
        using Socket socket = from.Udp();
        socket.Connect(new IPEndPoint(to ?? NetworkLab.RouterAddress, Port));
        socket.ReceiveTimeout = milliseconds;
        try
        {
            socket.Send(request);
            byte[] buffer = new byte[2048];
            int length = socket.Receive(buffer);
            return buffer.AsSpan(0, length).ToArray();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    internal static byte[] Answered(byte[]? answer, int length) =>
        answer is null ? throw new TimeoutException("no answer on port 5351")
        : answer.Length < length ? throw new InvalidOperationException($"an answer shorter than {length} bytes: {Convert.ToHexString(answer)}")
        : answer;
}

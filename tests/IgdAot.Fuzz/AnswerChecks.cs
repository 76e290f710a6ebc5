using System;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using IgdAot.Wire.NatPmp;
using IgdAot.Wire.Pcp;
using IgdAot.Wire.Soap;
using IgdAot.Wire.Ssdp;

namespace IgdAot.Fuzz;

/// <summary>What an answer is, whatever was asked: well-formed in its own protocol.</summary>
internal static class AnswerChecks
{
    /// <summary>One answer of HTTP, head and body.</summary>
    public static void Http(ReadOnlySpan<byte> answer, bool mayBeHead)
    {
        ReadOnlySpan<byte> head = TakeHead(ref answer);
        ReadOnlySpan<byte> line = TakeLine(ref head);
        Require.That(
            line.StartsWith("HTTP/1.1 "u8) && line.Length > 13 && Ascii.TryParseDecimal(line.Slice(9, 3), 599, out uint status) && status >= 200 && line[12] == ' ',
            "an answer has a status line"u8);
        bool hasLength = false;
        bool hasType = false;
        uint length = 0;
        while (!head.IsEmpty)
        {
            Require.That(HeaderField.TrySplit(TakeLine(ref head), out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value), "an answer has fields"u8);
            if (name.SequenceEqual("Content-Length"u8))
            {
                Require.That(!hasLength && Ascii.TryParseDecimal(value, uint.MaxValue, out length), "Content-Length is a number"u8);
                hasLength = true;
            }

            hasType |= name.SequenceEqual("Content-Type"u8);
        }

        Require.That(hasLength && (answer.Length == (int)length || (answer.IsEmpty && mayBeHead)), "Content-Length is right"u8);
        Require.That(hasType == length > 0, "a body has its type"u8);
        if (!answer.IsEmpty)
        {
            Document(answer);
        }
    }

    /// <summary>An answer on port 5351.</summary>
    public static void PortControl(ReadOnlySpan<byte> answer)
    {
        ByteReader reader = new ByteReader(answer);
        byte version = reader.ReadByte();
        byte opcode = reader.ReadByte();
        if (version == PcpRequest.Version)
        {
            reader.ReadByte();
            byte result = reader.ReadByte();
            uint lifetime = reader.ReadUInt32();
            Require.That((opcode & PcpRequest.ResponseBit) != 0 && result <= (byte)PcpResultCode.ExcessiveRemotePeers, "a PCP answer is one"u8);
            Require.That(
                answer.Length >= PcpRequest.HeaderLength && answer.Length % 4 == 0 && answer.Length <= PcpRequest.MaxLength,
                "a PCP answer has a legal length"u8);
            Require.That(result == 0 || lifetime != 0, "a refusal of PCP has a lifetime"u8);
            if (result == 0 && opcode == (PcpRequest.ResponseBit | (byte)PcpOpcode.Map))
            {
                Require.That(answer.Length >= PcpRequest.HeaderLength + PcpRequest.MapLength, "an answer to MAP is whole"u8);
                PcpOptionReader options = new PcpOptionReader(answer.Slice(PcpRequest.HeaderLength + PcpRequest.MapLength));
                while (options.Next())
                {
                    Require.Inside(options.Data, answer);
                }

                Require.That(!options.Failed, "the options of an answer are whole"u8);
            }

            return;
        }

        Require.That(version == NatPmpRequest.Version, "an answer is of NAT-PMP or PCP"u8);
        ushort code = reader.ReadUInt16();
        switch (opcode)
        {
            case 0:
                Require.That(answer.Length == 8 && code == (ushort)NatPmpResultCode.UnsupportedVersion, "only the wrong version is answered without a response bit"u8);
                break;
            case NatPmpRequest.ResponseBit:
                Require.That(answer.Length == 12 && code is 0 or (ushort)NatPmpResultCode.NetworkFailure, "the answer with the address"u8);
                break;
            case NatPmpRequest.ResponseBit + 1 or NatPmpRequest.ResponseBit + 2:
                reader.Skip(4 + 2);
                ushort externalPort = reader.ReadUInt16();
                uint lifetime = reader.ReadUInt32();
                Require.That(answer.Length == NatPmpReply.MaxLength && code <= (ushort)NatPmpResultCode.OutOfResources, "the answer with a mapping"u8);
                Require.That((externalPort != 0) == (lifetime != 0) && (code == 0 || lifetime == 0), "a refusal of NAT-PMP grants nothing"u8);
                break;
            default:
                Require.That(
                    opcode > NatPmpRequest.ResponseBit && answer.Length >= 4 && code == (ushort)NatPmpResultCode.UnsupportedOpcode,
                    "an unknown opcode comes back"u8);
                break;
        }
    }

    /// <summary>Answers to searches, one behind the other.</summary>
    public static void Ssdp(ReadOnlySpan<byte> answers)
    {
        while (!answers.IsEmpty)
        {
            int before = answers.Length;
            ReadOnlySpan<byte> head = TakeHead(ref answers);
            Require.That(before - answers.Length < SsdpMessage.MaxLength, "an answer of SSDP fits a frame"u8);
            Require.That(TakeLine(ref head).SequenceEqual("HTTP/1.1 200 OK"u8), "a search is answered with 200"u8);
            bool hasTarget = false;
            while (!head.IsEmpty)
            {
                Require.That(HeaderField.TrySplit(TakeLine(ref head), out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value), "an answer of SSDP has fields"u8);
                hasTarget |= name.SequenceEqual("ST"u8) && SsdpTarget.TryParse(value, out _) == WireError.None;
            }

            Require.That(hasTarget, "a search's answer names its target"u8);
        }
    }

    /// <summary>A document that our own reader takes, up to a limit that descriptions exceed and requests do not need.</summary>
    private static void Document(ReadOnlySpan<byte> document)
    {
        XmlCursor cursor = new XmlCursor(document);
        XmlNodeKind node;
        do
        {
            node = cursor.Next();
        }
        while (node is not (XmlNodeKind.Error or XmlNodeKind.EndOfDocument));
        Require.That(cursor.Error is WireError.None or WireError.TooLong, "a body is XML"u8);
        bool isReply = document.IndexOf("<s:Envelope"u8) >= 0;
        Require.That(!isReply || cursor.Error == WireError.None, "a reply is XML"u8);
        Require.That(
            !isReply || document.IndexOf("<s:Fault>"u8) >= 0 || SoapBody.TryParse(document, out _) == WireError.None,
            "a reply is SOAP"u8);
    }

    /// <summary>Takes a head off the front, without the empty line that ends it.</summary>
    private static ReadOnlySpan<byte> TakeHead(scoped ref ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOf("\r\n\r\n"u8);
        Require.That(length >= 0, "a head has an end"u8);
        ReadOnlySpan<byte> head = rest.Slice(0, length + 2);
        rest = rest.Slice(length + 4);
        return head;
    }

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> line = rest.Slice(0, length);
        rest = rest.Slice(length + 2);
        return line;
    }
}

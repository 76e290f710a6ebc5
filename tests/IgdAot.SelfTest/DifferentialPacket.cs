using System;
using System.Buffers.Binary;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;

namespace IgdAot.SelfTest;

/// <summary>A packet in a buffer, and what can be done to it: damage of every kind that a line, a program or a person does.</summary>
internal ref struct DifferentialPacket
{
    /// <summary>Bytes of the longest packet.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Bytes of the longest piece that is doubled, put in or taken out.</summary>
    private const int MaxPieceLength = 300;

    /// <summary>Where a PCP request names its client (RFC 6887, section 7.1): an address of 16 bytes behind 8 others.</summary>
    private const int PcpClientOffset = 8;
    private const int PcpHeaderLength = 24;

    private readonly Span<byte> _buffer;
    private int _length;

    public DifferentialPacket(Span<byte> buffer)
    {
        _buffer = buffer;
        _length = 0;
    }

    /// <summary>What a parser could take one for another, or stumble over.</summary>
    private static ReadOnlySpan<byte> HttpWords =>
        "|GET|POST|M-POST|HEAD|SUBSCRIBE|UNSUBSCRIBE|HTTP/1.1|HTTP/1.0|HTTP/2.0|HTTP/1.|Host:|Content-Length:|Transfer-Encoding: chunked\r\n|Expect: 100-continue\r\n"u8
        + "|Connection: close\r\n|Connection: keep-alive\r\n|SOAPACTION:|SoapAction|Content-Type|text/xml|Accept-Language: de\r\n|Origin: http://192.168.1.1:5000\r\n|\r\n|\r\n\r\n|\n|\r| |\t|:|\"|#|'"u8
        + "|/rootDesc.xml|/ctl/IPConn|/ctl/CmnIfCfg|/WANIPCn.xml|/|http://192.168.1.1:5000/|192.168.1.1:5000|192.168.1.1|urn:schemas-upnp-org:service:WANIPConnection:1"u8
        + "|urn:schemas-upnp-org:service:WANIPConnection:2|urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1|urn:schemas-upnp-org:service:WANPPPConnection:1"u8
        + "|AddPortMapping|AddAnyPortMapping|DeletePortMapping|DeletePortMappingRange|GetExternalIPAddress|GetGenericPortMappingEntry|GetSpecificPortMappingEntry|GetListOfPortMappings"u8
        + "|GetStatusInfo|GetNATRSIPStatus|GetConnectionTypeInfo|SetConnectionType|RequestConnection|ForceTermination|GetTotalBytesSent|GetTotalBytesReceived|GetCommonLinkProperties|QueryStateVariable"u8
        + "|NewRemoteHost|NewExternalPort|NewProtocol|NewInternalPort|NewInternalClient|NewEnabled|NewPortMappingDescription|NewLeaseDuration|NewPortMappingIndex|NewStartPort|NewEndPort|NewManage|NewNumberOfPorts"u8
        + "|TCP|UDP|tcp|192.168.1.10|192.168.1.11|0.0.0.0|255.255.255.255|198.51.100.9|*|<|>|</|/>|&amp;|&lt;|&#x41;|&#0;|&#1114112;|&|;|<!--|-->|<![CDATA[|]]>|<?xml|?>|<!DOCTYPE x>|xmlns:u=|xmlns=|s:Body|s:Envelope|u:|0\r\n\r\n|5;x=y\r\n|\u00e4|\u20ac"u8;

    private static ReadOnlySpan<byte> SsdpWords =>
        "|M-SEARCH|NOTIFY|* HTTP/1.1|HTTP/1.1 200 OK|\r\n|\n|:| |HOST: 239.255.255.250:1900\r\n|MAN: \"ssdp:discover\"\r\n|ssdp:discover|ssdp:all|ST: |ST:|MX: |MX:|mx|upnp:rootdevice"u8
        + "|uuid:|urn:schemas-upnp-org:device:InternetGatewayDevice:1|urn:schemas-upnp-org:device:InternetGatewayDevice:2|urn:schemas-upnp-org:device:WANDevice:1|urn:schemas-upnp-org:device:WANConnectionDevice:2"u8
        + "|urn:schemas-upnp-org:service:WANIPConnection:1|urn:schemas-upnp-org:service:WANIPConnection:2|urn:schemas-upnp-org:service:Layer3Forwarding:1|urn:|device|service|:1|:2|:3|\""u8;

    private static ReadOnlySpan<byte> UciWords =>
        "|config |option |list |package |igdaot|permission|\n|\t| |'|\"|\\|#|;|enabled|upnp|natpmp|pcp|secure_mode|keep_on_exit|http_port|lease_min|lease_max|quota_per_client|quota_total|search_rate"u8
        + "|upstream_bit_rate|log_level|external_device|nft_table|nft_set_prefix|control_socket|internal_device|reserved_port|action|external_port|internal_client|internal_port|comment|allow|deny"u8
        + "|yes|no|on|off|true|debug|1024-65535|0-65535|192.168.1.0/24|0.0.0.0/0|/33|-|/"u8;

    /// <summary>The ends of what fields hold, and what lies beyond.</summary>
    private static ReadOnlySpan<byte> Numbers =>
        "|0|1|-1|00|2|3|5|65535|65536|4294967295|4294967296|18446744073709551615|18446744073709551616|99999999999999999999|2147483648|0x10|+5|1e3| 7|80|8080|1023|1024|604800|604801|3600|119|120|86400|86401|ffffffff|7fffffff"u8;

    public readonly int Length => _length;

    public readonly Span<byte> Bytes => _buffer.Slice(0, _length);

    public void Set(scoped ReadOnlySpan<byte> bytes)
    {
        _length = 0;
        Replace(0, 0, bytes);
    }

    /// <summary>Puts bytes in the place of some; the end is lost where they have no room.</summary>
    public void Replace(int at, int count, scoped ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.Slice(0, Math.Min(bytes.Length, _buffer.Length - at));
        int end = at + bytes.Length;
        int kept = Math.Min(_length - at - count, _buffer.Length - end);
        _buffer.Slice(at + count, kept).CopyTo(_buffer.Slice(end));
        bytes.CopyTo(_buffer.Slice(at));
        _length = end + kept;
    }

    /// <summary>Does one thing to the packet.</summary>
    public void Mutate(ref DifferentialRandom random, scoped in DifferentialStock stock, ScenarioPacketKind kind)
    {
        // Mostly in the body: what a head has wrong is found first, and nothing behind it is read.
        int body = kind == ScenarioPacketKind.Http && !random.OneIn(5) ? Bytes.IndexOf("\r\n\r\n"u8) + 4 : 0;
        int start = body < _length ? body : 0;
        int at = start + random.Below(_length - start);
        int piece = random.Below(Math.Min(_length - at, random.OneIn(4) ? MaxPieceLength : 8)) + 1;
        piece = Math.Min(piece, _length - at);
        switch (random.Below(12))
        {
            case 0 when _length > 0:
                _buffer[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1 when _length > 0:
                _buffer[at] = (byte)random.Next();
                break;
            case 2 when random.OneIn(3):
                _length = at;
                break;
            case 3:
                Extend(ref random);
                break;
            case 4:
                Replace(at, piece, default);
                break;
            case 5:
                Double(at, piece, random.Below(_length + 1));
                break;
            case 6:
                Splice(ref random, in stock, kind, at);
                break;
            default:
                if (kind == ScenarioPacketKind.PortControl)
                {
                    EditBinaryNumber(ref random, at);
                }
                else if (random.OneIn(3))
                {
                    EditNumber(ref random, at);
                }
                else
                {
                    SwapWord(ref random, WordsOf(kind), at);
                }

                break;
        }
    }

    /// <summary>Names another client in the place of the one that a good packet names.</summary>
    public void RenameClient(Ipv4Address from, Ipv4Address to, ScenarioPacketKind kind)
    {
        if (kind == ScenarioPacketKind.PortControl)
        {
            NamePcpClient(to);
            return;
        }

        ByteWriter oldName = new ByteWriter(stackalloc byte[Ipv4Address.MaxTextLength]);
        ByteWriter newName = new ByteWriter(stackalloc byte[Ipv4Address.MaxTextLength]);
        oldName.WriteAddress(from);
        newName.WriteAddress(to);
        int at = Bytes.IndexOf(oldName.Written);
        if (at >= 0)
        {
            Replace(at, oldName.Length, newName.Written);
        }
    }

    /// <summary>Makes a PCP request, where it is one, name its true sender.</summary>
    public void NamePcpClient(Ipv4Address client)
    {
        if (_length >= PcpHeaderLength && _buffer[0] == PcpRequest.Version)
        {
            ByteWriter name = new ByteWriter(_buffer.Slice(PcpClientOffset));
            Ipv4MappedAddress.Emit(ref name, client);
        }
    }

    /// <summary>Makes the length that a head tells true again, so that what is behind is read at all.</summary>
    public void RepairContentLength()
    {
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        int body = Bytes.IndexOf("\r\n\r\n"u8) + 4;
        int at = Bytes.IndexOf(name) + name.Length;
        if (body < 4 || at < name.Length || at > body)
        {
            return;
        }

        int digits = 0;
        while (Ascii.IsDigit(_buffer[at + digits]))
        {
            digits++;
        }

        ByteWriter length = new ByteWriter(stackalloc byte[Ascii.MaxDecimalDigits]);
        length.WriteDecimal((ulong)(_length - body));
        Replace(at, digits, length.Written);
    }

    private static ReadOnlySpan<byte> WordsOf(ScenarioPacketKind kind) => kind switch
    {
        ScenarioPacketKind.UnicastSearch or ScenarioPacketKind.MulticastSearch => SsdpWords,
        ScenarioPacketKind.Uci => UciWords,
        _ => HttpWords,
    };

    private void Extend(ref DifferentialRandom random)
    {
        Span<byte> more = stackalloc byte[MaxPieceLength];
        more = more.Slice(0, 1 + random.Below(random.OneIn(4) ? MaxPieceLength : 8));
        byte same = random.OneIn(2) ? (byte)0 : (byte)random.Next();
        bool isSame = random.OneIn(2);
        foreach (ref byte value in more)
        {
            value = isSame ? same : (byte)random.Next();
        }

        Replace(_length, 0, more);
    }

    private void Double(int at, int count, int to)
    {
        Span<byte> piece = stackalloc byte[MaxPieceLength];
        piece = piece.Slice(0, count);
        Bytes.Slice(at, count).CopyTo(piece);
        Replace(to, 0, piece);
    }

    /// <summary>The start of this one, the end of another.</summary>
    private void Splice(ref DifferentialRandom random, scoped in DifferentialStock stock, ScenarioPacketKind kind, int at)
    {
        StockPacket other = stock.At(random.Below(stock.Count));
        for (int i = 0; i < 4 && other.Kind != kind; i++)
        {
            other = stock.At(random.Below(stock.Count));
        }

        // Mostly at the same place, where formats with fixed fields stay what they are.
        int from = random.OneIn(3) ? random.Below(other.Length) : Math.Min(at, other.Length);
        Replace(at, _length - at, stock.BytesOf(other).Slice(from));
    }

    private void EditBinaryNumber(ref DifferentialRandom random, int at)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        int size = 1 << random.Below(3);
        at = Math.Min(at & -size, _length - size);
        if (at < 0)
        {
            return;
        }

        uint value = random.Below(6) switch
        {
            0 => 0,
            1 => uint.MaxValue,
            2 => (uint)random.Below(16),
            3 => 0x80000000u >> (32 - (8 * size)),
            // Few enough to meet again.
            4 => (uint)(8000 + random.Below(64)),
            _ => (uint)random.Next(),
        };
        BinaryPrimitives.WriteUInt32BigEndian(number, value);
        Replace(at, size, number.Slice(sizeof(uint) - size));
    }

    /// <summary>The next number behind a place gets another value.</summary>
    private void EditNumber(ref DifferentialRandom random, int at)
    {
        while (at < _length && !Ascii.IsDigit(_buffer[at]))
        {
            at++;
        }

        int digits = 0;
        while (at + digits < _length && Ascii.IsDigit(_buffer[at + digits]))
        {
            digits++;
        }

        if (random.OneIn(3))
        {
            Replace(at, digits, random.Word(Numbers));
            return;
        }

        ByteWriter number = new ByteWriter(stackalloc byte[Ascii.MaxDecimalDigits]);
        number.WriteDecimal((ulong)(random.OneIn(2) ? 8000 + random.Below(64) : random.Below(70000)));
        Replace(at, digits, number.Written);
    }

    /// <summary>One word becomes another; where those that are tried do not occur, one is put in.</summary>
    private void SwapWord(ref DifferentialRandom random, ReadOnlySpan<byte> words, int at)
    {
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<byte> old = random.Word(words);
            int place = Bytes.Slice(at).IndexOf(old);
            if (place >= 0)
            {
                Replace(at + place, old.Length, random.Word(words));
                return;
            }
        }

        Replace(at, 0, random.Word(words));
    }
}

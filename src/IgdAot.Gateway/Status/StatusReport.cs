using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Json;

namespace IgdAot.Gateway.Status;

/// <summary>
/// What the daemon tells of itself: a head, a line or object for each mapping, an end. Written piece by piece, because
/// thousands of mappings fit into no buffer; a mapping that comes or goes meanwhile may be missing or stand twice.
/// </summary>
public static class StatusReport
{
    /// <summary>Bytes of the longest piece: a mapping whose description has every byte escaped, or the head.</summary>
    public const int MaxPieceLength = 1024;

    /// <summary>Column widths of the table.</summary>
    private const int ProtocolWidth = 6;
    private const int ExternalWidth = 24;
    private const int ClientWidth = 23;
    private const int LeaseWidth = 11;
    private const int OriginWidth = 8;

    private static ReadOnlySpan<byte> TableHeading => "PROTO EXTERNAL                CLIENT                 LEASE      ORIGIN  DESCRIPTION\n"u8;

    /// <summary>Writes as many pieces as surely fit.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="isJson">JSON, or a table for people.</param>
    /// <param name="position">0 at first; then what this method made of it.</param>
    /// <param name="now">The time.</param>
    /// <param name="writer">Where it goes; must have room for <see cref="MaxPieceLength"/>.</param>
    /// <returns>False where the report is at its end and nothing was written.</returns>
    public static bool TryEmit(ref GatewayState state, bool isJson, ref int position, Instant now, ref ByteWriter writer)
    {
        int start = writer.Length;
        while (writer.Remaining >= MaxPieceLength && position >= 0)
        {
            if (position == 0)
            {
                EmitHead(ref state, isJson, now, ref writer);
                position = 1;
            }
            else if (position <= state.Mappings.Count)
            {
                ref readonly Mapping mapping = ref state.Mappings[state.Mappings.SlotAt(position - 1)];
                if (isJson)
                {
                    EmitObject(in mapping, isFirst: position == 1, now, ref writer);
                }
                else
                {
                    EmitRow(in mapping, now, ref writer);
                }

                position++;
            }
            else
            {
                writer.Write(isJson ? "]}\n"u8 : default);
                position = -1;
            }
        }

        return writer.Length > start;
    }

    public static ReadOnlySpan<byte> NameOf(MappingOrigin origin) => origin switch
    {
        MappingOrigin.Upnp => "upnp"u8,
        MappingOrigin.NatPmp => "natpmp"u8,
        _ => "pcp"u8,
    };

    private static ReadOnlySpan<byte> NameOf(IpProtocol protocol) => protocol == IpProtocol.Tcp ? "tcp"u8 : "udp"u8;

    private static void EmitHead(ref GatewayState state, bool isJson, Instant now, ref ByteWriter writer)
    {
        ReadOnlySpan<byte> verdict = state.Wan.IsConnected ? AddressScopes.Verdict(AddressScopes.Of(state.Wan.Address)) : "down: the WAN has no address"u8;
        if (!isJson)
        {
            writer.Write("WAN      "u8);
            writer.Write(DeviceName.AsSpan(in state.Settings.ExternalDevice));
            writer.WriteByte((byte)' ');
            writer.WriteAddress(state.Wan.Address);
            writer.Write(verdict.IsEmpty ? default : ", "u8);
            writer.Write(verdict);
            writer.Write("\nFirewall "u8);
            writer.Write(state.Firewall.IsReady ? "ready"u8 : "ruleset missing: mappings are refused"u8);
            writer.Write(", table inet "u8);
            writer.Write(ShortText.AsSpan(in state.Settings.NftTable));
            writer.Write("\nMappings "u8);
            writer.WriteDecimal((ulong)state.Mappings.Count);
            writer.Write(" of "u8);
            writer.WriteDecimal((ulong)state.Settings.QuotaTotal);
            writer.Write("\n\n"u8);
            writer.Write(TableHeading);
            return;
        }

        JsonWriter json = new JsonWriter(writer.Reserve(MaxPieceLength - 1));
        json.StartObject();
        json.Name("wan"u8);
        json.StartObject();
        json.Name("device"u8);
        json.Text(DeviceName.AsSpan(in state.Settings.ExternalDevice));
        json.Name("address"u8);
        json.Address(state.Wan.Address);
        json.Name("connected"u8);
        json.Boolean(state.Wan.IsConnected);
        json.Name("verdict"u8);
        json.Text(verdict);
        json.EndObject();
        json.Name("firewall"u8);
        json.StartObject();
        json.Name("ready"u8);
        json.Boolean(state.Firewall.IsReady);
        json.Name("table"u8);
        json.Text(ShortText.AsSpan(in state.Settings.NftTable));
        json.EndObject();
        json.Name("epoch_seconds"u8);
        json.Number(state.EpochSeconds(now));
        json.Name("quota_total"u8);
        json.Number((ulong)state.Settings.QuotaTotal);
        json.Name("quota_per_client"u8);
        json.Number((ulong)state.Settings.QuotaPerClient);
        json.Name("mappings"u8);
        json.StartArray();
        writer.Release(MaxPieceLength - 1 - json.Written.Length);
    }

    private static void EmitObject(in Mapping mapping, bool isFirst, Instant now, ref ByteWriter writer)
    {
        writer.Write(isFirst ? default : ","u8);
        Span<byte> room = writer.Reserve(MaxPieceLength - 1);
        JsonWriter json = new JsonWriter(room);
        json.StartObject();
        json.Name("protocol"u8);
        json.Text(NameOf(mapping.Protocol));
        json.Name("external_port"u8);
        json.Number(mapping.ExternalPort);
        json.Name("remote_host"u8);
        if (mapping.RemoteHost.IsUnspecified)
        {
            json.Null();
        }
        else
        {
            json.Address(mapping.RemoteHost);
        }

        json.Name("internal_client"u8);
        json.Address(mapping.InternalClient);
        json.Name("internal_port"u8);
        json.Number(mapping.InternalPort);
        json.Name("lease_seconds"u8);
        if (mapping.Expiry.IsNever)
        {
            json.Null();
        }
        else
        {
            json.Number(mapping.Expiry.SecondsFrom(now));
        }

        json.Name("origin"u8);
        json.Text(NameOf(mapping.Origin));
        json.Name("enabled"u8);
        json.Boolean(mapping.IsEnabled);
        json.Name("description"u8);
        json.Text(Description.AsSpan(in mapping.Description));
        json.EndObject();
        writer.Release(room.Length - json.Written.Length);
    }

    private static void EmitRow(in Mapping mapping, Instant now, ref ByteWriter writer)
    {
        int start = writer.Length;
        writer.Write(NameOf(mapping.Protocol));
        Pad(ref writer, start, ProtocolWidth);

        start = writer.Length;
        writer.WriteDecimal(mapping.ExternalPort);
        if (!mapping.RemoteHost.IsUnspecified)
        {
            writer.Write(" < "u8);
            writer.WriteAddress(mapping.RemoteHost);
        }

        Pad(ref writer, start, ExternalWidth);

        start = writer.Length;
        writer.WriteAddress(mapping.InternalClient);
        writer.WriteByte((byte)':');
        writer.WriteDecimal(mapping.InternalPort);
        Pad(ref writer, start, ClientWidth);

        start = writer.Length;
        if (mapping.Expiry.IsNever)
        {
            writer.Write("no end"u8);
        }
        else
        {
            writer.WriteDecimal(mapping.Expiry.SecondsFrom(now));
            writer.Write(" s"u8);
        }

        Pad(ref writer, start, LeaseWidth);

        start = writer.Length;
        writer.Write(NameOf(mapping.Origin));
        Pad(ref writer, start, OriginWidth);
        writer.Write(mapping.IsEnabled ? default : "(disabled) "u8);
        EmitForTerminal(Description.AsSpan(in mapping.Description), ref writer);
        writer.WriteByte((byte)'\n');
    }

    private static void Pad(ref ByteWriter writer, int start, int width)
    {
        do
        {
            writer.WriteByte((byte)' ');
        }
        while (writer.Length - start < width);
    }

    /// <summary>A stranger's text for a terminal: control characters, of both sets (C1 is C2 80 to C2 9F in UTF-8), become dots.</summary>
    private static void EmitForTerminal(scoped ReadOnlySpan<byte> text, ref ByteWriter writer)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isC1 = text[i] == 0xc2 && i + 1 < text.Length && text[i + 1] < 0xa0;
            bool isControl = text[i] is < 0x20 or 0x7f || isC1;
            writer.WriteByte(isControl ? (byte)'.' : text[i]);
            i += isC1 ? 1 : 0;
        }
    }
}

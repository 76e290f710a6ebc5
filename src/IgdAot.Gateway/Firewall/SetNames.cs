using System;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;
using IgdAot.Wire;

namespace IgdAot.Gateway.Firewall;

/// <summary>Names of the ruleset's sets, with the configured prefix in front.</summary>
public static class SetNames
{
    /// <summary>Bytes: NFT_SET_MAXNAMELEN (linux/netfilter/nf_tables.h) is 256, a prefix and our names need less.</summary>
    public const int MaxLength = ShortText.MaxLength + 16;

    /// <summary>The WAN addresses.</summary>
    public static ReadOnlySpan<byte> ExternalAddresses => "ext4"u8;

    /// <summary>Mappings for any remote host.</summary>
    public static ReadOnlySpan<byte> Forward => "dnat4"u8;

    /// <summary>Mappings for one remote host.</summary>
    public static ReadOnlySpan<byte> ForwardFrom => "dnat4_from"u8;

    public static ReadOnlySpan<byte> Source => "snat4"u8;

    public static ReadOnlySpan<byte> TcpPorts => "tcp4"u8;

    public static ReadOnlySpan<byte> UdpPorts => "udp4"u8;

    /// <summary>The WAN device.</summary>
    public static ReadOnlySpan<byte> ExternalDevices => "wan"u8;

    /// <summary>The LAN devices.</summary>
    public static ReadOnlySpan<byte> InternalDevices => "lan"u8;

    /// <summary>How many sets there are.</summary>
    public const int Count = 8;

    /// <summary>The name of set <paramref name="index"/>, 0 to <see cref="Count"/> - 1.</summary>
    public static ReadOnlySpan<byte> At(int index) => index switch
    {
        0 => ExternalAddresses,
        1 => Forward,
        2 => ForwardFrom,
        3 => Source,
        4 => TcpPorts,
        5 => UdpPorts,
        6 => ExternalDevices,
        _ => InternalDevices,
    };

    /// <summary>Which of the sets has this name, prefix included; -1 for none.</summary>
    public static int Find(ref readonly Settings settings, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> prefix = ShortText.AsSpan(in settings.NftSetPrefix);
        int index = name.StartsWith(prefix) ? Count - 1 : -1;
        while (index >= 0 && !name.Slice(prefix.Length).SequenceEqual(At(index)))
        {
            index--;
        }

        return index;
    }

    public static ReadOnlySpan<byte> Of(in Element element) => element.Kind switch
    {
        ElementKind.Forward => element.Address.IsUnspecified ? Forward : ForwardFrom,
        ElementKind.Source => Source,
        _ => element.Protocol == IpProtocol.Tcp ? TcpPorts : UdpPorts,
    };

    /// <summary>Writes prefix and name into <paramref name="buffer"/> and gives back what was written.</summary>
    public static ReadOnlySpan<byte> Compose(ref readonly Settings settings, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        ByteWriter writer = new ByteWriter(buffer);
        writer.Write(ShortText.AsSpan(in settings.NftSetPrefix));
        writer.Write(name);
        return buffer.Slice(0, writer.Length);
    }
}

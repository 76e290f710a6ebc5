using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Ssdp;

namespace IgdAot.Gateway.Services;

/// <summary>
/// Discovery (UDA 1.1, section 1). There are ten advertisements, numbered here: the root device three times (0 to 2),
/// each embedded device twice (3 to 6), each service once (7 to 9).
/// </summary>
public static class SsdpService
{
    public const int AdvertisementCount = 10;

    /// <summary>CACHE-CONTROL, seconds: the least that is allowed (UDA 1.1, section 1.2.2).</summary>
    public const uint MaxAgeSeconds = 1800;

    /// <summary>UDA 1.1, section 1.2.2: each set is sent two or three times, because UDP loses.</summary>
    private const int AliveRepeats = 2;

    private const long AliveRepeatMilliseconds = 250;

    /// <summary>UDA 1.1, section 1.2.2: a random wait of up to 100 ms before the first set.</summary>
    private const uint MaxFirstWaitMilliseconds = 100;

    /// <summary>UDA 1.1, section 1.2.2: again at a random time before half of max-age is over.</summary>
    private const uint MinRefreshSeconds = MaxAgeSeconds / 3;
    private const uint RefreshSpreadSeconds = MaxAgeSeconds / 8;

    /// <summary>The window in which the searches of a source are counted, seconds.</summary>
    private const uint RateWindowSeconds = 5;

    private const ushort AllItems = (1 << AdvertisementCount) - 1;
    private const ushort RootItem = 1;

    /// <summary>Takes a datagram from port 1900 of a LAN.</summary>
    /// <returns>The advertisements to send at once, one bit each: those of a unicast search. Answers to a multicast search wait in the state.</returns>
    public static ushort Receive<TMachine>(
        ref GatewayState state, ref TMachine machine, int lan, Ipv4Address source, ushort sourcePort, bool isMulticast, ReadOnlySpan<byte> datagram, Instant now)
        where TMachine : struct, IMachine
    {
        ReadOnlySpan<LanLink> lans = state.Lans;
        if (!lans[lan].CanBeHost(source) || sourcePort == 0
            || SsdpSearch.TryParse(datagram, out SsdpSearchView search) != WireError.None
            || (isMulticast && search.MxSeconds == 0)
            || SsdpTarget.TryParse(search.SearchTarget, out SsdpTarget target) != WireError.None)
        {
            return 0;
        }

        ushort items = Match(in state.Identity, in target);
        if (items == 0 || !Admit(ref state, source, now))
        {
            return 0;
        }

        if (!isMulticast)
        {
            return items;
        }

        foreach (ref PendingSearch pending in SsdpState.Pending(ref state.Ssdp))
        {
            if (pending.Items == 0)
            {
                pending.Items = items;
                pending.Lan = (byte)lan;
                pending.Source = source;
                pending.Port = sourcePort;
                pending.End = now.PlusSeconds(search.MxSeconds);
                pending.Due = now.PlusMilliseconds(machine.NextRandom() % (search.MxSeconds * 1000u));
                break;
            }
        }

        return 0;
    }

    /// <summary>The next answer that is due, if there is one; the search then waits for its next.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="now">The time.</param>
    /// <param name="due">To whom the answer goes; its Items say which one it is.</param>
    public static bool TryTakeDue<TMachine>(ref GatewayState state, ref TMachine machine, Instant now, out PendingSearch due)
        where TMachine : struct, IMachine
    {
        foreach (ref PendingSearch pending in SsdpState.Pending(ref state.Ssdp))
        {
            if (pending.Items == 0 || pending.Due > now)
            {
                continue;
            }

            due = pending;
            due.Items = (ushort)(pending.Items & -pending.Items);
            pending.Items ^= due.Items;

            // What is left is spread over what is left of the time.
            long left = pending.End.MillisecondsFrom(now) / AdvertisementCount;
            pending.Due = now.PlusMilliseconds(left == 0 ? 0 : machine.NextRandom() % left);
            return true;
        }

        due = default;
        return false;
    }

    /// <summary>When something here is due next.</summary>
    public static Instant NextDeadline(ref GatewayState state)
    {
        Instant next = state.Ssdp.NextAlive;
        foreach (ref PendingSearch pending in SsdpState.Pending(ref state.Ssdp))
        {
            if (pending.Items != 0)
            {
                next = Instant.Earlier(next, pending.Due);
            }
        }

        return next;
    }

    /// <summary>Starts to announce: at start, and when a LAN came or changed its address.</summary>
    public static void StartAnnouncing<TMachine>(ref GatewayState state, ref TMachine machine, Instant now)
        where TMachine : struct, IMachine
    {
        state.Ssdp.AliveRepeats = AliveRepeats;
        state.Ssdp.NextAlive = now.PlusMilliseconds(machine.NextRandom() % MaxFirstWaitMilliseconds);
    }

    /// <summary>True where a set of ssdp:alive is due now; sets the time of the next.</summary>
    public static bool IsAliveDue<TMachine>(ref GatewayState state, ref TMachine machine, Instant now)
        where TMachine : struct, IMachine
    {
        if (state.Ssdp.NextAlive > now)
        {
            return false;
        }

        state.Ssdp.AliveRepeats--;
        if (state.Ssdp.AliveRepeats > 0)
        {
            state.Ssdp.NextAlive = now.PlusMilliseconds(AliveRepeatMilliseconds);
        }
        else
        {
            state.Ssdp.AliveRepeats = AliveRepeats;
            state.Ssdp.NextAlive = now.PlusSeconds(MinRefreshSeconds + (machine.NextRandom() % RefreshSpreadSeconds));
        }

        return true;
    }

    /// <summary>Fills in advertisement <paramref name="item"/>, 0 to <see cref="AdvertisementCount"/> - 1, as it goes out on a LAN.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="lan">The LAN.</param>
    /// <param name="item">The advertisement.</param>
    /// <param name="uuid">Room for the device's UUID, <see cref="DeviceIdentity.UuidLength"/>, which the result refers to.</param>
    /// <param name="advertisement">The result.</param>
    public static void Fill(ref readonly GatewayState state, int lan, int item, Span<byte> uuid, ref SsdpAdvertisement advertisement)
    {
        ByteWriter writer = new ByteWriter(uuid);
        state.Identity.EmitUuid(ref writer, DeviceOf(item));
        advertisement.DeviceUuid = uuid.Slice(0, writer.Length);
        ReadOnlySpan<byte> type = TypeOf(item);
        bool isVersioned = item != 0 && !type.IsEmpty;
        advertisement.Type = isVersioned ? type.Slice(0, type.Length - VersionSuffixLength) : type;
        advertisement.TypeVersion = (ushort)(isVersioned ? 1 : 0);
        advertisement.MaxAgeSeconds = MaxAgeSeconds;
        ReadOnlySpan<LanLink> lans = state.Lans;
        advertisement.LocationAddress = lans[lan].Address;
        advertisement.LocationPort = state.Settings.HttpPort;
        advertisement.LocationPath = IgdNames.RootDescriptionPath;
        advertisement.Server = GatewayState.ServerName;
        advertisement.BootId = state.Identity.BootId;
        advertisement.ConfigId = state.Identity.ConfigId;
    }

    /// <summary>Bytes of ":1".</summary>
    private const int VersionSuffixLength = 2;

    private static IgdDevice DeviceOf(int item) => item switch
    {
        0 or 1 or 2 or 7 => IgdDevice.InternetGateway,
        3 or 4 or 8 => IgdDevice.Wan,
        _ => IgdDevice.WanConnection,
    };

    private static ReadOnlySpan<byte> TypeOf(int item) => item switch
    {
        0 => "upnp:rootdevice"u8,
        2 => IgdNames.DeviceType(IgdDevice.InternetGateway),
        4 => IgdNames.DeviceType(IgdDevice.Wan),
        6 => IgdNames.DeviceType(IgdDevice.WanConnection),
        7 => IgdNames.ServiceType(IgdService.Layer3Forwarding),
        8 => IgdNames.ServiceType(IgdService.WanCommonInterfaceConfig),
        9 => IgdNames.ServiceType(IgdService.WanIpConnection),
        _ => default,
    };

    /// <summary>Which advertisements a target asks for. A version above ours is nobody's here (UDA 1.1, section 1.3.2).</summary>
    private static ushort Match(in DeviceIdentity identity, in SsdpTarget target)
    {
        switch (target.Kind)
        {
            case SsdpTargetKind.All:
                return AllItems;
            case SsdpTargetKind.RootDevice:
                return RootItem;
            case SsdpTargetKind.Uuid:
                return MatchUuid(in identity, target.Uuid);
            default:
                return target.Type.Version == 1 ? MatchType(target.Type) : (ushort)0;
        }
    }

    private static ushort MatchUuid(in DeviceIdentity identity, ReadOnlySpan<byte> asked)
    {
        Span<byte> uuid = stackalloc byte[DeviceIdentity.UuidLength];
        for (int device = 0; device < IgdNames.DeviceCount; device++)
        {
            ByteWriter writer = new ByteWriter(uuid);
            identity.EmitUuid(ref writer, (IgdDevice)device);
            if (Ascii.EqualsIgnoreCase(asked, writer.Written))
            {
                return (ushort)(1 << (1 + (2 * device)));
            }
        }

        return 0;
    }

    private static ushort MatchType(UpnpType type)
    {
        for (int device = 0; device < IgdNames.DeviceCount; device++)
        {
            if (type.Is(IgdNames.Domain, isService: false, IgdNames.Name((IgdDevice)device)))
            {
                return (ushort)(1 << (2 + (2 * device)));
            }
        }

        for (int service = 0; service < IgdNames.ServiceCount; service++)
        {
            if (type.Is(IgdNames.Domain, isService: true, IgdNames.Name((IgdService)service)))
            {
                return (ushort)(1 << (7 + service));
            }
        }

        return 0;
    }

    /// <summary>
    /// Counts a search against its source, so that a forged source gets only so much out of us. With more sources
    /// than places the one whose window ends first gives way.
    /// </summary>
    private static bool Admit(ref GatewayState state, Ipv4Address source, Instant now)
    {
        if (state.Settings.SearchRate == 0)
        {
            return true;
        }

        Span<SearchSource> sources = SsdpState.SourcesOf(ref state.Ssdp);
        int place = 0;
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i].Source.Equals(source))
            {
                place = i;
                break;
            }

            if (sources[i].WindowEnd < sources[place].WindowEnd)
            {
                place = i;
            }
        }

        ref SearchSource counted = ref sources[place];
        if (!counted.Source.Equals(source) || counted.WindowEnd <= now)
        {
            counted.Source = source;
            counted.Answered = 0;
            counted.WindowEnd = now.PlusSeconds(RateWindowSeconds);
        }

        counted.Answered++;
        return counted.Answered <= state.Settings.SearchRate;
    }
}

using System;
using IgdAot.Wire;
using IgdAot.Wire.Uci;

namespace IgdAot.Gateway.Config;

/// <summary>What is wrong with one statement of the configuration.</summary>
public enum ComplaintKind : byte
{
    None,
    /// <summary>The statement itself: see UciError.</summary>
    Syntax,
    UnknownOption,
    UnknownSection,
    BadValue,
    /// <summary>Stands with option where list is meant, or the other way round.</summary>
    WrongForm,
    TooMany,
    /// <summary>An option that must be there is not.</summary>
    Missing,
    /// <summary>Two options contradict each other.</summary>
    Contradiction,
}

/// <summary>One complaint: refers to the text of the file.</summary>
public ref struct Complaint
{
    public ComplaintKind Kind;
    public UciError Syntax;

    /// <summary>From 1; 0 where it is about the file as a whole.</summary>
    public int Line;

    public ReadOnlySpan<byte> Option;
    public ReadOnlySpan<byte> Value;
}

/// <summary>Takes complaints one by one.</summary>
public interface IComplaintSink
{
    void Take(scoped in Complaint complaint);
}

/// <summary>Reads the configuration: the sections of type igdaot and permission in a UCI file. uci/README.md describes the options.</summary>
public static class SettingsReader
{
    /// <summary>Bytes of a file that is read.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Bits of an IPv4 address.</summary>
    private const uint AddressBits = 32;

    private static ReadOnlySpan<byte> SectionTypes => "igdaot permission "u8;

    /// <summary>All options, in the order of <see cref="Option"/>.</summary>
    internal static ReadOnlySpan<byte> OptionNames =>
        "enabled upnp natpmp pcp secure_mode keep_on_exit cut_flows_on_expiry "u8
        + "http_port lease_min lease_max quota_per_client quota_total search_rate upstream_bit_rate downstream_bit_rate "u8
        + "log_level external_device nft_table nft_set_prefix control_socket external_network "u8
        + "internal_device reserved_port internal_network "u8
        + "action external_port internal_client internal_port comment "u8;

    /// <summary>In the order of <see cref="PermissionAction"/>.</summary>
    private static ReadOnlySpan<byte> Actions => "allow deny "u8;

    /// <summary>From <see cref="LogLevel.Error"/> on.</summary>
    private static ReadOnlySpan<byte> LogLevels => "error warning notice info debug "u8;

    /// <summary>In the order of <see cref="SectionTypes"/>.</summary>
    private enum Section
    {
        Unknown = -1,
        Main,
        Permission,
    }

    /// <summary>Booleans first, then numbers, of which those from the search rate on may be 0; then others; lists; those of a rule.</summary>
    private enum Option
    {
        Enabled,
        Upnp,
        NatPmp,
        Pcp,
        SecureMode,
        KeepOnExit,
        CutFlowsOnExpiry,
        HttpPort,
        LeaseMin,
        LeaseMax,
        QuotaPerClient,
        QuotaTotal,
        SearchRate,
        UpstreamBitRate,
        DownstreamBitRate,
        LogLevel,
        ExternalDevice,
        NftTable,
        NftSetPrefix,
        ControlSocket,
        ExternalNetwork,
        InternalDevice,
        ReservedPort,
        InternalNetwork,
        Action,
        ExternalPort,
        InternalClient,
        InternalPort,
        Comment,
    }

    /// <summary>Reads all of <paramref name="text"/>.</summary>
    /// <param name="text">The file.</param>
    /// <param name="settings">Gets defaults and options. Worth nothing where there were complaints.</param>
    /// <param name="complaints">Told each thing that is wrong.</param>
    /// <returns>The number of complaints.</returns>
    public static int Read<TSink>(ReadOnlySpan<byte> text, ref Settings settings, ref TSink complaints)
        where TSink : struct, IComplaintSink
    {
        settings.SetDefaults();
        Span<byte> scratch = stackalloc byte[UciReader.ScratchLength];
        UciReader reader = new UciReader(text, scratch);
        int count = 0;
        Section section = Section.Unknown;
        bool hasReservedPorts = false;
        while (reader.Next())
        {
            scoped Complaint complaint = default;
            complaint.Line = reader.Line;
            complaint.Option = reader.Name;
            complaint.Value = reader.Value;
            switch (reader.Item)
            {
                case UciItem.Config:
                    section = (Section)Ascii.IndexOfWord(SectionTypes, reader.Name);
                    complaint.Kind = BeginSection(ref settings, ref section, reader.Line);
                    break;
                case UciItem.Option or UciItem.List when section != Section.Unknown:
                    complaint.Kind = ReadOption(ref settings, section, reader.Item == UciItem.List, reader.Name, reader.Value, ref hasReservedPorts);
                    break;
                case UciItem.Error:
                    complaint.Kind = ComplaintKind.Syntax;
                    complaint.Syntax = reader.Error;
                    break;
            }

            if (complaint.Kind != ComplaintKind.None)
            {
                complaints.Take(in complaint);
                count++;
            }
        }

        return count + CheckWhole(ref settings, ref complaints);
    }

    /// <summary>What only the whole can tell.</summary>
    private static int CheckWhole<TSink>(ref Settings settings, ref TSink complaints)
        where TSink : struct, IComplaintSink
    {
        int count = 0;
        ReadOnlySpan<PermissionRule> rules = settings.Permissions;
        for (int i = 0; i < settings.PermissionCount; i++)
        {
            if (rules[i].Action == PermissionAction.Missing)
            {
                count += Complain(ref complaints, ComplaintKind.Missing, rules[i].Line, "action"u8, default);
            }
        }

        if (!settings.IsEnabled)
        {
            // Nobody has to finish what is off.
            return count;
        }

        if (settings.ExternalDevice.IsEmpty)
        {
            count += Complain(ref complaints, ComplaintKind.Missing, 0, "external_device"u8, default);
        }

        if (settings.InternalDeviceCount == 0)
        {
            count += Complain(ref complaints, ComplaintKind.Missing, 0, "internal_device"u8, default);
        }

        ReadOnlySpan<DeviceName> devices = settings.InternalDevices;
        for (int i = 0; i < settings.InternalDeviceCount; i++)
        {
            ReadOnlySpan<byte> device = DeviceName.AsSpan(in devices[i]);
            if (device.SequenceEqual(DeviceName.AsSpan(in settings.ExternalDevice)))
            {
                count += Complain(ref complaints, ComplaintKind.Contradiction, 0, "internal_device"u8, device);
            }
        }

        return settings.LeaseMinSeconds > settings.LeaseMaxSeconds
            ? count + Complain(ref complaints, ComplaintKind.Contradiction, 0, "lease_min"u8, default)
            : count;
    }

    /// <summary>1: there is one more.</summary>
    private static int Complain<TSink>(ref TSink complaints, ComplaintKind kind, int line, ReadOnlySpan<byte> option, ReadOnlySpan<byte> value)
        where TSink : struct, IComplaintSink
    {
        scoped Complaint complaint = default;
        complaint.Kind = kind;
        complaint.Line = line;
        complaint.Option = option;
        complaint.Value = value;
        complaints.Take(in complaint);
        return 1;
    }

    /// <summary>Makes room for a rule. What stands in a section that is not taken is passed over.</summary>
    private static ComplaintKind BeginSection(ref Settings settings, ref Section section, int line)
    {
        if (section != Section.Permission)
        {
            return section == Section.Unknown ? ComplaintKind.UnknownSection : ComplaintKind.None;
        }

        if (settings.PermissionCount == Settings.MaxPermissions)
        {
            section = Section.Unknown;
            return ComplaintKind.TooMany;
        }

        ref PermissionRule rule = ref ((Span<PermissionRule>)settings.Permissions)[settings.PermissionCount++];
        rule = PermissionRule.Empty;
        rule.Line = (ushort)line;
        return ComplaintKind.None;
    }

    private static ComplaintKind ReadOption(
        ref Settings settings, Section section, bool isList, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref bool hasReservedPorts)
    {
        Option option = (Option)Ascii.IndexOfWord(OptionNames, name);
        if (option < 0 || option >= Option.Action != (section == Section.Permission))
        {
            return ComplaintKind.UnknownOption;
        }

        if (isList != option is >= Option.InternalDevice and <= Option.InternalNetwork)
        {
            return ComplaintKind.WrongForm;
        }

        bool isGood = true;
        bool isOn = false;
        uint number = 0;
        if (option <= Option.CutFlowsOnExpiry)
        {
            isGood = TryReadBoolean(value, out isOn);
        }
        else if (option <= Option.DownstreamBitRate)
        {
            uint max = option is Option.HttpPort or Option.SearchRate ? ushort.MaxValue
                : option is Option.QuotaPerClient or Option.QuotaTotal ? Settings.MaxQuotaTotal : uint.MaxValue;
            isGood = TryReadNumber(value, option < Option.SearchRate ? 1u : 0, max, out number);
        }
        else if (option >= Option.Action)
        {
            isGood = TryReadPermission(ref ((Span<PermissionRule>)settings.Permissions)[settings.PermissionCount - 1], option, value);
        }

        switch (option)
        {
            case Option.Enabled:
                settings.IsEnabled = isOn;
                break;
            case Option.Upnp:
                settings.UsesUpnp = isOn;
                break;
            case Option.NatPmp:
                settings.UsesNatPmp = isOn;
                break;
            case Option.Pcp:
                settings.UsesPcp = isOn;
                break;
            case Option.SecureMode:
                settings.IsSecure = isOn;
                break;
            case Option.KeepOnExit:
                settings.KeepsOnExit = isOn;
                break;
            case Option.CutFlowsOnExpiry:
                settings.CutsFlowsOnExpiry = isOn;
                break;
            case Option.HttpPort:
                settings.HttpPort = (ushort)number;
                break;
            case Option.LeaseMin:
                settings.LeaseMinSeconds = number;
                break;
            case Option.LeaseMax:
                settings.LeaseMaxSeconds = number;
                break;
            case Option.QuotaPerClient:
                settings.QuotaPerClient = (int)number;
                break;
            case Option.QuotaTotal:
                settings.QuotaTotal = (int)number;
                break;
            case Option.SearchRate:
                settings.SearchRate = (int)number;
                break;
            case Option.UpstreamBitRate:
                settings.UpstreamBitRate = number;
                break;
            case Option.DownstreamBitRate:
                settings.DownstreamBitRate = number;
                break;
            case Option.LogLevel:
                int level = Ascii.IndexOfWord(LogLevels, value);
                settings.LogLevel = LogLevel.Error + (byte)level;
                isGood = level >= 0;
                break;
            case Option.ExternalDevice:
                isGood = settings.ExternalDevice.TrySet(value);
                break;
            case Option.NftTable:
                isGood = IsNftName(value) && settings.NftTable.TrySet(value);
                break;
            case Option.NftSetPrefix:
                isGood = (value.IsEmpty || IsNftName(value)) && settings.NftSetPrefix.TrySet(value);
                break;
            case Option.ControlSocket:
                isGood = !value.IsEmpty && value[0] == '/' && settings.ControlSocket.TrySet(value);
                break;
            case Option.InternalDevice when settings.InternalDeviceCount == Settings.MaxInternalDevices:
                return ComplaintKind.TooMany;
            case Option.InternalDevice:
                isGood = ((Span<DeviceName>)settings.InternalDevices)[settings.InternalDeviceCount].TrySet(value);
                settings.InternalDeviceCount += isGood ? 1 : 0;
                break;
            case Option.ReservedPort:
                if (!hasReservedPorts)
                {
                    settings.ReservedPorts = default;
                    hasReservedPorts = true;
                }

                isGood = TryReadPortRange(value, out PortRange ports);
                settings.ReservedPorts.AddRange(ports.First, ports.Last);
                break;
        }

        return isGood ? ComplaintKind.None : ComplaintKind.BadValue;
    }

    private static bool TryReadPermission(ref PermissionRule rule, Option option, ReadOnlySpan<byte> value)
    {
        switch (option)
        {
            case Option.Action:
                int action = Ascii.IndexOfWord(Actions, value);
                rule.Action = (PermissionAction)action;
                return action >= 0;
            case Option.ExternalPort:
                return TryReadPortRange(value, out rule.ExternalPorts);
            case Option.InternalPort:
                return TryReadPortRange(value, out rule.InternalPorts);
            case Option.InternalClient:
                return TryReadNetwork(value, ref rule);
            default:
                return true;
        }
    }

    /// <summary>The words that UCI itself takes for a boolean: five for 0, five for 1.</summary>
    private static bool TryReadBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        int index = Ascii.IndexOfWord("0 off false no disabled 1 on true yes enabled "u8, text);
        value = index >= 5;
        return index >= 0;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, uint min, uint max, out uint value) =>
        Ascii.TryParseDecimal(text, max, out value) && value >= min;

    /// <summary>
    /// A port, or two with a hyphen between. The first of two may be 0, by which people begin a range of all; nobody has
    /// that port.
    /// </summary>
    private static bool TryReadPortRange(ReadOnlySpan<byte> text, out PortRange range)
    {
        ReadOnlySpan<byte> lastText = Cut(ref text, (byte)'-', text);
        bool isGood = Ascii.TryParseDecimal(text, ushort.MaxValue, out uint first)
            & TryReadNumber(lastText, Math.Max(1, first), ushort.MaxValue, out uint last);
        range.First = (ushort)first;
        range.Last = (ushort)last;
        return isGood;
    }

    /// <summary>An address, or the prefix of a network with its length behind a slash. No client has the address 0.0.0.0.</summary>
    private static bool TryReadNetwork(ReadOnlySpan<byte> text, ref PermissionRule rule)
    {
        ReadOnlySpan<byte> lengthText = Cut(ref text, (byte)'/', "32"u8);
        bool isGood = Ascii.TryParseDecimal(lengthText, AddressBits, out uint length)
            & Ipv4Address.TryParse(text, out rule.Network);
        rule.PrefixLength = (byte)length;
        return isGood && (length < AddressBits || !rule.Network.IsUnspecified);
    }

    /// <summary>Cuts text off at a separator and returns what stood behind that; <paramref name="otherwise"/> where there is none.</summary>
    private static ReadOnlySpan<byte> Cut(ref ReadOnlySpan<byte> text, byte separator, ReadOnlySpan<byte> otherwise)
    {
        int at = text.IndexOf(separator);
        if (at < 0)
        {
            return otherwise;
        }

        ReadOnlySpan<byte> rest = text.Slice(at + 1);
        text = text.Slice(0, at);
        return rest;
    }

    /// <summary>What nft takes for a name: a letter, then letters, digits, underscore, hyphen, dot or slash.</summary>
    private static bool IsNftName(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !Ascii.IsLetter(text[0]))
        {
            return false;
        }

        foreach (byte character in text)
        {
            if (!Ascii.IsLetter(character) && !Ascii.IsDigit(character) && character is not ((byte)'_' or (byte)'-' or (byte)'.' or (byte)'/'))
            {
                return false;
            }
        }

        return true;
    }
}

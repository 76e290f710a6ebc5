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

/// <summary>Reads the configuration: the sections of type igdaot in a UCI file. uci/README.md describes the options.</summary>
public static class SettingsReader
{
    /// <summary>Bytes of a file that is read.</summary>
    public const int MaxLength = 16 * 1024;

    private static ReadOnlySpan<byte> SectionType => "igdaot"u8;

    /// <summary>The options in the order of <see cref="Option"/>.</summary>
    private static ReadOnlySpan<byte> OptionNames =>
        "enabled upnp natpmp pcp secure_mode keep_on_exit cut_flows_on_expiry "u8
        + "http_port lease_min lease_max quota_per_client quota_total search_rate upstream_bit_rate downstream_bit_rate "u8
        + "log_level external_device nft_table nft_set_prefix control_socket internal_device reserved_port "u8;

    /// <summary>From <see cref="LogLevel.Error"/> on.</summary>
    private static ReadOnlySpan<byte> LogLevels => "error warning notice info debug "u8;

    /// <summary>Booleans first, then numbers, of which those from the search rate on may be 0; lists last.</summary>
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
        InternalDevice,
        ReservedPort,
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
        bool isOurs = false;
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
                    isOurs = reader.Name.SequenceEqual(SectionType);
                    complaint.Kind = isOurs ? ComplaintKind.None : ComplaintKind.UnknownSection;
                    break;
                case UciItem.Option or UciItem.List when isOurs:
                    complaint.Kind = ReadOption(ref settings, reader.Item == UciItem.List, reader.Name, reader.Value, ref hasReservedPorts);
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
        scoped Complaint complaint = default;
        int count = 0;
        if (settings.ExternalDevice.IsEmpty)
        {
            complaint.Kind = ComplaintKind.Missing;
            complaint.Option = "external_device"u8;
            complaints.Take(in complaint);
            count++;
        }

        if (settings.InternalDeviceCount == 0)
        {
            complaint.Kind = ComplaintKind.Missing;
            complaint.Option = "internal_device"u8;
            complaints.Take(in complaint);
            count++;
        }

        ReadOnlySpan<DeviceName> devices = settings.InternalDevices;
        for (int i = 0; i < settings.InternalDeviceCount; i++)
        {
            if (DeviceName.AsSpan(in devices[i]).SequenceEqual(DeviceName.AsSpan(in settings.ExternalDevice)))
            {
                complaint.Kind = ComplaintKind.Contradiction;
                complaint.Option = "internal_device"u8;
                complaint.Value = DeviceName.AsSpan(in settings.ExternalDevice);
                complaints.Take(in complaint);
                count++;
            }
        }

        if (settings.LeaseMinSeconds > settings.LeaseMaxSeconds)
        {
            complaint.Kind = ComplaintKind.Contradiction;
            complaint.Option = "lease_min"u8;
            complaint.Value = default;
            complaints.Take(in complaint);
            count++;
        }

        return count;
    }

    private static ComplaintKind ReadOption(
        ref Settings settings, bool isList, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref bool hasReservedPorts)
    {
        Option option = (Option)Ascii.IndexOfWord(OptionNames, name);
        if (option < 0)
        {
            return ComplaintKind.UnknownOption;
        }

        if (isList != option >= Option.InternalDevice)
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
            isGood = TryReadNumber(value, option < Option.SearchRate ? 1u : 0, MaxOf(option), out number);
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

                isGood = TryReadPortRange(value, ref settings.ReservedPorts);
                break;
        }

        return isGood ? ComplaintKind.None : ComplaintKind.BadValue;
    }

    private static uint MaxOf(Option option) => option switch
    {
        Option.HttpPort or Option.SearchRate => ushort.MaxValue,
        Option.QuotaPerClient or Option.QuotaTotal => Settings.MaxQuotaTotal,
        _ => uint.MaxValue,
    };

    /// <summary>The words that UCI itself takes for a boolean: five for 0, five for 1.</summary>
    private static bool TryReadBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        int index = Ascii.IndexOfWord("0 off false no disabled 1 on true yes enabled "u8, text);
        value = index >= 5;
        return index >= 0;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, uint min, uint max, out uint value) =>
        Ascii.TryParseDecimal(text, max, out value) && value >= min;

    /// <summary>A port, or two with a hyphen between.</summary>
    private static bool TryReadPortRange(ReadOnlySpan<byte> text, ref PortSet ports)
    {
        int hyphen = text.IndexOf((byte)'-');
        ReadOnlySpan<byte> firstText = hyphen < 0 ? text : text.Slice(0, hyphen);
        ReadOnlySpan<byte> lastText = hyphen < 0 ? text : text.Slice(hyphen + 1);
        if (!TryReadNumber(firstText, 1, ushort.MaxValue, out uint first)
            || !TryReadNumber(lastText, first, ushort.MaxValue, out uint last))
        {
            return false;
        }

        ports.AddRange((ushort)first, (ushort)last);
        return true;
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

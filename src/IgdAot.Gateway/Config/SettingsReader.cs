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
                case UciItem.Option when isOurs:
                    complaint.Kind = ReadOption(ref settings, reader.Name, reader.Value);
                    break;
                case UciItem.List when isOurs:
                    complaint.Kind = ReadListItem(ref settings, reader.Name, reader.Value, ref hasReservedPorts);
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

    private static ComplaintKind ReadOption(ref Settings settings, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        bool isGood;
        if (name.SequenceEqual("enabled"u8))
        {
            isGood = TryReadBoolean(value, ref settings.IsEnabled);
        }
        else if (name.SequenceEqual("external_device"u8))
        {
            isGood = settings.ExternalDevice.TrySet(value);
        }
        else if (name.SequenceEqual("upnp"u8))
        {
            isGood = TryReadBoolean(value, ref settings.UsesUpnp);
        }
        else if (name.SequenceEqual("natpmp"u8))
        {
            isGood = TryReadBoolean(value, ref settings.UsesNatPmp);
        }
        else if (name.SequenceEqual("pcp"u8))
        {
            isGood = TryReadBoolean(value, ref settings.UsesPcp);
        }
        else if (name.SequenceEqual("secure_mode"u8))
        {
            isGood = TryReadBoolean(value, ref settings.IsSecure);
        }
        else if (name.SequenceEqual("keep_on_exit"u8))
        {
            isGood = TryReadBoolean(value, ref settings.KeepsOnExit);
        }
        else if (name.SequenceEqual("cut_flows_on_expiry"u8))
        {
            isGood = TryReadBoolean(value, ref settings.CutsFlowsOnExpiry);
        }
        else if (name.SequenceEqual("http_port"u8))
        {
            isGood = TryReadNumber(value, 1, ushort.MaxValue, out uint port);
            settings.HttpPort = isGood ? (ushort)port : settings.HttpPort;
        }
        else if (name.SequenceEqual("lease_min"u8))
        {
            isGood = TryReadNumber(value, 1, uint.MaxValue, out settings.LeaseMinSeconds);
        }
        else if (name.SequenceEqual("lease_max"u8))
        {
            isGood = TryReadNumber(value, 1, uint.MaxValue, out settings.LeaseMaxSeconds);
        }
        else if (name.SequenceEqual("quota_per_client"u8))
        {
            isGood = TryReadCount(value, Settings.MaxQuotaTotal, ref settings.QuotaPerClient);
        }
        else if (name.SequenceEqual("quota_total"u8))
        {
            isGood = TryReadCount(value, Settings.MaxQuotaTotal, ref settings.QuotaTotal);
        }
        else if (name.SequenceEqual("search_rate"u8))
        {
            isGood = TryReadNumber(value, 0, ushort.MaxValue, out uint rate);
            settings.SearchRate = isGood ? (int)rate : settings.SearchRate;
        }
        else if (name.SequenceEqual("upstream_bit_rate"u8))
        {
            isGood = TryReadNumber(value, 0, uint.MaxValue, out settings.UpstreamBitRate);
        }
        else if (name.SequenceEqual("downstream_bit_rate"u8))
        {
            isGood = TryReadNumber(value, 0, uint.MaxValue, out settings.DownstreamBitRate);
        }
        else if (name.SequenceEqual("log_level"u8))
        {
            isGood = TryReadLogLevel(value, ref settings.LogLevel);
        }
        else if (name.SequenceEqual("nft_table"u8))
        {
            isGood = IsNftName(value) && settings.NftTable.TrySet(value);
        }
        else if (name.SequenceEqual("nft_set_prefix"u8))
        {
            isGood = (value.IsEmpty || IsNftName(value)) && settings.NftSetPrefix.TrySet(value);
        }
        else if (name.SequenceEqual("control_socket"u8))
        {
            isGood = !value.IsEmpty && value[0] == '/' && settings.ControlSocket.TrySet(value);
        }
        else
        {
            bool isList = name.SequenceEqual("internal_device"u8) || name.SequenceEqual("reserved_port"u8);
            return isList ? ComplaintKind.WrongForm : ComplaintKind.UnknownOption;
        }

        return isGood ? ComplaintKind.None : ComplaintKind.BadValue;
    }

    private static ComplaintKind ReadListItem(ref Settings settings, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref bool hasReservedPorts)
    {
        if (name.SequenceEqual("internal_device"u8))
        {
            if (settings.InternalDeviceCount == Settings.MaxInternalDevices)
            {
                return ComplaintKind.TooMany;
            }

            Span<DeviceName> devices = settings.InternalDevices;
            if (!devices[settings.InternalDeviceCount].TrySet(value))
            {
                return ComplaintKind.BadValue;
            }

            settings.InternalDeviceCount++;
            return ComplaintKind.None;
        }

        if (name.SequenceEqual("reserved_port"u8))
        {
            if (!hasReservedPorts)
            {
                settings.ReservedPorts = default;
                hasReservedPorts = true;
            }

            return TryReadPortRange(value, ref settings.ReservedPorts) ? ComplaintKind.None : ComplaintKind.BadValue;
        }

        Settings unused = default;
        return ReadOption(ref unused, name, value) == ComplaintKind.UnknownOption ? ComplaintKind.UnknownOption : ComplaintKind.WrongForm;
    }

    /// <summary>The words that UCI itself takes for a boolean.</summary>
    private static bool TryReadBoolean(ReadOnlySpan<byte> text, ref bool value)
    {
        bool isTrue = text.SequenceEqual("1"u8) || text.SequenceEqual("on"u8) || text.SequenceEqual("true"u8)
            || text.SequenceEqual("yes"u8) || text.SequenceEqual("enabled"u8);
        bool isFalse = text.SequenceEqual("0"u8) || text.SequenceEqual("off"u8) || text.SequenceEqual("false"u8)
            || text.SequenceEqual("no"u8) || text.SequenceEqual("disabled"u8);
        value = isTrue || (value && !isFalse);
        return isTrue || isFalse;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, uint min, uint max, out uint value) =>
        Ascii.TryParseDecimal(text, max, out value) && value >= min;

    private static bool TryReadCount(ReadOnlySpan<byte> text, int max, ref int value)
    {
        bool isGood = TryReadNumber(text, 1, (uint)max, out uint number);
        value = isGood ? (int)number : value;
        return isGood;
    }

    private static bool TryReadLogLevel(ReadOnlySpan<byte> text, ref LogLevel level)
    {
        if (text.SequenceEqual("error"u8))
        {
            level = LogLevel.Error;
        }
        else if (text.SequenceEqual("warning"u8))
        {
            level = LogLevel.Warning;
        }
        else if (text.SequenceEqual("notice"u8))
        {
            level = LogLevel.Notice;
        }
        else if (text.SequenceEqual("info"u8))
        {
            level = LogLevel.Information;
        }
        else if (text.SequenceEqual("debug"u8))
        {
            level = LogLevel.Debug;
        }
        else
        {
            return false;
        }

        return true;
    }

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

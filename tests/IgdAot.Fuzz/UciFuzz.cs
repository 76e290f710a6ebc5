using System;
using IgdAot.Gateway.Config;
using IgdAot.Wire;
using IgdAot.Wire.Uci;

namespace IgdAot.Fuzz;

/// <summary>A configuration file.</summary>
internal static class UciFuzz
{
    /// <summary>Bytes of the longest file that is written again.</summary>
    private const int MaxAgain = 6 * 4096;

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length > SettingsReader.MaxLength)
        {
            return;
        }

        Settings settings = default;
        Listener listener = default;
        int count = SettingsReader.Read(input, ref settings, ref listener);
        Require.That(count == listener.Count && listener.IsGood, "each complaint is told and tells something"u8);
        Require.That(settings.InternalDeviceCount is >= 0 and <= Settings.MaxInternalDevices, "LANs are counted"u8);
        Require.That(settings.PermissionCount is >= 0 and <= Settings.MaxPermissions, "rules are counted"u8);
        if (count == 0)
        {
            Check(in settings);
        }

        Span<byte> buffer = stackalloc byte[MaxAgain];
        ByteWriter again = new ByteWriter(buffer);
        int errors = Emit(ref again, input);
        if (again.Failed)
        {
            return;
        }

        SameStatements(input, again.Written);
        if (errors == 0)
        {
            Settings same = default;
            Listener other = default;
            Require.That(SettingsReader.Read(again.Written, ref same, ref other) == count, "as many complaints about the same"u8);
            Same(in settings, in same);
        }
    }

    /// <summary>What holds for a configuration that is used: one without a complaint.</summary>
    private static void Check(in Settings settings)
    {
        Require.That(!settings.IsEnabled || (!settings.ExternalDevice.IsEmpty && settings.InternalDeviceCount > 0), "the devices are named"u8);
        Require.That(!settings.IsEnabled || settings.LeaseMinSeconds <= settings.LeaseMaxSeconds, "leases have their bounds"u8);
        Require.That(settings.HttpPort != 0 && settings.LeaseMinSeconds != 0 && settings.LeaseMaxSeconds != 0, "what must not be 0 is not"u8);
        Require.That(
            settings.QuotaPerClient is > 0 and <= Settings.MaxQuotaTotal && settings.QuotaTotal is > 0 and <= Settings.MaxQuotaTotal,
            "quotas have their bounds"u8);
        ReadOnlySpan<PermissionRule> rules = settings.Permissions;
        for (int i = 0; i < settings.PermissionCount; i++)
        {
            Require.That(
                rules[i].PrefixLength <= 32 && rules[i].Line > 0 && rules[i].Action != PermissionAction.Missing
                && rules[i].ExternalPorts.First <= rules[i].ExternalPorts.Last && rules[i].InternalPorts.First <= rules[i].InternalPorts.Last,
                "a rule has a network, ports, an action and a line"u8);
        }
    }

    private static void Same(in Settings left, in Settings right)
    {
        Require.That(
            left.IsEnabled == right.IsEnabled && left.UsesUpnp == right.UsesUpnp && left.UsesNatPmp == right.UsesNatPmp
            && left.UsesPcp == right.UsesPcp && left.IsSecure == right.IsSecure && left.KeepsOnExit == right.KeepsOnExit
            && left.CutsFlowsOnExpiry == right.CutsFlowsOnExpiry && left.LogLevel == right.LogLevel && left.HttpPort == right.HttpPort
            && left.LeaseMinSeconds == right.LeaseMinSeconds && left.LeaseMaxSeconds == right.LeaseMaxSeconds
            && left.QuotaPerClient == right.QuotaPerClient && left.QuotaTotal == right.QuotaTotal && left.SearchRate == right.SearchRate
            && left.UpstreamBitRate == right.UpstreamBitRate && left.DownstreamBitRate == right.DownstreamBitRate
            && left.InternalDeviceCount == right.InternalDeviceCount && left.PermissionCount == right.PermissionCount
            && DeviceName.AsSpan(in left.ExternalDevice).SequenceEqual(DeviceName.AsSpan(in right.ExternalDevice))
            && ShortText.AsSpan(in left.NftTable).SequenceEqual(ShortText.AsSpan(in right.NftTable))
            && ShortText.AsSpan(in left.NftSetPrefix).SequenceEqual(ShortText.AsSpan(in right.NftSetPrefix))
            && ShortText.AsSpan(in left.ControlSocket).SequenceEqual(ShortText.AsSpan(in right.ControlSocket)),
            "a file that is written again says the same"u8);
        for (int i = 0; i < left.InternalDeviceCount; i++)
        {
            Require.That(
                DeviceName.AsSpan(in ((ReadOnlySpan<DeviceName>)left.InternalDevices)[i])
                    .SequenceEqual(DeviceName.AsSpan(in ((ReadOnlySpan<DeviceName>)right.InternalDevices)[i])),
                "a file that is written again names the same LANs"u8);
        }

        for (int i = 0; i < left.PermissionCount; i++)
        {
            // All but the line, which is another.
            ref readonly PermissionRule rule = ref ((ReadOnlySpan<PermissionRule>)left.Permissions)[i];
            ref readonly PermissionRule same = ref ((ReadOnlySpan<PermissionRule>)right.Permissions)[i];
            Require.That(
                rule.Action == same.Action && rule.Network.Equals(same.Network) && rule.PrefixLength == same.PrefixLength
                && rule.ExternalPorts.First == same.ExternalPorts.First && rule.ExternalPorts.Last == same.ExternalPorts.Last
                && rule.InternalPorts.First == same.InternalPorts.First && rule.InternalPorts.Last == same.InternalPorts.Last,
                "a file that is written again has the same rules"u8);
        }
    }

    /// <summary>Writes the statements one a line, with the words in single quotes; how many were none.</summary>
    private static int Emit(ref ByteWriter writer, ReadOnlySpan<byte> input)
    {
        Span<byte> scratch = stackalloc byte[UciReader.ScratchLength];
        UciReader reader = new UciReader(input, scratch);
        int errors = 0;
        int line = 1;
        while (reader.Next())
        {
            Require.That(reader.Line >= line || reader.Item == UciItem.Error, "lines are counted up"u8);
            line = reader.Line;
            Require.Inside(reader.Name, scratch);
            Require.Inside(reader.Value, scratch);
            if (reader.Item == UciItem.Error)
            {
                Require.That(reader.Error != UciError.None, "an error has its reason"u8);
                errors++;
                continue;
            }

            Require.That(reader.Error == UciError.None && !reader.Name.IsEmpty, "a statement has a name"u8);
            writer.Write(
                reader.Item switch
                {
                    UciItem.Package => "package "u8,
                    UciItem.Config => "config "u8,
                    UciItem.Option => "option "u8,
                    _ => "list "u8,
                });
            EmitWord(ref writer, reader.Name);
            if (reader.Item is UciItem.Option or UciItem.List || !reader.Value.IsEmpty)
            {
                writer.WriteByte((byte)' ');
                EmitWord(ref writer, reader.Value);
            }

            writer.WriteByte((byte)'\n');
        }

        return errors;
    }

    /// <summary>Nothing is special in single quotes but the one that ends them, which goes outside.</summary>
    private static void EmitWord(ref ByteWriter writer, scoped ReadOnlySpan<byte> word)
    {
        writer.WriteByte((byte)'\'');
        foreach (byte character in word)
        {
            if (character == '\'')
            {
                writer.Write("'\\''"u8);
            }
            else
            {
                writer.WriteByte(character);
            }
        }

        writer.WriteByte((byte)'\'');
    }

    private static void SameStatements(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<byte> firstScratch = stackalloc byte[UciReader.ScratchLength];
        Span<byte> secondScratch = stackalloc byte[UciReader.ScratchLength];
        UciReader left = new UciReader(first, firstScratch);
        UciReader right = new UciReader(second, secondScratch);
        while (NextStatement(ref left))
        {
            Require.That(
                right.Next() && left.Item == right.Item && left.Name.SequenceEqual(right.Name) && left.Value.SequenceEqual(right.Value),
                "a statement reads as it was written"u8);
        }

        Require.That(!right.Next(), "as many statements as were written"u8);
    }

    private static bool NextStatement(ref UciReader reader)
    {
        bool isThere = reader.Next();
        while (isThere && reader.Item == UciItem.Error)
        {
            isThere = reader.Next();
        }

        return isThere;
    }

    private struct Listener : IComplaintSink
    {
        public int Count;
        private bool _isBad;

        public readonly bool IsGood => !_isBad;

        public void Take(scoped in Complaint complaint)
        {
            Count++;
            _isBad |= complaint.Kind == ComplaintKind.None || complaint.Line < 0
                || (complaint.Kind == ComplaintKind.Syntax) != (complaint.Syntax != UciError.None);
        }
    }
}

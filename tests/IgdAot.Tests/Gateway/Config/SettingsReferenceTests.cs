using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using IgdAot.Gateway.Config;
using Xunit;

namespace IgdAot.Tests.Gateway.Config;

/// <summary>uci/README.md, the reference for people, against the code.</summary>
public partial class SettingsReferenceTests
{
    private const string Start = "config igdaot\n\toption external_device 'wan'\n\tlist internal_device 'br-lan'\n";
    private const string Rule = "config permission\n\toption action 'allow'\n";

    [Fact]
    public void Reference_names_every_option_and_no_other()
    {
        string[] known = Encoding.ASCII.GetString(SettingsReader.OptionNames).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(known.Order(StringComparer.Ordinal), Rows().Select(row => row.Option).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reference_tells_the_default_of_every_option()
    {
        foreach (Row row in Rows())
        {
            string start = row.IsOfRule ? Start + Rule : Start;
            if (row.Default == "must be set")
            {
                string without = string.Join('\n', start.Split('\n').Where(line => !line.Contains(" " + row.Option + " ", StringComparison.Ordinal)));
                Read(without, out List<string> missing);
                Assert.Equal(["Missing " + row.Option], missing);
                continue;
            }

            string[] values = row.Default is "empty" or "none" ? [""] : [.. Quoted().Matches(row.Default).Select(match => match.Groups[1].Value)];
            Assert.NotEmpty(values);
            string statements = string.Concat(values.Select(value => $"\t{(row.IsList ? "list" : "option")} {row.Option} '{value}'\n"));
            Settings stated = Read(start + statements, out List<string> complaints);
            Settings unstated = Read(start, out _);
            Assert.True(complaints.Count == 0, row.Option + ": " + string.Join(", ", complaints));
            Assert.True(BytesOf(in unstated).SequenceEqual(BytesOf(in stated)), $"the default of {row.Option} is not {row.Default}");
        }
    }

    [Fact]
    public void Validation_on_OpenWrt_knows_every_option_and_no_other()
    {
        string script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openwrt", "igdaot.init"));
        IEnumerable<string> validated = Validated().Matches(script).Select(match => match.Groups[1].Value);
        Assert.Equal(Rows().Select(row => row.Option).Order(StringComparer.Ordinal), validated.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Configuration_that_the_package_brings_is_good_once_its_networks_are_devices()
    {
        string shipped = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openwrt", "igdaot.config"));
        Read(shipped, out List<string> complaints);
        Assert.Equal(["Missing external_device", "Missing internal_device"], complaints);
        Read(shipped + "config igdaot\n\toption external_device 'wan'\n\tlist internal_device 'br-lan'\n", out complaints);
        Assert.Empty(complaints);
    }

    private static ReadOnlySpan<byte> BytesOf(ref readonly Settings settings) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Settings>(in settings));

    private static Settings Read(string text, out List<string> complaints)
    {
        complaints = [];
        Sink sink = new(complaints);
        Settings settings = default;
        SettingsReader.Read(Encoding.ASCII.GetBytes(text), ref settings, ref sink);
        return settings;
    }

    /// <summary>The rows of all tables: option, type, default, meaning. A row may be about two options.</summary>
    private static List<Row> Rows()
    {
        List<Row> rows = [];
        bool isOfRule = false;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "uci", "README.md")))
        {
            isOfRule |= line == "## Permission rules";
            if (!line.StartsWith("| `", StringComparison.Ordinal))
            {
                continue;
            }

            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            foreach (Match name in Quoted().Matches(cells[1]))
            {
                rows.Add(new Row(name.Groups[1].Value, cells[2].StartsWith("list", StringComparison.Ordinal), cells[3], isOfRule));
            }
        }

        return rows;
    }

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Quoted();

    /// <summary>An option that uci_load_validate is given: name, type, default.</summary>
    [GeneratedRegex("^\t\t'([a-z_]+):", RegexOptions.Multiline)]
    private static partial Regex Validated();

    private sealed record Row(string Option, bool IsList, string Default, bool IsOfRule);

    private readonly struct Sink(List<string> complaints) : IComplaintSink
    {
        public void Take(scoped in Complaint complaint) => complaints.Add(complaint.Kind + " " + Encoding.ASCII.GetString(complaint.Option));
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IgdAot.Lab;

/// <summary>The router's nf_tables, by the `nft` command.</summary>
public sealed partial class Nft
{
    private const string Table = "igdaot";

    /// <summary>In front of all names of the shipped ruleset.</summary>
    private const string Prefix = "igdaot1_";
    private readonly NetworkNamespace _router;
    private readonly string[] _include;
    private readonly string _rules;

    internal Nft(NetworkNamespace router, string shippedFolder, string labFolder)
    {
        _router = router;
        _include = ["-I", shippedFolder, "-I", labFolder];
        _rules = labFolder;
    }

    /// <summary>Loads the whole ruleset; the table must not exist.</summary>
    public void Load() => _router.Run("nft", [.. _include, "-f", _rules + "/router.nft"]).OrFail();

    /// <summary>What a firewall reload does: all rules go and come back in one transaction.</summary>
    public void Reload() => _router.Run("nft", [.. _include, "-f", _rules + "/reload.nft"]).OrFail();

    /// <summary>Deletes the table and loads it again in one transaction: no element is left.</summary>
    public void Replace() => _router.Run("nft", [.. _include, "-f", _rules + "/replace.nft"]).OrFail();

    /// <summary>Deletes the table with everything in it; no complaint where there is none.</summary>
    public void DeleteTable() => Run($"table inet {Table} {{ }}; delete table inet {Table}");

    /// <summary>Any nft commands.</summary>
    public void Run(string commands) => _router.Run("nft", commands).OrFail();

    /// <summary>Adds an element to one of the sets.</summary>
    public void Add(string set, string element) => Run($"add element inet {Table} {Prefix}{set} {{ {element} }}");

    /// <summary>Deletes an element of one of the sets.</summary>
    public void Delete(string set, string element) => Run($"delete element inet {Table} {Prefix}{set} {{ {element} }}");

    /// <summary>The set's elements as `nft` prints them, without what moves (remaining time, counters), in order.</summary>
    public IReadOnlyList<string> List(string set)
    {
        string text = _router.Run("nft", "list", "set", "inet", Table, Prefix + set) is { ExitCode: 0 } asSet
            ? asSet.Output
            : _router.Run("nft", "list", "map", "inet", Table, Prefix + set).OrFail().Output;
        Match match = Elements().Match(text);
        return match.Success
            ? [.. Comment().Replace(match.Groups[1].Value, "").Split(',').Select(Still).Where(line => line.Length > 0).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Packets that an element of a map has counted: the first of each flow.</summary>
    public long CountedPackets(string map, string key) =>
        long.Parse(
            Regex.Match(
                _router.Run("nft", "list", "map", "inet", Table, Prefix + map).OrFail().Output,
                Regex.Escape(key) + @"\b[^,]*counter packets (\d+)").Groups[1].Value,
            CultureInfo.InvariantCulture);

    /// <summary>The number of elements in all IPv4 sets of mappings.</summary>
    public int CountElements()
    {
        using JsonDocument document = JsonDocument.Parse(_router.Run("nft", "-j", "list", "table", "inet", Table).OrFail().Output);
        int count = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("nftables").EnumerateArray())
        {
            bool isSet = item.TryGetProperty("set", out JsonElement set) || item.TryGetProperty("map", out set);
            if (isSet && set.GetProperty("name").GetString()![Prefix.Length..] is not ("ext4" or "wan" or "lan") && set.TryGetProperty("elem", out JsonElement elements))
            {
                count += elements.GetArrayLength();
            }
        }

        return count;
    }

    private static string Still(string element) => Spaces().Replace(Moving().Replace(element, " "), " ").Trim();

    [GeneratedRegex(@"elements = \{(.*?)\}", RegexOptions.Singleline)]
    private static partial Regex Elements();

    [GeneratedRegex("comment \"[^\"]*\"")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(timeout|expires) [0-9a-z]+|counter packets \d+ bytes \d+")]
    private static partial Regex Moving();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace IgdAot.Packages;

/// <summary>One line of the table of architectures.</summary>
/// <param name="Target">Name in build/firmware.</param>
/// <param name="Debian">Debian's name.</param>
/// <param name="OpenWrt">OpenWrt's names.</param>
public sealed record Architecture(string Target, string Debian, IReadOnlyList<string> OpenWrt);

/// <summary>What the packages have to agree with.</summary>
/// <param name="Version">PKG_VERSION.</param>
/// <param name="Release">PKG_RELEASE.</param>
/// <param name="Conffiles">Files that belong to the administrator on OpenWrt.</param>
/// <param name="Architectures">The table.</param>
public sealed partial record Manifest(
    string Version, string Release, IReadOnlyList<string> Conffiles, IReadOnlyList<Architecture> Architectures)
{
    /// <summary>Version of the .ipk and the .apk.</summary>
    public string OpenWrtVersion => $"{Version}-r{Release}";

    /// <summary>The line of the table for a name in a package of this format, or null.</summary>
    public Architecture? Find(PackageFormat format, string name) => Architectures.FirstOrDefault(a =>
        format == PackageFormat.Deb ? a.Debian == name : a.OpenWrt.Contains(name));

    /// <summary>Reads Makefile and architectures of a feed's package.</summary>
    /// <exception cref="PackageException">They do not say what they should.</exception>
    public static Manifest Read(string folder) => Parse(
        File.ReadAllText(Path.Combine(folder, "Makefile")), File.ReadAllText(Path.Combine(folder, "architectures")));

    /// <summary>The same from their texts.</summary>
    public static Manifest Parse(string makefile, string table)
    {
        List<Architecture> architectures = [];
        foreach (string line in table.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 2 && words[0] != "#")
            {
                architectures.Add(new(words[0], words[1], words[2..]));
            }
        }

        string conffiles = Conffile().Match(makefile).Groups[1].Value;
        return new(
            Variable(makefile, "PKG_VERSION"), Variable(makefile, "PKG_RELEASE"),
            conffiles.Split('\n', StringSplitOptions.RemoveEmptyEntries), architectures);
    }

    private static string Variable(string makefile, string name) => Assignment().Matches(makefile)
        .FirstOrDefault(m => m.Groups[1].Value == name)?.Groups[2].Value
        ?? throw new PackageException($"the Makefile does not set {name}");

    [GeneratedRegex("^([A-Z_]+):=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex("^define Package/igdaot/conffiles\n(.*?)^endef", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Conffile();
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace IgdAot.Packages;

/// <summary>Holds packages against what they should be. Each fault is a sentence.</summary>
public sealed partial class Checker(Manifest manifest)
{
    /// <summary>Bytes of all files that a package installs: routers with 8 MB of flash have little over 200 KB free.</summary>
    public const long MaxInstalledSize = 190 * 1024;

    /// <summary>Bytes of an .ipk, for the download and the RAM that holds it meanwhile.</summary>
    public const long MaxIpkSize = 90 * 1024;

    private const string Program = "usr/sbin/igdaotd";

    private const int Executable = 0b111_101_101;
    private const int Readable = 0b110_100_100;
    private const int Secret = 0b110_000_000;

    /// <summary>
    /// Where OpenWrt packages may have files, and their mode: 0600 for what may hold secrets, scripts as they are run,
    /// data for all to read. What must be there is marked.
    /// </summary>
    private static readonly (string Path, int Mode, bool IsNeeded)[] s_openWrtPlaces =
    [
        (Program, Executable, true),
        ("etc/config/igdaot", Secret, true),
        ("etc/init.d/igdaot", Executable, true),
        ("etc/uci-defaults/", Executable, true),
        ("etc/capabilities/igdaot.json", Readable, true),
        ("usr/share/igdaot/", Readable, true),
        ("usr/share/nftables.d/", Readable, true),
    ];

    /// <summary>The same for what only .apk has.</summary>
    private static readonly (string Path, int Mode, bool IsNeeded)[] s_apkPlaces =
    [
        .. s_openWrtPlaces,
        ("lib/apk/packages/igdaot.list", Readable, true),
        ("lib/apk/packages/igdaot.conffiles", Readable, true),
        ("lib/apk/packages/igdaot.conffiles_static", Readable, true),
        ("lib/apk/packages/igdaot.rusers", Readable, true),
    ];

    private static readonly (string Path, int Mode, bool IsNeeded)[] s_debianPlaces =
    [
        (Program, Executable, true),
        ("etc/igdaot/igdaot.conf", Readable, true),
        ("usr/lib/systemd/system/igdaot.service", Readable, true),
        ("usr/share/igdaot/igdaot.nft", Readable, true),
        ("usr/share/doc/igdaot/copyright", Readable, true),
        ("usr/share/doc/igdaot/changelog.Debian.gz", Readable, true),
        ("usr/share/doc/igdaot/", Readable, false),
        ("usr/share/lintian/overrides/igdaot", Readable, false),
        ("usr/share/man/man8/igdaotd.8.gz", Readable, true),
    ];

    private readonly Dictionary<string, (string File, byte[] Hash)> _programs = [];

    /// <summary>Whether the program's own version is the Makefile's.</summary>
    /// <param name="source">Text of Program.cs of the daemon.</param>
    public IEnumerable<string> CheckVersion(string source)
    {
        string version = ProgramVersion().Match(source).Groups[1].Value;
        if (version != manifest.Version)
        {
            yield return $"`igdaotd --version` says '{version}', the Makefile {manifest.Version}";
        }
    }

    /// <summary>What is wrong with a package.</summary>
    /// <param name="name">Its file name.</param>
    /// <param name="file">Its bytes.</param>
    public IReadOnlyList<string> Check(string name, ReadOnlyMemory<byte> file)
    {
        Package package;
        try
        {
            package = Package.Read(file);
        }
        catch (PackageException error)
        {
            return [error.Message];
        }

        List<string> faults = [];
        string architecture = package[package.Format == PackageFormat.Apk ? "arch" : "Architecture"];
        Architecture? line = manifest.Find(package.Format, architecture);
        if (line is null)
        {
            faults.Add($"the table of architectures has no '{Entry.Printable(architecture)}'");
        }
        else
        {
            CheckProgram(name, package, line.Target, faults);
        }

        CheckFields(package, faults);
        string version = package[package.Format == PackageFormat.Apk ? "version" : "Version"];
        string expected = package.Format switch
        {
            PackageFormat.Ipk => $"igdaot_{version}_{architecture}.ipk",
            PackageFormat.Deb => $"igdaot_{version}_{architecture}.deb",
            _ => $"igdaot-{version}.apk",
        };
        if (name != expected)
        {
            faults.Add($"it should be called {Entry.Printable(expected)}");
        }

        (string, int, bool)[] places = package.Format switch
        {
            PackageFormat.Ipk => s_openWrtPlaces,
            PackageFormat.Apk => s_apkPlaces,
            _ => s_debianPlaces,
        };
        CheckFiles(package, places, faults);
        CheckConffiles(package, faults);
        CheckScripts(package, faults);
        if (package.Format == PackageFormat.Deb)
        {
            CheckSums(package, faults);
        }

        if (package.Format == PackageFormat.Apk)
        {
            CheckList(package, faults);
        }

        CheckSize(package, file.Length, faults);
        return faults;
    }

    private void CheckProgram(string name, Package package, string target, List<string> faults)
    {
        if (package.DataFile(Program) is not { } program)
        {
            return;
        }

        if (Elf.Fault(program.Contents.Span, target) is { } fault)
        {
            faults.Add($"{Program}: {fault}");
        }

        byte[] hash = SHA256.HashData(program.Contents.Span);
        if (!_programs.TryAdd(target, (name, hash)) && !_programs[target].Hash.AsSpan().SequenceEqual(hash))
        {
            faults.Add($"{Program} is another one than in {_programs[target].File}, for the same processors");
        }
    }

    private void CheckFields(Package package, List<string> faults)
    {
        string[] needed = package.Format switch
        {
            PackageFormat.Ipk =>
            [
                "Package", "Version", "Depends", "Conflicts", "Provides", "Source", "SourceName", "License", "Section", "Require-User",
                "Maintainer", "Architecture", "Installed-Size", "Description",
            ],
            PackageFormat.Deb => ["Package", "Version", "Architecture", "Maintainer", "Installed-Size", "Section", "Priority", "Description"],
            _ => ["name", "version", "description", "arch", "license", "origin", "maintainer", "installed-size", "depends", "provides"],
        };
        faults.AddRange(needed.Where(field => package[field] == "").Select(field => $"the field {field} is missing"));

        string name = package[package.Format == PackageFormat.Apk ? "name" : "Package"];
        if (name != "igdaot")
        {
            faults.Add($"the package is called '{Entry.Printable(name)}'");
        }

        string version = package[package.Format == PackageFormat.Apk ? "version" : "Version"];
        bool isExpected = package.Format == PackageFormat.Deb
            ? DebianVersion().Match(version) is { Success: true } match && match.Groups[1].Value == manifest.Version
            : version == manifest.OpenWrtVersion;
        if (!isExpected)
        {
            faults.Add($"the version is '{Entry.Printable(version)}', the Makefile's {manifest.Version}, release {manifest.Release}");
        }

        long size = package.Format switch
        {
            // Of the uncompressed tar in an .ipk, a kilobyte as the unit in a .deb, of the files in an .apk.
            PackageFormat.Deb => 1024,
            _ => 1,
        };
        string told = package[package.Format == PackageFormat.Apk ? "installed-size" : "Installed-Size"];
        if (!long.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ||
            bytes * size < package.InstalledSize || bytes * size > package.InstalledSize + (256 << 10))
        {
            faults.Add($"the installed size is told as '{Entry.Printable(told)}', and the files have {package.InstalledSize} bytes");
        }
    }

    private static void CheckFiles(Package package, (string Path, int Mode, bool IsNeeded)[] places, List<string> faults)
    {
        foreach (Entry entry in package.Data.Concat(package.Control))
        {
            if (entry.Owner != Entry.Root)
            {
                faults.Add($"'{entry.Path}' belongs to {Entry.Printable(entry.Owner)}");
            }
        }

        foreach (Entry entry in package.Data)
        {
            int at = Array.FindIndex(places, p => p.Path.EndsWith('/') ? entry.Path.StartsWith(p.Path, StringComparison.Ordinal) : entry.Path == p.Path);
            int mode = entry.Kind == EntryKind.Folder ? Executable : at < 0 ? entry.Mode : places[at].Mode;
            if (entry.Kind == EntryKind.Link)
            {
                faults.Add($"'{entry.Path}' is a link");
            }
            else if (entry.Kind == EntryKind.File && at < 0)
            {
                faults.Add($"nobody expects '{entry.Path}' (build/tools/Packages/Checker.cs says where files may be)");
            }
            else if (entry.Mode != mode)
            {
                faults.Add($"'{entry.Path}' has mode {Octal(entry.Mode)}, expected {Octal(mode)}");
            }
        }

        faults.AddRange(places
            .Where(p => p.IsNeeded && !package.Data.Any(e => e.Kind == EntryKind.File &&
                (p.Path.EndsWith('/') ? e.Path.StartsWith(p.Path, StringComparison.Ordinal) : e.Path == p.Path)))
            .Select(p => $"'{p.Path}' is missing"));
    }

    private void CheckConffiles(Package package, List<string> faults)
    {
        Entry? list = package.Format == PackageFormat.Apk
            ? package.DataFile("lib/apk/packages/igdaot.conffiles")
            : package.ControlFile("conffiles");
        string[] conffiles = list is null ? [] : Package.Text(list).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (conffiles.Length == 0)
        {
            faults.Add("there is no list of conffiles");
        }

        foreach (string path in conffiles.Where(c => package.DataFile(c.TrimStart('/')) is not { Kind: EntryKind.File }))
        {
            faults.Add($"the conffile '{Entry.Printable(path)}' is not in the package");
        }

        if (package.Format != PackageFormat.Deb && !conffiles.SequenceEqual(manifest.Conffiles))
        {
            faults.Add("the conffiles are not the Makefile's");
        }

        // Debian wants each file under /etc in the list; so do people.
        foreach (Entry file in package.Data.Where(e =>
            e.Kind == EntryKind.File && (e.Path.StartsWith("etc/config/", StringComparison.Ordinal) || e.Path.StartsWith("etc/igdaot/", StringComparison.Ordinal))))
        {
            if (!conffiles.Contains("/" + file.Path))
            {
                faults.Add($"'{file.Path}' is no conffile");
            }
        }
    }

    private static void CheckScripts(Package package, List<string> faults)
    {
        string[] names = package.Format switch
        {
            PackageFormat.Ipk => ["postinst", "prerm"],
            PackageFormat.Deb => ["postinst", "prerm", "postrm"],
            _ => ["post-install", "post-upgrade", "pre-deinstall"],
        };
        faults.AddRange(names.Where(n => package.ControlFile(n) is null).Select(n => $"the script {n} is missing"));

        string[] lists = ["control", "conffiles", "md5sums", "info"];
        foreach (Entry entry in package.Control.Where(e => e.Kind == EntryKind.File))
        {
            int mode = lists.Contains(entry.Path) ? Readable : Executable;
            if (entry.Mode != mode)
            {
                faults.Add($"'{entry.Path}' has mode {Octal(entry.Mode)}, expected {Octal(mode)}");
            }
        }

        IEnumerable<Entry> scripts = package.Control.Where(e => e.Kind == EntryKind.File && !lists.Contains(e.Path))
            .Concat(package.Data.Where(e => e is { Kind: EntryKind.File, Mode: Executable, Path: not Program }));
        foreach (Entry script in scripts)
        {
            string text = Package.Text(script);
            if (!text.StartsWith("#!/bin/sh", StringComparison.Ordinal))
            {
                faults.Add($"'{script.Path}' does not begin with #!/bin/sh");
            }
            else if (ShellFault(script) is { } fault)
            {
                faults.Add($"'{script.Path}': {fault}");
            }
        }
    }

    /// <summary>What the shell says of a script without running it, or null.</summary>
    private static string? ShellFault(Entry script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-n"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            shell.StandardInput.BaseStream.Write(script.Contents.Span);
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough before the end; its exit status tells the rest.
        }

        string error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return shell.ExitCode == 0 ? null : Entry.Printable(error.Trim());
    }

    /// <summary>Sums of a .deb, by md5sum(1)'s lines.</summary>
    private static void CheckSums(Package package, List<string> faults)
    {
        string told = package.ControlFile("md5sums") is { } sums ? Package.Text(sums) : "";
        string[] conffiles = package.ControlFile("conffiles") is { } list ? Package.Text(list).Split('\n') : [];
        StringBuilder expected = new();
        foreach (Entry file in package.Data.Where(e => e.Kind == EntryKind.File && !conffiles.Contains("/" + e.Path)).OrderBy(e => e.Path, StringComparer.Ordinal))
        {
#pragma warning disable CA5351 // What dpkg's format has; nothing depends on it but the search for a broken disk.
            expected.Append(Convert.ToHexStringLower(MD5.HashData(file.Contents.Span))).Append("  ").Append(file.Path).Append('\n');
#pragma warning restore CA5351
        }

        if (told != expected.ToString())
        {
            faults.Add("md5sums is not what the files say");
        }
    }

    /// <summary>The lists by which OpenWrt's scripts find what a package has.</summary>
    private static void CheckList(Package package, List<string> faults)
    {
        string Read(string suffix) => package.DataFile("lib/apk/packages/igdaot." + suffix) is { } file ? Package.Text(file) : "";

        string[] own = ["list", "conffiles", "conffiles_static"];
        IEnumerable<string> files = package.Data.Where(e => e.Kind == EntryKind.File).Select(e => "/" + e.Path)
            .Where(p => !own.Contains(p[(p.LastIndexOf('.') + 1)..])).Order(StringComparer.Ordinal);
        if (!Read("list").Split('\n', StringSplitOptions.RemoveEmptyEntries).SequenceEqual(files))
        {
            faults.Add("lib/apk/packages/igdaot.list is not what the package has");
        }

        foreach (string line in Read("conffiles_static").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words.Length != 2 || package.DataFile(words[0].TrimStart('/')) is not { } file ||
                Convert.ToHexStringLower(SHA256.HashData(file.Contents.Span)) != words[1])
            {
                faults.Add($"lib/apk/packages/igdaot.conffiles_static is wrong: '{Entry.Printable(line)}'");
            }
        }
    }

    private static void CheckSize(Package package, int size, List<string> faults)
    {
        // Documentation goes with Debian's; its disks are large.
        if (package.Format != PackageFormat.Deb && package.InstalledSize > MaxInstalledSize)
        {
            faults.Add($"the files have {package.InstalledSize} bytes, and may have {MaxInstalledSize}");
        }

        if (package.Format == PackageFormat.Ipk && size > MaxIpkSize)
        {
            faults.Add($"the package has {size} bytes, and may have {MaxIpkSize}");
        }
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    [GeneratedRegex("\"igdaotd ([^\"\\\\]*)\\\\n\"u8")]
    private static partial Regex ProgramVersion();

    /// <summary>Ours, and Debian's revision.</summary>
    [GeneratedRegex("^(.*)-[0-9]+$")]
    private static partial Regex DebianVersion();
}

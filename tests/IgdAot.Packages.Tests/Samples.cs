using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Formats.Tar;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace IgdAot.Packages.Tests;

/// <summary>Packages made here, so that the tests need no firmware.</summary>
internal static class Samples
{
    public const long Time = 1_700_000_000;

    public const string Makefile = """
        PKG_VERSION:=0.1
        PKG_RELEASE:=1
        define Package/igdaot/conffiles
        /etc/config/igdaot
        endef

        """;

    public const string Architectures = """
        # a comment with more than two words
        arm64 arm64 aarch64_generic aarch64_cortex-a53
        arm armhf arm_cortex-a9_neon
        x64 amd64 x86_64

        """;

    public static Manifest Manifest => Manifest.Parse(Makefile, Architectures);

    /// <summary>The smallest ELF header that says: a static program.</summary>
    public static byte[] Elf(byte machine, bool is64, byte segment = 0, byte order = 1, uint flags = 0x400)
    {
        byte[] file = new byte[160];
        bool isBig = order == 2;
        void Put16(int offset, ushort value)
        {
            Span<byte> place = file.AsSpan(offset);
            if (isBig)
            {
                BinaryPrimitives.WriteUInt16BigEndian(place, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(place, value);
            }
        }

        void Put32(int offset, uint value)
        {
            Put16(offset, (ushort)(isBig ? value >> 16 : value));
            Put16(offset + 2, (ushort)(isBig ? value : value >> 16));
        }

        "\x7F"u8.CopyTo(file);
        "ELF"u8.CopyTo(file.AsSpan(1));
        file[4] = (byte)(is64 ? 2 : 1);
        file[5] = order;
        Put16(16, 3);
        Put16(18, machine);
        Put32(is64 ? 48 : 36, flags);
        // One segment, after the header.
        Put32(!is64 ? 28 : isBig ? 36 : 32, 64);
        Put16(is64 ? 54 : 42, (ushort)(is64 ? 56 : 32));
        Put16(is64 ? 56 : 44, 1);
        Put32(64, segment);
        return file;
    }

    public static byte[] Arm64Program => Elf(183, is64: true);

    public static Entry File(string path, string text, int mode = 0b110_100_100) => Entry.File(path, mode, Time, Encoding.UTF8.GetBytes(text));

    /// <summary>The entries, and the folders that they need.</summary>
    public static List<Entry> WithFolders(params IEnumerable<Entry> files)
    {
        List<Entry> entries = [.. files];
        foreach (string path in entries.Select(e => e.Path).ToList())
        {
            for (int at = path.IndexOf('/'); at > 0; at = path.IndexOf('/', at + 1))
            {
                if (!entries.Any(e => e.Path == path[..at]))
                {
                    entries.Add(Entry.Folder(path[..at], 0b111_101_101, Time));
                }
            }
        }

        return [.. entries.OrderBy(e => e.Path, StringComparer.Ordinal)];
    }

    /// <summary>What an OpenWrt package of ours installs, in small.</summary>
    public static List<Entry> OpenWrtData() => WithFolders(
        Entry.File("usr/sbin/igdaotd", 0b111_101_101, Time, Arm64Program),
        File("etc/config/igdaot", "config igdaot 'main'\n", 0b110_000_000),
        File("etc/init.d/igdaot", "#!/bin/sh /etc/rc.common\n", 0b111_101_101),
        File("etc/uci-defaults/90-igdaot", "#!/bin/sh\n", 0b111_101_101),
        File("etc/capabilities/igdaot.json", "{}\n"),
        File("usr/share/igdaot/table.nft", "\n"),
        File("usr/share/nftables.d/table-post/30-igdaot.nft", "\n"));

    public const string IpkControl = """
        Package: igdaot
        Version: 0.1-r1
        Depends: libc
        Conflicts: other
        Provides: something
        Source: feeds/igdaot
        SourceName: igdaot
        License: MIT
        Section: net
        Require-User: igdaot:igdaot
        Maintainer: Somebody
        Architecture: aarch64_generic
        Installed-Size: 10240
        Description:  A sample.
         With a second line.

        """;

    public static List<Entry> IpkControlFiles(string control = IpkControl) =>
    [
        File("control", control),
        File("conffiles", "/etc/config/igdaot\n"),
        File("postinst", "#!/bin/sh\n", 0b111_101_101),
        File("prerm", "#!/bin/sh\n", 0b111_101_101),
    ];

    public static byte[] Ipk(IEnumerable<Entry> data, IEnumerable<Entry>? control = null) => Gzip(Tar(
    [
        File("debian-binary", "2.0\n"),
        Entry.File("data.tar.gz", 0b110_100_100, Time, Gzip(Tar(data))),
        Entry.File("control.tar.gz", 0b110_100_100, Time, Gzip(Tar(control ?? IpkControlFiles()))),
    ]));

    public static byte[] Deb()
    {
        List<Entry> data = WithFolders(
            Entry.File("usr/sbin/igdaotd", 0b111_101_101, Time, Arm64Program),
            File("etc/igdaot/igdaot.conf", "config igdaot 'main'\n"),
            File("usr/lib/systemd/system/igdaot.service", "[Unit]\n"),
            File("usr/share/igdaot/igdaot.nft", "\n"),
            File("usr/share/doc/igdaot/copyright", "\n"),
            File("usr/share/doc/igdaot/changelog.Debian.gz", "\n"),
            File("usr/share/man/man8/igdaotd.8.gz", "\n"));
#pragma warning disable CA5351 // dpkg's format
        string sums = string.Concat(data.Where(e => e.Kind == EntryKind.File && !e.Path.StartsWith("etc/", StringComparison.Ordinal))
            .Select(e => $"{Convert.ToHexStringLower(MD5.HashData(e.Contents.Span))}  {e.Path}\n"));
#pragma warning restore CA5351
        List<Entry> control =
        [
            File("control", """
                Package: igdaot
                Version: 0.1-1
                Architecture: arm64
                Installed-Size: 9
                Section: net
                Priority: optional
                Maintainer: Somebody
                Description: A sample

                """),
            File("conffiles", "/etc/igdaot/igdaot.conf\n"),
            File("md5sums", sums),
            File("postinst", "#!/bin/sh\n", 0b111_101_101),
            File("prerm", "#!/bin/sh\n", 0b111_101_101),
            File("postrm", "#!/bin/sh\n", 0b111_101_101),
        ];
        return Ar(("debian-binary", "2.0\n"u8.ToArray()), ("control.tar.gz", Gzip(Tar(control))), ("data.tar.gz", Gzip(Tar(data))));
    }

    public static byte[] Apk()
    {
        List<Entry> data = OpenWrtData();
        Entry config = data.First(e => e.Path == "etc/config/igdaot");
        string list = string.Concat(data.Where(e => e.Kind == EntryKind.File).Select(e => $"/{e.Path}\n").Append("/lib/apk/packages/igdaot.rusers\n")
            .Order(StringComparer.Ordinal));
        IEnumerable<Entry> lists =
        [
            File("lib/apk/packages/igdaot.list", list),
            File("lib/apk/packages/igdaot.conffiles", "/etc/config/igdaot\n"),
            File("lib/apk/packages/igdaot.conffiles_static", $"/etc/config/igdaot {Convert.ToHexStringLower(SHA256.HashData(config.Contents.Span))}\n"),
            File("lib/apk/packages/igdaot.rusers", "igdaot:igdaot\n"),
        ];
        Dictionary<string, string> fields = new()
        {
            ["name"] = "igdaot",
            ["version"] = "0.1-r1",
            ["description"] = "A sample.",
            ["arch"] = "aarch64_generic",
            ["license"] = "MIT",
            ["origin"] = "feeds/igdaot",
            ["maintainer"] = "Somebody",
            ["depends"] = "libc",
            ["provides"] = "something=0.1-r1",
        };
        Dictionary<string, string> scripts = new()
        {
            ["post-install"] = "#!/bin/sh\n",
            ["post-upgrade"] = "#!/bin/sh\n",
            ["pre-deinstall"] = "#!/bin/sh\n",
        };
        return ApkWriter.WritePackage(fields, scripts, WithFolders(data.Concat(lists)));
    }

    public static byte[] Tar(IEnumerable<Entry> entries)
    {
        using MemoryStream file = new();
        using (TarWriter writer = new(file, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (Entry entry in entries)
            {
                TarEntryType type = entry.Kind switch
                {
                    EntryKind.File => TarEntryType.RegularFile,
                    EntryKind.Folder => TarEntryType.Directory,
                    _ => TarEntryType.SymbolicLink,
                };
                GnuTarEntry written = new(type, entry.Path.StartsWith('/') ? entry.Path : "./" + entry.Path)
                {
                    Mode = (UnixFileMode)entry.Mode,
                    ModificationTime = DateTimeOffset.FromUnixTimeSeconds(entry.Time),
                };
                if (entry.Owner != Entry.Root)
                {
                    written.Uid = int.Parse(entry.Owner.Split(':')[0], CultureInfo.InvariantCulture);
                }

                if (entry.Kind == EntryKind.Link)
                {
                    written.LinkName = entry.Target;
                }
                else if (entry.Kind == EntryKind.File)
                {
                    written.DataStream = new MemoryStream(entry.Contents.ToArray());
                }

                writer.WriteEntry(written);
            }
        }

        return file.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream file = new();
        using (GZipStream gzip = new(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return file.ToArray();
    }

    public static byte[] Ar(params (string Name, byte[] Contents)[] members)
    {
        using MemoryStream file = new();
        file.Write("!<arch>\n"u8);
        foreach ((string name, byte[] contents) in members)
        {
            file.Write(Encoding.ASCII.GetBytes($"{name,-16}{Time,-12}{0,-6}{0,-6}{"100644",-8}{contents.Length,-10}`\n"));
            file.Write(contents);
            if (contents.Length % 2 != 0)
            {
                file.WriteByte((byte)'\n');
            }
        }

        return file.ToArray();
    }

    /// <summary>A file of the folder `golden`, which has hexadecimal digits.</summary>
    public static byte[] Golden(string name) => Convert.FromHexString(GoldenText(name).ReplaceLineEndings(""));

    public static string GoldenText(string name) => System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name));
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Formats.Tar;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace IgdAot.Packages;

/// <summary>Packages that are archives of archives: .ipk (a compressed tar) and .deb (an ar, deb(5)).</summary>
internal static class Archive
{
    public static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    public static ReadOnlySpan<byte> ArMagic => "!<arch>\n"u8;

    private const int TarBlock = 512;

    /// <summary>ar(5): name 16, time 12, user 6, group 6, mode 8, size 10, end 2.</summary>
    private const int ArHeader = 60;

    private const int ArName = 16;
    private const int ArSize = 48;
    private const int ArSizeLength = 10;
    private const int ArEnd = 58;

    /// <summary>Reads an .ipk: `debian-binary`, `data.tar.gz` and `control.tar.gz` in a tar.</summary>
    public static Package ReadIpk(ReadOnlyMemory<byte> file)
    {
        List<Entry> members = ReadTarGz(file, "the package");
        if (members.Any(m => m.Kind != EntryKind.File))
        {
            throw new PackageException("the package holds something else than its three files");
        }

        return Assemble(PackageFormat.Ipk, [.. members.Select(m => KeyValuePair.Create(m.Path, m.Contents))]);
    }

    /// <summary>Reads a .deb.</summary>
    public static Package ReadDeb(ReadOnlyMemory<byte> file)
    {
        List<KeyValuePair<string, ReadOnlyMemory<byte>>> members = [];
        int at = ArMagic.Length;
        while (at < file.Length)
        {
            if (file.Length - at < ArHeader)
            {
                throw new PackageException("the package ends within a header");
            }

            ReadOnlySpan<byte> header = file.Span.Slice(at, ArHeader);
            string name = Encoding.ASCII.GetString(header[..ArName]).TrimEnd(' ', '/');
            string size = Encoding.ASCII.GetString(header.Slice(ArSize, ArSizeLength)).TrimEnd(' ');
            if (!header[ArEnd..].SequenceEqual("`\n"u8) ||
                !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            {
                throw new PackageException("a header in the package is no header of ar");
            }

            at += ArHeader;
            // The next header begins at an even offset.
            if (length > file.Length - at - (length & 1))
            {
                throw new PackageException($"the package ends within '{Entry.Printable(name)}'");
            }

            members.Add(KeyValuePair.Create(name, file.Slice(at, length)));
            at += length + (length & 1);
        }

        return Assemble(PackageFormat.Deb, members);
    }

    private static Package Assemble(PackageFormat format, List<KeyValuePair<string, ReadOnlyMemory<byte>>> members)
    {
        // The order that the tools write, and Debian demands.
        string[] expected = format == PackageFormat.Ipk
            ? ["debian-binary", "data.tar.gz", "control.tar.gz"]
            : ["debian-binary", "control.tar.gz", "data.tar.gz"];
        if (!members.Select(m => m.Key).SequenceEqual(expected))
        {
            string names = Entry.Printable(string.Join(", ", members.Select(m => m.Key)));
            throw new PackageException($"the package holds {names}; expected {string.Join(", ", expected)}");
        }

        if (!members[0].Value.Span.SequenceEqual("2.0\n"u8))
        {
            throw new PackageException("debian-binary does not say 2.0");
        }

        List<Entry> control = ReadTarGz(members.First(m => m.Key == "control.tar.gz").Value, "control.tar.gz");
        List<Entry> data = ReadTarGz(members.First(m => m.Key == "data.tar.gz").Value, "data.tar.gz");
        Entry description = control.FirstOrDefault(e => e is { Path: "control", Kind: EntryKind.File })
            ?? throw new PackageException("control.tar.gz has no file 'control'");
        return new(format, Package.ParseFields(Package.Text(description)), control, data);
    }

    private static List<Entry> ReadTarGz(ReadOnlyMemory<byte> file, string name)
    {
        ReadOnlyMemory<byte> tar = Decompress(file, gzip: true, name);
        CheckTar(tar.Span, name);
        List<Entry> entries = [];
        HashSet<string> paths = [];
        try
        {
            using TarReader reader = new(AsStream(tar));
            while (reader.GetNextEntry(copyData: false) is { } entry)
            {
                if (entries.Count == Limits.MaxEntries)
                {
                    throw new PackageException($"{name} has too many files");
                }

                string path = Entry.SafePath(entry.Name);
                if (!paths.Add(path))
                {
                    throw new PackageException($"{name} has '{path}' twice");
                }

                EntryKind kind = entry.EntryType switch
                {
                    TarEntryType.RegularFile => EntryKind.File,
                    TarEntryType.Directory => EntryKind.Folder,
                    TarEntryType.SymbolicLink => EntryKind.Link,
                    _ => throw new PackageException($"'{path}' is neither file nor folder nor symbolic link"),
                };
                byte[] contents = [];
                if (kind == EntryKind.File && entry.DataStream is { } stream)
                {
                    if (stream.Length > tar.Length)
                    {
                        throw new PackageException($"{name} ends within '{path}'");
                    }

                    contents = new byte[stream.Length];
                    stream.ReadExactly(contents);
                }

                string owner = entry is { Uid: 0, Gid: 0 } ? Entry.Root : string.Create(CultureInfo.InvariantCulture, $"{entry.Uid}:{entry.Gid}");
                string target = kind == EntryKind.Link ? entry.LinkName : "";
                entries.Add(new(path, kind, (int)entry.Mode, owner, entry.ModificationTime.ToUnixTimeSeconds(), contents, target));
            }
        }
        catch (Exception error) when (IsOfBrokenInput(error))
        {
            throw new PackageException($"{name} is a broken tar archive");
        }

        return entries;
    }

    /// <summary>
    /// Walks over the headers and looks at what the library would believe: that an entry ends within the archive, and
    /// that there are none but the kinds which the packages use. It would set aside memory for the name of a long one.
    /// </summary>
    private static void CheckTar(ReadOnlySpan<byte> tar, string name)
    {
        const int SizeField = 124;
        const int SizeLength = 12;
        const int TypeField = 156;
        if (tar.Length % TarBlock != 0)
        {
            throw new PackageException($"{name} ends within a block");
        }

        while (tar.Length >= TarBlock && tar[..TarBlock].ContainsAnyExcept((byte)0))
        {
            ReadOnlySpan<byte> digits = tar.Slice(SizeField, SizeLength).TrimEnd("\0 "u8);
            long size = 0;
            foreach (byte digit in digits)
            {
                if (digit is < (byte)'0' or > (byte)'7')
                {
                    throw new PackageException($"{name} has an entry with a broken size");
                }

                size = (size << 3) + (digit - '0');
            }

            if (tar[TypeField] is not ((byte)'0' or (byte)'2' or (byte)'5'))
            {
                throw new PackageException($"{name} has an entry of a kind that packages do not have");
            }

            if (size > tar.Length - TarBlock)
            {
                throw new PackageException($"{name} ends within an entry");
            }

            int blocks = (int)((size + TarBlock - 1) / TarBlock);
            tar = tar[(TarBlock + blocks * TarBlock)..];
        }

        if (tar.IsEmpty)
        {
            throw new PackageException($"{name} ends without the empty block of a tar archive");
        }
    }

    /// <summary>Decompresses gzip or a bare deflate stream, up to <see cref="Limits.MaxBytes"/>.</summary>
    public static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> compressed, bool gzip, string name)
    {
        using MemoryStream result = new();
        try
        {
            using Stream stream = gzip
                ? new GZipStream(AsStream(compressed), CompressionMode.Decompress)
                : new DeflateStream(AsStream(compressed), CompressionMode.Decompress);
            byte[] buffer = new byte[1 << 16];
            int count;
            while ((count = stream.Read(buffer)) > 0)
            {
                if (result.Length + count > Limits.MaxBytes)
                {
                    throw new PackageException($"{name} is too large once decompressed");
                }

                result.Write(buffer, 0, count);
            }
        }
        catch (Exception error) when (IsOfBrokenInput(error))
        {
            throw new PackageException($"{name} is truncated, or broken within its compression");
        }

        // The library does not miss the end of a gzip file, which has checksum and length.
        if (gzip && (compressed.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(compressed.Span[^sizeof(int)..]) != result.Length))
        {
            throw new PackageException($"{name} is truncated, or broken within its compression");
        }

        return result.GetBuffer().AsMemory(0, (int)result.Length);
    }

    /// <summary>The bytes as a stream, without a copy.</summary>
    private static Stream AsStream(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    /// <summary>What the library throws at input that is broken, as against a fault of ours.</summary>
    private static bool IsOfBrokenInput(Exception error) =>
        error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or NotSupportedException;
}

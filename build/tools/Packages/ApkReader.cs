using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace IgdAot.Packages;

/// <summary>Reads an .apk of version 3.</summary>
internal static class ApkReader
{
    /// <summary>What a name may have, for a script in a file of that name.</summary>
    private const int ScriptMode = 0b111_101_101;

    private const int ListMode = 0b110_100_100;

    /// <summary>Reads a package. Each file is held against its hash.</summary>
    /// <exception cref="PackageException">It is none, or broken.</exception>
    public static Package Read(ReadOnlyMemory<byte> file)
    {
        Adb adb = Adb.Read(file);
        if (adb.Schema != Adb.PackageSchema)
        {
            throw new PackageException("the ADB is no package");
        }

        uint[] package = Widen(adb.Slots(adb.Root), ApkSchema.PackageSlots);
        List<KeyValuePair<string, string>> fields = ReadInfo(adb, package[ApkSchema.PackageInfo]);
        CheckIdentity(adb, package[ApkSchema.PackageInfo]);
        List<Entry> control = [Entry.File("info", ListMode, 0, Encoding.UTF8.GetBytes(string.Concat(fields.Select(f => $"{f.Key}:{f.Value}\n"))))];
        uint[] scripts = adb.Slots(package[ApkSchema.PackageScripts]);
        for (int i = 1; i < Math.Min(scripts.Length, ApkSchema.Scripts.Count); i++)
        {
            if (scripts[i] != Adb.Null)
            {
                control.Add(Entry.File(ApkSchema.Scripts[i], ScriptMode, 0, adb.Blob(scripts[i])));
            }
        }

        return new(PackageFormat.Apk, fields, control, ReadPaths(adb, package[ApkSchema.PackagePaths]));
    }

    /// <summary>The descriptions in a repository's index.</summary>
    public static List<List<KeyValuePair<string, string>>> ReadIndex(Adb adb)
    {
        if (adb.Schema != Adb.IndexSchema)
        {
            throw new PackageException("the ADB is no index");
        }

        uint[] index = Widen(adb.Slots(adb.Root), ApkSchema.IndexSlots);
        return [.. adb.Slots(index[ApkSchema.IndexPackages]).Skip(1).Select(value => ReadInfo(adb, value))];
    }

    private static List<KeyValuePair<string, string>> ReadInfo(Adb adb, uint value)
    {
        uint[] slots = adb.Slots(value);
        List<KeyValuePair<string, string>> fields = [];
        for (int i = 1; i < Math.Min(slots.Length, ApkSchema.Info.Count); i++)
        {
            if (slots[i] == Adb.Null)
            {
                continue;
            }

            (string name, ApkSchema.FieldKind kind) = ApkSchema.Info[i];
            string text = kind switch
            {
                ApkSchema.FieldKind.Text => adb.Text(slots[i]),
                ApkSchema.FieldKind.Number => adb.Int(slots[i]).ToString(CultureInfo.InvariantCulture),
                ApkSchema.FieldKind.Hash => Convert.ToHexStringLower(adb.Blob(slots[i]).Span),
                ApkSchema.FieldKind.Dependencies =>
                    string.Join(' ', Items(adb, slots[i]).Select(item => ReadDependency(adb, item))),
                _ => string.Join(' ', Items(adb, slots[i]).Select(adb.Text)),
            };
            fields.Add(new(name, text));
        }

        return fields;
    }

    private static string ReadDependency(Adb adb, uint value)
    {
        uint[] slots = Widen(adb.Slots(value), ApkSchema.DependencySlots);
        string name = adb.Text(slots[ApkSchema.DependencyName]);
        string version = adb.Text(slots[ApkSchema.DependencyVersion]);
        return slots[ApkSchema.DependencyMatch] != Adb.Null
            ? throw new PackageException($"the dependency on '{Entry.Printable(name)}' is of a kind that is not known here")
            : version == "" ? name : $"{name}={version}";
    }

    /// <summary>The package names itself by a hash of the tree in which that name is blank.</summary>
    private static void CheckIdentity(Adb adb, uint info)
    {
        uint value = Widen(adb.Slots(info), ApkSchema.Info.Count)[ApkSchema.InfoHashes];
        ReadOnlyMemory<byte> identity = adb.Blob(value);
        if (identity.Length != ApkSchema.IdentityLength)
        {
            throw new PackageException("the package has no identity");
        }

        byte[] blank = adb.Tree.ToArray();
        // Twenty bytes long, so it stands behind one byte of length.
        blank.AsSpan((int)(value & Adb.ValueMask) + 1, ApkSchema.IdentityLength).Clear();
        if (!SHA256.HashData(blank).AsSpan(0, ApkSchema.IdentityLength).SequenceEqual(identity.Span))
        {
            throw new PackageException("the package's description is not what its identity says");
        }
    }

    private static List<Entry> ReadPaths(Adb adb, uint value)
    {
        List<Entry> entries = [];
        int used = 0;
        uint[] folders = adb.Slots(value);
        for (int i = 1; i < folders.Length; i++)
        {
            uint[] folder = Widen(adb.Slots(folders[i]), ApkSchema.FolderSlots);
            string path = Entry.SafePath(adb.Text(folder[ApkSchema.FolderName]));
            (int mode, string owner) = ReadAccess(adb, folder[ApkSchema.FolderAccess]);
            Add(entries, new(path, EntryKind.Folder, mode, owner, 0, default, ""));
            uint[] files = adb.Slots(folder[ApkSchema.FolderFiles]);
            for (int j = 1; j < files.Length; j++)
            {
                Add(entries, ReadFile(adb, path, files[j], i, j, ref used));
            }
        }

        if (used != adb.Data.Count)
        {
            throw new PackageException("the package has contents that belong to no file");
        }

        HashSet<string> paths = [];
        return entries.FirstOrDefault(e => !paths.Add(e.Path)) is { } twice
            ? throw new PackageException($"the package has '{twice.Path}' twice")
            : entries;
    }

    /// <summary>A small tree may name one folder again and again.</summary>
    private static void Add(List<Entry> entries, Entry entry)
    {
        if (entries.Count == Limits.MaxEntries)
        {
            throw new PackageException("the package has too many files");
        }

        entries.Add(entry);
    }

    private static Entry ReadFile(Adb adb, string folder, uint value, int folderNumber, int fileNumber, ref int used)
    {
        uint[] slots = Widen(adb.Slots(value), ApkSchema.FileSlots);
        string name = adb.Text(slots[ApkSchema.FileName]);
        if (name.Contains('/', StringComparison.Ordinal) || name is "" or "." or "..")
        {
            throw new PackageException($"a file in the package has a wrong name: '{Entry.Printable(name)}'");
        }

        string path = Entry.SafePath(folder == "" ? name : $"{folder}/{name}");
        (int mode, string owner) = ReadAccess(adb, slots[ApkSchema.FileAccess]);
        long time = (long)Math.Min(adb.Int(slots[ApkSchema.FileTime]), uint.MaxValue);
        ReadOnlySpan<byte> target = adb.Blob(slots[ApkSchema.FileTarget]).Span;
        if (!target.IsEmpty)
        {
            return target.Length > sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(target) == ApkSchema.LinkMode
                ? new(path, EntryKind.Link, mode, owner, time, default, Encoding.UTF8.GetString(target[sizeof(ushort)..]))
                : throw new PackageException($"'{path}' is neither file nor folder nor symbolic link");
        }

        ReadOnlyMemory<byte> contents = default;
        ulong size = adb.Int(slots[ApkSchema.FileSize]);
        if (size != 0)
        {
            if (used == adb.Data.Count)
            {
                throw new PackageException($"the package ends before the contents of '{path}'");
            }

            ReadOnlyMemory<byte> block = adb.Data[used++];
            contents = block[Adb.DataHeaderLength..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(block.Span) != (uint)folderNumber ||
                BinaryPrimitives.ReadUInt32LittleEndian(block.Span[sizeof(uint)..]) != (uint)fileNumber ||
                (ulong)contents.Length != size)
            {
                throw new PackageException($"the contents of '{path}' are not where they should be");
            }
        }

        return SHA256.HashData(contents.Span).AsSpan().SequenceEqual(adb.Blob(slots[ApkSchema.FileHash]).Span)
            ? new(path, EntryKind.File, mode, owner, time, contents, "")
            : throw new PackageException($"the contents of '{path}' are not what their hash says");
    }

    private static (int Mode, string Owner) ReadAccess(Adb adb, uint value)
    {
        const int ModeMask = 0xFFF;
        uint[] slots = Widen(adb.Slots(value), ApkSchema.AccessSlots);
        string owner = $"{adb.Text(slots[ApkSchema.AccessUser])}:{adb.Text(slots[ApkSchema.AccessGroup])}";
        return ((int)adb.Int(slots[ApkSchema.AccessMode]) & ModeMask, owner);
    }

    private static IEnumerable<uint> Items(Adb adb, uint value) => adb.Slots(value).Skip(1);

    /// <summary>Slots at the end that are null are left out in the file.</summary>
    private static uint[] Widen(uint[] slots, int count)
    {
        Array.Resize(ref slots, Math.Max(slots.Length, count));
        return slots;
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;

namespace IgdAot.Packages;

/// <summary>
/// Writes .apk packages and indexes of version 3. Values are written in the order in which `apk mkpkg` and `apk mkndx`
/// write them, so that the result can be held against theirs, byte by byte.
/// </summary>
public static class ApkWriter
{
    private const int DefaultFolderMode = 0b111_101_101;

    /// <summary>Writes a package.</summary>
    /// <param name="fields">Fields of its description, by apk's names.</param>
    /// <param name="scripts">Scripts, by apk's names.</param>
    /// <param name="data">Files and folders that it installs. Every folder has to be among them but the root.</param>
    /// <exception cref="PackageException">A field or a script is none of apk's.</exception>
    public static byte[] WritePackage(
        IEnumerable<KeyValuePair<string, string>> fields, IReadOnlyDictionary<string, string> scripts, IReadOnlyCollection<Entry> data) =>
        Build(fields, scripts, data).Write();

    /// <summary>Writes the index of a repository.</summary>
    /// <param name="packages">Its packages.</param>
    /// <param name="key">What to sign with; null for none.</param>
    public static byte[] WriteIndex(IEnumerable<ReadOnlyMemory<byte>> packages, ECDsa? key)
    {
        AdbBuilder builder = new();
        List<(string Name, string Version, uint Value)> infos = [];
        foreach (ReadOnlyMemory<byte> package in packages)
        {
            // It must be whole: the index vouches for it.
            Package read = Package.Read(package);
            Adb adb = Adb.Read(package);
            uint[] info = adb.Slots(adb.Slots(adb.Root)[ApkSchema.PackageInfo]);
            uint[] slots = new uint[ApkSchema.Info.Count];
            for (int i = 1; i < info.Length; i++)
            {
                slots[i] = builder.Copy(adb, info[i]);
            }

            slots[ApkSchema.InfoFileSize] = builder.Int((ulong)package.Length);
            slots[ApkSchema.InfoHashes] = builder.Blob(SHA256.HashData(adb.Tree));
            infos.Add((read["name"], read["version"], builder.Object(slots)));
        }

        uint[] index = new uint[ApkSchema.IndexSlots];
        index[ApkSchema.IndexPackages] = builder.Array(
            [.. infos.OrderBy(i => i.Name, StringComparer.Ordinal).ThenBy(i => i.Version, StringComparer.Ordinal).Select(i => i.Value)]);
        Adb written = new(Adb.IndexSchema, builder.Finish(builder.Object(index)), [], []);
        return (key is null ? written : written.Sign(key)).Write();
    }

    internal static Adb Build(
        IEnumerable<KeyValuePair<string, string>> fields, IReadOnlyDictionary<string, string> scripts, IReadOnlyCollection<Entry> data)
    {
        AdbBuilder builder = new();
        uint[] info = WriteFields(builder, fields);
        List<ReadOnlyMemory<byte>> contents = [];
        uint[] package = new uint[ApkSchema.PackageSlots];
        uint[] folders = WriteFolders(builder, data, contents);

        // Nothing but a description has size 0; apk would not fetch such a package.
        info[ApkSchema.InfoInstalledSize] = builder.Int((ulong)Math.Max(1, data.Sum(e => (long)e.Contents.Length)));
        info[ApkSchema.InfoHashes] = builder.Blob(new byte[ApkSchema.IdentityLength], isShared: false);
        package[ApkSchema.PackageInfo] = builder.Object(info);
        package[ApkSchema.PackagePaths] = builder.Array(folders);
        package[ApkSchema.PackageScripts] = WriteScripts(builder, scripts);
        byte[] tree = builder.Finish(builder.Object(package));

        int identity = (int)(info[ApkSchema.InfoHashes] & Adb.ValueMask) + 1;
        SHA256.HashData(tree).AsSpan(0, ApkSchema.IdentityLength).CopyTo(tree.AsSpan(identity));
        return new(Adb.PackageSchema, tree, [], contents);
    }

    private static uint[] WriteFields(AdbBuilder builder, IEnumerable<KeyValuePair<string, string>> fields)
    {
        Dictionary<string, string> given = [];
        foreach ((string name, string value) in fields)
        {
            if (!ApkSchema.Info.Any(f => f.Name == name && name != "") || !given.TryAdd(name, value))
            {
                throw new PackageException($"the field '{name}' is not known, or there twice");
            }
        }

        if (!given.ContainsKey("name") || !given.ContainsKey("version") || !given.ContainsKey("arch"))
        {
            throw new PackageException("name, version and arch have to be there");
        }

        uint[] slots = new uint[ApkSchema.Info.Count];
        for (int i = 1; i < slots.Length; i++)
        {
            (string name, ApkSchema.FieldKind kind) = ApkSchema.Info[i];
            if (given.TryGetValue(name, out string? value))
            {
                string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                slots[i] = kind switch
                {
                    ApkSchema.FieldKind.Text => builder.Text(value),
                    ApkSchema.FieldKind.Dependencies => WriteDependencies(builder, words),
                    ApkSchema.FieldKind.Words => builder.Array([.. words.Select(builder.Text)]),
                    _ => throw new PackageException($"the field '{name}' is not given from outside"),
                };
            }
        }

        return slots;
    }

    private static uint WriteDependencies(AdbBuilder builder, string[] words)
    {
        List<(string Name, uint Value)> written = [];
        foreach (string word in words)
        {
            string[] parts = word.Split('=');
            if (parts.Length > 2 || parts[0].AsSpan().IndexOfAny("<>~!") >= 0)
            {
                throw new PackageException($"the dependency '{word}' is of a kind that is not written here");
            }

            uint[] slots = new uint[ApkSchema.DependencySlots];
            slots[ApkSchema.DependencyName] = builder.Text(parts[0]);
            slots[ApkSchema.DependencyVersion] = builder.Text(parts.Length == 2 ? parts[1] : "");
            written.Add((parts[0], builder.Object(slots)));
        }

        return builder.Array([.. written.OrderBy(w => w.Name, StringComparer.Ordinal).Select(w => w.Value).Distinct()]);
    }

    private static uint WriteScripts(AdbBuilder builder, IReadOnlyDictionary<string, string> scripts)
    {
        uint[] slots = new uint[ApkSchema.Scripts.Count];
        int count = 0;
        for (int i = 1; i < slots.Length; i++)
        {
            if (scripts.TryGetValue(ApkSchema.Scripts[i], out string? text))
            {
                slots[i] = builder.Text(text);
                count++;
            }
        }

        return count == scripts.Count
            ? builder.Object(slots)
            : throw new PackageException($"a script is none of apk's: {string.Join(", ", scripts.Keys.Except(ApkSchema.Scripts))}");
    }

    /// <summary>Folders in the order of their paths, each with its files; the contents of these in the same order.</summary>
    private static uint[] WriteFolders(AdbBuilder builder, IReadOnlyCollection<Entry> data, List<ReadOnlyMemory<byte>> contents)
    {
        if (data.FirstOrDefault(e => e.Kind == EntryKind.Link) is { } link)
        {
            throw new PackageException($"'{link.Path}' is a link, and links are not written here");
        }

        List<Entry> folders = [.. data.Where(e => e is { Kind: EntryKind.Folder, Path: not "" })];
        folders.Add(data.FirstOrDefault(e => e.Path == "") ?? Entry.Folder("", DefaultFolderMode, 0));
        folders.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        ILookup<string, Entry> files = data.Where(e => e.Kind == EntryKind.File).ToLookup(e => Parent(e.Path));
        if (files.FirstOrDefault(g => !folders.Any(f => f.Path == g.Key)) is { } lost)
        {
            throw new PackageException($"the folder '{lost.Key}' is not there");
        }

        uint[] values = new uint[folders.Count];
        for (int i = 0; i < values.Length; i++)
        {
            List<uint> written = [];
            foreach (Entry file in files[folders[i].Path].OrderBy(e => e.Path, StringComparer.Ordinal))
            {
                written.Add(WriteFile(builder, file));
                if (file.Contents.Length > 0)
                {
                    byte[] block = new byte[Adb.DataHeaderLength + file.Contents.Length];
                    BinaryPrimitives.WriteInt32LittleEndian(block, i + 1);
                    BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(sizeof(int)), written.Count);
                    file.Contents.Span.CopyTo(block.AsSpan(Adb.DataHeaderLength));
                    contents.Add(block);
                }
            }

            uint[] slots = new uint[ApkSchema.FolderSlots];
            slots[ApkSchema.FolderName] = builder.Text(folders[i].Path);
            slots[ApkSchema.FolderAccess] = WriteAccess(builder, folders[i]);
            slots[ApkSchema.FolderFiles] = builder.Array(written);
            values[i] = builder.Object(slots);
        }

        return values;
    }

    private static uint WriteFile(AdbBuilder builder, Entry file)
    {
        uint[] slots = new uint[ApkSchema.FileSlots];
        slots[ApkSchema.FileName] = builder.Text(file.Path[(file.Path.LastIndexOf('/') + 1)..]);
        slots[ApkSchema.FileHash] = builder.Blob(SHA256.HashData(file.Contents.Span));
        slots[ApkSchema.FileTime] = builder.Int((ulong)file.Time);
        slots[ApkSchema.FileSize] = builder.Int((ulong)file.Contents.Length);
        slots[ApkSchema.FileAccess] = WriteAccess(builder, file);
        return builder.Object(slots);
    }

    private static uint WriteAccess(AdbBuilder builder, Entry entry)
    {
        string[] owner = entry.Owner.Split(':');
        uint[] slots = new uint[ApkSchema.AccessSlots];
        slots[ApkSchema.AccessMode] = builder.Int((ulong)entry.Mode);
        slots[ApkSchema.AccessUser] = builder.Text(owner[0]);
        slots[ApkSchema.AccessGroup] = builder.Text(owner[1]);
        return builder.Object(slots);
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var at and >= 0 ? path[..at] : "";
}

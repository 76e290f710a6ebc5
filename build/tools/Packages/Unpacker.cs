using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace IgdAot.Packages;

/// <summary>Lays the files of a package out in a folder.</summary>
public static class Unpacker
{
    /// <summary>Permission bits that are set. None of ours has another, and one of a stranger's must not get it here.</summary>
    private const int PermissionMask = 0b111_111_111;

    /// <summary>Unpacks what a package installs, and its control files when a folder for them is given.</summary>
    /// <param name="package">The package.</param>
    /// <param name="data">Folder for what it installs; made when it is not there.</param>
    /// <param name="control">Folder for its control files, or null.</param>
    /// <exception cref="PackageException">Something is in the way, or would lead out of the folder.</exception>
    public static void Unpack(Package package, string data, string? control)
    {
        Write(package.Data, data);
        if (control is not null)
        {
            Write(package.Control, control);
        }
    }

    private static void Write(IReadOnlyList<Entry> entries, string root)
    {
        Directory.CreateDirectory(root);
        foreach (Entry entry in entries)
        {
            string path = MakeWay(root, entry);
            if (entry.Kind == EntryKind.Link)
            {
                File.CreateSymbolicLink(path, entry.Target);
            }
            else if (entry.Kind == EntryKind.File)
            {
                using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
                file.Write(entry.Contents.Span);
            }
        }

        // A folder that nobody may write to must be filled before, so modes come last, the innermost first.
        foreach (Entry entry in entries.Where(e => e.Kind != EntryKind.Link).OrderByDescending(e => e.Path.Length))
        {
            string path = Path.Combine(root, entry.Path);
            File.SetUnixFileMode(path, (UnixFileMode)(entry.Mode & PermissionMask));
            if (entry.Kind == EntryKind.File)
            {
                File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeSeconds(entry.Time).UtcDateTime);
            }
        }
    }

    /// <summary>Makes the folders above an entry, and its place free. No link is followed, whoever made it.</summary>
    private static string MakeWay(string root, Entry entry)
    {
        string path = root;
        string[] parts = entry.Path == "" ? [] : entry.Path.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            path = Path.Combine(path, parts[i]);
            bool isFolder = i < parts.Length - 1 || entry.Kind == EntryKind.Folder;
            FileInfo there = new(path);
            if (isFolder)
            {
                if (there.LinkTarget is not null || there.Exists)
                {
                    throw new PackageException($"'{path}' is in the way: not a folder");
                }

                Directory.CreateDirectory(path);
            }
            else if (there.LinkTarget is not null || there.Exists)
            {
                there.Delete();
            }
            else if (Directory.Exists(path))
            {
                throw new PackageException($"'{path}' is in the way: a folder");
            }
        }

        return path;
    }
}

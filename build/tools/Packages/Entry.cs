using System;

namespace IgdAot.Packages;

/// <summary>What an <see cref="Entry"/> is. Packages of ours hold nothing else.</summary>
public enum EntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,
}

/// <summary>One file, folder or link of a package.</summary>
/// <param name="Path">Relative to the root, without a leading slash; empty for the root itself.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits, 0 to 07777.</param>
/// <param name="Owner">`user:group`; root is always called so, another user of a tar archive has a number.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Contents">Of a file.</param>
/// <param name="Target">Of a link.</param>
public sealed record Entry(string Path, EntryKind Kind, int Mode, string Owner, long Time, ReadOnlyMemory<byte> Contents, string Target)
{
    /// <summary>Owner of all that a package of ours installs.</summary>
    public const string Root = "root:root";

    /// <summary>A regular file of root's.</summary>
    public static Entry File(string path, int mode, long time, ReadOnlyMemory<byte> contents) =>
        new(path, EntryKind.File, mode, Root, time, contents, "");

    /// <summary>A folder of root's.</summary>
    public static Entry Folder(string path, int mode, long time) => new(path, EntryKind.Folder, mode, Root, time, default, "");

    /// <summary>The path that a package gives, as <see cref="Path"/> has it.</summary>
    /// <exception cref="PackageException">It leads, or could be taken to lead, out of the folder where the package is unpacked.</exception>
    public static string SafePath(string path)
    {
        string inside = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        if (inside is "." or "")
        {
            return "";
        }

        if (inside.EndsWith('/'))
        {
            inside = inside[..^1];
        }

        if (inside.Length > Limits.MaxPath)
        {
            throw new PackageException("a path in the package is too long");
        }

        foreach (char c in inside)
        {
            if (char.IsControl(c) || c is '\\' or '\uFFFD')
            {
                throw new PackageException($"a path in the package has a character that none of ours has: '{Printable(path)}'");
            }
        }

        foreach (string part in inside.Split('/'))
        {
            if (part is "" or "." or "..")
            {
                throw new PackageException($"a path in the package leads elsewhere: '{Printable(path)}'");
            }
        }

        return inside;
    }

    /// <summary>Text of a package, fit for a terminal.</summary>
    internal static string Printable(string text)
    {
        char[] shown = text.Length <= 100 ? text.ToCharArray() : text[..100].ToCharArray();
        for (int i = 0; i < shown.Length; i++)
        {
            if (char.IsControl(shown[i]))
            {
                shown[i] = '?';
            }
        }

        return new string(shown);
    }
}

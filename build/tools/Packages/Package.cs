using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace IgdAot.Packages;

/// <summary>Kinds of packages.</summary>
public enum PackageFormat
{
    /// <summary>OpenWrt to 24.10.</summary>
    Ipk,

    /// <summary>Debian.</summary>
    Deb,

    /// <summary>OpenWrt from 25.12.</summary>
    Apk,
}

/// <summary>A package, read.</summary>
/// <param name="Format">Its kind.</param>
/// <param name="Fields">Fields of its description, under the names that the kind has for them, in their order.</param>
/// <param name="Control">Description, scripts and lists. An .apk has no such files: its scripts under apk's names, and `info`, its fields.</param>
/// <param name="Data">What it installs.</param>
public sealed record Package(
    PackageFormat Format, IReadOnlyList<KeyValuePair<string, string>> Fields, IReadOnlyList<Entry> Control, IReadOnlyList<Entry> Data)
{
    /// <summary>Reads a package of any kind: its first bytes tell which.</summary>
    /// <exception cref="PackageException">It is none, or a broken one.</exception>
    public static Package Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > Limits.MaxBytes)
        {
            throw new PackageException("the file is too large for a package of ours");
        }

        ReadOnlySpan<byte> start = file.Span;
        return start.StartsWith(Archive.GzipMagic) ? Archive.ReadIpk(file)
            : start.StartsWith(Archive.ArMagic) ? Archive.ReadDeb(file)
            : start.StartsWith(Adb.Magic) ? ApkReader.Read(file)
            : throw new PackageException("the file is neither an .ipk (gzip), nor a .deb (ar), nor an .apk of version 3 (ADB)");
    }

    /// <summary>The value of a field, empty where there is none.</summary>
    public string this[string field] => Fields.FirstOrDefault(f => f.Key == field).Value ?? "";

    /// <summary>The control file of this name, or null.</summary>
    public Entry? ControlFile(string name) => Control.FirstOrDefault(e => e.Path == name);

    /// <summary>The installed file of this path, or null.</summary>
    public Entry? DataFile(string path) => Data.FirstOrDefault(e => e.Path == path);

    /// <summary>Bytes of all files that it installs.</summary>
    public long InstalledSize => Data.Sum(e => (long)e.Contents.Length);

    /// <summary>Fields as Debian writes them: `Name: value`, and lines that go on begin with a space.</summary>
    internal static List<KeyValuePair<string, string>> ParseFields(string text)
    {
        List<KeyValuePair<string, string>> fields = [];
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith(' ') && fields.Count > 0)
            {
                fields[^1] = new(fields[^1].Key, fields[^1].Value + "\n" + line);
            }
            else if (colon > 0)
            {
                string name = line[..colon];
                if (fields.Any(f => f.Key == name))
                {
                    throw new PackageException($"the field '{Entry.Printable(name)}' is there twice");
                }

                fields.Add(new(name, line[(colon + 1)..].Trim(' ')));
            }
            else if (line != "")
            {
                throw new PackageException($"a line of the description is no field: '{Entry.Printable(line)}'");
            }
        }

        return fields;
    }

    /// <summary>Text of a file of the package.</summary>
    internal static string Text(Entry file) => Encoding.UTF8.GetString(file.Contents.Span);
}

using System.Collections.Generic;

namespace IgdAot.Packages;

/// <summary>Slots of the objects in a package or an index of apk-tools 3 (apk-package(5) explains the fields).</summary>
internal static class ApkSchema
{
    public const int PackageInfo = 1;
    public const int PackagePaths = 2;
    public const int PackageScripts = 3;
    public const int PackageSlots = 6;

    public const int IndexPackages = 2;
    public const int IndexSlots = 4;

    public const int InfoHashes = 3;
    public const int InfoInstalledSize = 12;
    public const int InfoFileSize = 13;

    public const int DependencyName = 1;
    public const int DependencyVersion = 2;
    public const int DependencyMatch = 3;
    public const int DependencySlots = 4;

    public const int FolderName = 1;
    public const int FolderAccess = 2;
    public const int FolderFiles = 3;
    public const int FolderSlots = 4;

    public const int FileName = 1;
    public const int FileAccess = 2;
    public const int FileSize = 3;
    public const int FileTime = 4;
    public const int FileHash = 5;
    public const int FileTarget = 6;
    public const int FileSlots = 7;

    public const int AccessMode = 1;
    public const int AccessUser = 2;
    public const int AccessGroup = 3;
    public const int AccessSlots = 4;

    /// <summary>Bytes of the hash by which a package is told from another one of its name and version.</summary>
    public const int IdentityLength = 20;

    /// <summary>Of a link's target: the upper bits of st_mode (S_IFLNK), two bytes, in front.</summary>
    public const int LinkMode = 0xA000;

    /// <summary>How a field of the package's description is written.</summary>
    public enum FieldKind
    {
        /// <summary>Text.</summary>
        Text,

        /// <summary>A number.</summary>
        Number,

        /// <summary>Bytes, as hexadecimal digits.</summary>
        Hash,

        /// <summary>Names with or without a version, between spaces.</summary>
        Dependencies,

        /// <summary>Words between spaces.</summary>
        Words,
    }

    /// <summary>Fields of a package's description; the place is the slot.</summary>
    public static readonly IReadOnlyList<(string Name, FieldKind Kind)> Info =
    [
        ("", FieldKind.Text),
        ("name", FieldKind.Text),
        ("version", FieldKind.Text),
        ("hashes", FieldKind.Hash),
        ("description", FieldKind.Text),
        ("arch", FieldKind.Text),
        ("license", FieldKind.Text),
        ("origin", FieldKind.Text),
        ("maintainer", FieldKind.Text),
        ("url", FieldKind.Text),
        ("repo-commit", FieldKind.Hash),
        ("build-time", FieldKind.Number),
        ("installed-size", FieldKind.Number),
        ("file-size", FieldKind.Number),
        ("provider-priority", FieldKind.Number),
        ("depends", FieldKind.Dependencies),
        ("provides", FieldKind.Dependencies),
        ("replaces", FieldKind.Dependencies),
        ("install-if", FieldKind.Dependencies),
        ("recommends", FieldKind.Dependencies),
        ("layer", FieldKind.Number),
        ("tags", FieldKind.Words),
    ];

    /// <summary>Names of scripts; the place is the slot.</summary>
    public static readonly IReadOnlyList<string> Scripts =
    [
        "", "trigger", "pre-install", "post-install", "pre-deinstall", "post-deinstall", "pre-upgrade", "post-upgrade",
    ];
}

using System;
using System.IO;
using System.Linq;
using Xunit;

namespace IgdAot.Packages.Tests;

public sealed class UnpackerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igdaot-").FullName;

    private string Root => Path.Combine(_folder, "root");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_laid_out_with_their_modes_and_control_files_apart()
    {
        string control = Path.Combine(_folder, "control");

        Unpacker.Unpack(Package.Read(Samples.Ipk(Samples.OpenWrtData())), Root, control);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Root, "etc/config/igdaot")));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(Root, "usr/sbin/igdaotd")));
        Assert.Equal(Samples.IpkControl, File.ReadAllText(Path.Combine(control, "control")));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(control, "postinst")));
    }

    [Fact]
    public void All_three_formats_are_unpacked()
    {
        foreach (byte[] file in (byte[][])[Samples.Ipk(Samples.OpenWrtData()), Samples.Apk(), Samples.Deb()])
        {
            Unpacker.Unpack(Package.Read(file), Root, null);

            Assert.Equal(Samples.Arm64Program, File.ReadAllBytes(Path.Combine(Root, "usr/sbin/igdaotd")));
        }
    }

    [Fact]
    public void Special_bits_are_not_set()
    {
        Unpack(Samples.File("run", "x", 0b100_111_101_101));

        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(Root, "run")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/outside")]
    [InlineData("a//outside")]
    [InlineData("a/./outside")]
    public void Path_that_leads_out_of_the_folder_is_refused(string path)
    {
        Assert.Throws<PackageException>(() => Unpack(Samples.File(path, "x")));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Link_of_the_package_is_not_followed()
    {
        Entry link = new("way", EntryKind.Link, 0b111_111_111, Entry.Root, 0, default, "..");

        Assert.Throws<PackageException>(() => Unpack(link, Samples.File("way/outside", "x")));

        Assert.Equal([Root], Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Link_that_is_there_already_is_not_followed()
    {
        Directory.CreateDirectory(Root);
        string victim = Path.Combine(_folder, "victim");
        File.WriteAllText(victim, "old");
        File.CreateSymbolicLink(Path.Combine(Root, "file"), victim);
        Directory.CreateSymbolicLink(Path.Combine(Root, "way"), _folder);

        Unpack(Samples.File("file", "new"));
        Assert.Throws<PackageException>(() => Unpack(Samples.File("way/victim", "new")));

        Assert.Equal("new", File.ReadAllText(Path.Combine(Root, "file")));
        Assert.Equal("old", File.ReadAllText(victim));
    }

    [Fact]
    public void Second_unpacking_over_the_first_is_the_same()
    {
        Package package = Package.Read(Samples.Ipk(Samples.OpenWrtData()));

        Unpacker.Unpack(package, Root, null);
        Unpacker.Unpack(package, Root, null);

        Assert.Equal(package.Data.Count(e => e.Kind == EntryKind.File), Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Count());
    }

    private void Unpack(params Entry[] data) => Unpacker.Unpack(Package.Read(Samples.Ipk(data)), Root, null);
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using Xunit;

namespace IgdAot.Packages.Tests;

/// <summary>The .apk of apk-tools 3, held against what apk-tools itself wrote (see golden/README.md).</summary>
public class ApkTests
{
    private static readonly Dictionary<string, string> s_fields = new()
    {
        ["name"] = "sample",
        ["version"] = "1.2-r3",
        ["description"] = "A sample.",
        ["arch"] = "aarch64_generic",
        ["license"] = "MIT",
        ["depends"] = "zlib base=1.0-r1",
        ["provides"] = "other=1.2-r3",
        ["tags"] = "a:b c",
    };

    private static readonly Dictionary<string, string> s_scripts = new() { ["post-install"] = "#!/bin/sh\necho installed\n" };

    private static List<Entry> Data() =>
    [
        .. Samples.WithFolders(
            Samples.File("etc/config/sample", "one\n", 0b110_000_000),
            Samples.File("usr/bin/run", "#!/bin/sh\n", 0b111_101_101),
            Samples.File("usr/share/none", ""),
            Samples.File("usr/share/long", new string('z', 300))),
        Entry.Folder("usr/share/empty", 0b111_101_101, 0),
    ];

    [Fact]
    public void Package_is_what_apk_mkpkg_writes_to_the_byte()
    {
        byte[] written = ApkWriter.Build(s_fields, s_scripts, Data()).WritePlain();

        Assert.Equal(Convert.ToHexString(Samples.Golden("package.apk.hex")), Convert.ToHexString(written));
    }

    [Fact]
    public void Index_is_what_apk_mkndx_writes_to_the_byte_but_for_the_signature()
    {
        byte[] written = ApkWriter.WriteIndex([Samples.Golden("package.apk.hex")], null);

        Assert.Equal(Convert.ToHexString(Adb.Read(Samples.Golden("index.adb.hex")).Tree), Convert.ToHexString(Adb.Read(written).Tree));
    }

    [Fact]
    public void Signature_of_apk_mkndx_is_good_for_its_key_and_for_no_other()
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(Samples.GoldenText("index-key.pem"));
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Adb index = Adb.Read(Samples.Golden("index.adb.hex"));

        Assert.True(index.IsSignedBy(key));
        Assert.False(index.IsSignedBy(other));
        byte[] tree = index.Tree.ToArray();
        tree[^1] ^= 1;
        Assert.False(new Adb(index.Schema, tree, index.Signatures, []).IsSignedBy(key));
    }

    [Fact]
    public void Index_is_signed_with_the_key_that_is_given()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Adb index = Adb.Read(ApkWriter.WriteIndex([Samples.Apk()], key));

        Assert.True(index.IsSignedBy(key));
        List<KeyValuePair<string, string>> fields = Assert.Single(ApkReader.ReadIndex(index));
        Assert.Contains(KeyValuePair.Create("name", "igdaot"), fields);
    }

    [Fact]
    public void Fields_scripts_and_files_are_read_as_they_were_written()
    {
        Package package = Package.Read(ApkWriter.WritePackage(s_fields, s_scripts, Data()));

        Assert.Equal("base=1.0-r1 zlib", package["depends"]);
        Assert.Equal("314", package["installed-size"]);
        Assert.Equal("#!/bin/sh\necho installed\n", Package.Text(package.ControlFile("post-install")!));
        Entry file = package.DataFile("etc/config/sample")!;
        Assert.Equal((0b110_000_000, Entry.Root, Samples.Time), (file.Mode, file.Owner, file.Time));
        Assert.Equal("one\n", Package.Text(file));
        Assert.Equal(EntryKind.Folder, package.DataFile("usr/share/empty")!.Kind);
    }

    [Fact]
    public void Link_is_read()
    {
        Entry link = Package.Read(Samples.Golden("link.apk.hex")).DataFile("usr/share/link")!;

        Assert.Equal((EntryKind.Link, "../bin/run"), (link.Kind, link.Target));
    }

    [Fact]
    public void Contents_that_are_not_what_their_hash_says_are_refused()
    {
        byte[] file = Samples.Golden("package.apk.hex");
        int at = file.AsSpan().LastIndexOf("zzzz"u8);
        file[at] = (byte)'y';

        PackageException error = Assert.Throws<PackageException>(() => Package.Read(file));

        Assert.Contains("usr/share/long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Description_that_is_not_what_the_identity_says_is_refused()
    {
        byte[] file = Samples.Golden("package.apk.hex");
        int at = file.AsSpan().IndexOf("A sample."u8);
        file[at] = (byte)'B';

        Assert.Throws<PackageException>(() => Package.Read(file));
    }

    [Theory]
    [InlineData("depends", "a>=1")]
    [InlineData("depends", "!a")]
    [InlineData("no-such-field", "x")]
    [InlineData("installed-size", "5")]
    public void Field_that_cannot_be_written_is_refused(string name, string value)
    {
        Dictionary<string, string> fields = new(s_fields) { [name] = value };

        Assert.Throws<PackageException>(() => ApkWriter.WritePackage(fields, s_scripts, Data()));
    }

    [Fact]
    public void File_whose_folder_is_not_given_is_refused() =>
        Assert.Throws<PackageException>(() => ApkWriter.WritePackage(s_fields, s_scripts, [Samples.File("a/b", "x")]));

    [Theory]
    [InlineData(0xA000_0300u)]
    [InlineData(0x8000_03A0u)]
    [InlineData(0xE0FF_FFFCu)]
    [InlineData(0xDFFF_FFFFu)]
    [InlineData(0x3000_03A0u)]
    [InlineData(0xFFFF_FFFFu)]
    public void Value_that_lies_beyond_the_tree_is_refused(uint value)
    {
        // The root value, behind the header of the file, of the block, and of the tree.
        byte[] file = Samples.Golden("package.apk.hex");
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(16), value);

        Assert.Throws<PackageException>(() => Package.Read(file));
    }

    [Fact]
    public void Path_that_leads_elsewhere_is_refused()
    {
        foreach (string path in (string[])["..", "a/../b", "/a", "a//b", "./../a"])
        {
            Adb adb = ApkWriter.Build(s_fields, s_scripts, [Entry.Folder(path, 0b111_101_101, 0)]);

            Assert.Throws<PackageException>(() => Package.Read(adb.Write()));
        }
    }
}

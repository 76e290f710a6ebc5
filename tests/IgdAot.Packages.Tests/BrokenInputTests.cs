using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace IgdAot.Packages.Tests;

/// <summary>A broken package is a sentence, never another exception, and never much memory.</summary>
public class BrokenInputTests
{
    public static TheoryData<PackageFormat> Formats => [PackageFormat.Ipk, PackageFormat.Deb, PackageFormat.Apk];

    private static byte[] Sample(PackageFormat format) => format switch
    {
        PackageFormat.Ipk => Samples.Ipk(Samples.OpenWrtData()),
        PackageFormat.Deb => Samples.Deb(),
        _ => Samples.Apk(),
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Truncated_package_is_refused_at_every_length(PackageFormat format)
    {
        byte[] file = Sample(format);
        // The end of an .apk is the mark for the end of its compression, which only says what is known: each file has
        // been held against its hash.
        int needed = format == PackageFormat.Apk ? file.Length - 2 : file.Length;
        for (int length = 0; length < needed; length++)
        {
            Assert.True(TryRead(file.AsMemory(0, length)) is not null, $"{length} of {file.Length} bytes are taken");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Changed_bytes_are_refused_or_harmless(PackageFormat format)
    {
        Random random = new(20261121);
        byte[] good = Sample(format);
        for (int round = 0; round < 2000; round++)
        {
            byte[] file = [.. good];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            TryRead(file);
        }
    }

    /// <summary>Behind the compression, which would notice most changes.</summary>
    [Fact]
    public void Changed_bytes_of_a_tar_archive_are_refused_or_harmless()
    {
        Random random = new(20261121);
        byte[] good = Samples.Tar(Samples.OpenWrtData());
        for (int round = 0; round < 3000; round++)
        {
            byte[] tar = [.. good];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                // Half of them in the headers' numbers and types.
                int at = random.Next(tar.Length);
                tar[random.Next(2) == 0 ? at : at / 512 * 512 + random.Next(100, 160)] = (byte)random.Next(256);
            }

            TryRead(WithData(tar));
        }
    }

    [Fact]
    public void Changed_bytes_of_an_adb_are_refused_or_harmless()
    {
        Random random = new(20261121);
        byte[] good = Samples.Golden("package.apk.hex");
        for (int round = 0; round < 5000; round++)
        {
            byte[] file = [.. good];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            TryRead(file);
            TryUnsealed(file);
        }
    }

    [Theory]
    [InlineData("77777777777\0")]
    [InlineData("00000010000\0")]
    [InlineData("-0000000001\0")]
    [InlineData("\u0080\0\0\0\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF")]
    public void Size_that_a_tar_archive_cannot_have_is_refused(string size)
    {
        byte[] tar = Samples.Tar([Samples.File("a", "x")]);
        Encoding.Latin1.GetBytes(size).CopyTo(tar, 124);

        Assert.NotNull(TryRead(WithData(tar)));
    }

    [Theory]
    [InlineData('L')]
    [InlineData('x')]
    [InlineData('1')]
    [InlineData('3')]
    [InlineData('S')]
    public void Kind_of_file_that_packages_do_not_have_is_refused(char type)
    {
        byte[] tar = Samples.Tar([Samples.File("a", "x")]);
        tar[156] = (byte)type;

        Assert.NotNull(TryRead(WithData(tar)));
    }

    [Theory]
    [InlineData("9999999999")]
    [InlineData("-1        ")]
    [InlineData("0x10      ")]
    [InlineData("          ")]
    public void Size_that_a_member_of_a_deb_cannot_have_is_refused(string size)
    {
        byte[] file = Samples.Deb();
        Encoding.ASCII.GetBytes(size).CopyTo(file, 8 + 48);

        Assert.NotNull(TryRead(file));
    }

    [Fact]
    public void What_grows_too_large_is_refused()
    {
        byte[] zeros = new byte[Limits.MaxBytes + 1];

        Assert.Contains("too large", TryRead(Samples.Gzip(zeros))!, StringComparison.Ordinal);
        Assert.Contains("too large", TryRead(zeros)!, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_bytes_that_stand_for_many_files_are_refused()
    {
        // Ten thousand folders, each with the same ten files: one value, named again and again.
        AdbBuilder builder = new();
        uint[] file = new uint[ApkSchema.FileSlots];
        file[ApkSchema.FileName] = builder.Text("a");
        file[ApkSchema.FileHash] = builder.Blob(System.Security.Cryptography.SHA256.HashData([]));
        uint files = builder.Array([.. Enumerable.Repeat(builder.Object(file), 10)]);
        uint[] folder = new uint[ApkSchema.FolderSlots];
        folder[ApkSchema.FolderName] = builder.Text("b");
        folder[ApkSchema.FolderFiles] = files;
        uint[] info = new uint[ApkSchema.Info.Count];
        info[ApkSchema.InfoHashes] = builder.Blob(new byte[ApkSchema.IdentityLength], isShared: false);
        uint[] package = new uint[ApkSchema.PackageSlots];
        package[ApkSchema.PackageInfo] = builder.Object(info);
        package[ApkSchema.PackagePaths] = builder.Array([.. Enumerable.Repeat(builder.Object(folder), 10_000)]);
        byte[] file2 = Seal(builder.Finish(builder.Object(package)), info[ApkSchema.InfoHashes]);

        Assert.Contains("too many", TryRead(file2)!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ADB")]
    [InlineData("ADBc\u0002\u0003aaaaaaaa")]
    [InlineData("ADBdADB.")]
    [InlineData("ADB.pckg\u0004\0\0\u0040")]
    [InlineData("PK\u0003\u0004")]
    public void What_is_no_package_is_refused(string start) => Assert.NotNull(TryRead(Encoding.Latin1.GetBytes(start)));

    private static byte[] WithData(byte[] tar) => Samples.Gzip(Samples.Tar(
    [
        Samples.File("debian-binary", "2.0\n"),
        Entry.File("data.tar.gz", 0, 0, Samples.Gzip(tar)),
        Entry.File("control.tar.gz", 0, 0, Samples.Gzip(Samples.Tar(Samples.IpkControlFiles()))),
    ]));

    /// <summary>Gives a changed tree the identity that it would need, so that the reader goes on behind that check.</summary>
    private static void TryUnsealed(byte[] file)
    {
        try
        {
            Adb adb = Adb.Read(file);
            uint[] package = adb.Slots(adb.Root);
            uint[] info = package.Length > 1 ? adb.Slots(package[1]) : [];
            if (info.Length > ApkSchema.InfoHashes && adb.Blob(info[ApkSchema.InfoHashes]).Length == ApkSchema.IdentityLength)
            {
                byte[] tree = adb.Tree.ToArray();
                Seal(tree, info[ApkSchema.InfoHashes]);
                TryRead(new Adb(adb.Schema, tree, [], adb.Data).Write());
            }
        }
        catch (PackageException)
        {
            // Broken further up; that has been seen already.
        }
    }

    private static byte[] Seal(byte[] tree, uint identity)
    {
        Span<byte> place = tree.AsSpan((int)(identity & Adb.ValueMask) + 1, ApkSchema.IdentityLength);
        place.Clear();
        System.Security.Cryptography.SHA256.HashData(tree).AsSpan(0, place.Length).CopyTo(place);
        return new Adb(Adb.PackageSchema, tree, [], []).Write();
    }

    /// <summary>The error, or null when the package is read. Any other exception is the test's failure.</summary>
    private static string? TryRead(ReadOnlyMemory<byte> file)
    {
        try
        {
            Package.Read(file);
            return null;
        }
        catch (PackageException error)
        {
            return error.Message;
        }
    }
}

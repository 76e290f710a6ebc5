using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace IgdAot.Packages.Tests;

public class CheckerTests
{
    private const string IpkName = "igdaot_0.1-r1_aarch64_generic.ipk";

    [Fact]
    public void Good_packages_have_no_fault()
    {
        Checker checker = new(Samples.Manifest);

        Assert.Empty(checker.Check(IpkName, Samples.Ipk(Samples.OpenWrtData())));
        Assert.Empty(checker.Check("igdaot-0.1-r1.apk", Samples.Apk()));
        Assert.Empty(checker.Check("igdaot_0.1-1_arm64.deb", Samples.Deb()));
    }

    [Theory]
    [InlineData("Version: 0.1-r1", "Version: 0.2-r1", "the version is '0.2-r1'")]
    [InlineData("Architecture: aarch64_generic", "Architecture: arm_fa526", "no 'arm_fa526'")]
    [InlineData("Architecture: aarch64_generic", "Architecture: x86_64", "no program for x64")]
    [InlineData("License: MIT\n", "", "the field License is missing")]
    [InlineData("Package: igdaot", "Package: other", "the package is called 'other'")]
    [InlineData("Installed-Size: 10240", "Installed-Size: 5", "told as '5'")]
    public void Wrong_field_is_told(string field, string changed, string fault) =>
        AssertFault(fault, Samples.OpenWrtData(), Samples.IpkControlFiles(Samples.IpkControl.Replace(field, changed, StringComparison.Ordinal)));

    [Theory]
    [InlineData("usr/sbin/igdaotd")]
    [InlineData("etc/config/igdaot")]
    [InlineData("etc/init.d/igdaot")]
    public void Missing_file_is_told(string path) =>
        AssertFault($"'{path}' is missing", Samples.OpenWrtData().Where(e => e.Path != path));

    [Fact]
    public void File_that_nobody_expects_is_told() =>
        AssertFault("nobody expects 'etc/passwd'", [.. Samples.OpenWrtData(), Samples.File("etc/passwd", "x")]);

    [Theory]
    [InlineData("etc/config/igdaot", 0b110_100_100, "'etc/config/igdaot' has mode 0644, expected 0600")]
    [InlineData("usr/sbin/igdaotd", 0b110_111_101_101, "'usr/sbin/igdaotd' has mode 6755, expected 0755")]
    [InlineData("etc", 0b111_111_111, "'etc' has mode 0777, expected 0755")]
    public void Wrong_mode_is_told(string path, int mode, string fault) => AssertFault(fault, Change(path, e => e with { Mode = mode }));

    [Fact]
    public void Wrong_owner_is_told() => AssertFault("'etc/config/igdaot' belongs to 1000:0", Change("etc/config/igdaot", e => e with { Owner = "1000:0" }));

    [Theory]
    [InlineData("etc/init.d/igdaot", "START=1\n", "'etc/init.d/igdaot' does not begin with #!/bin/sh")]
    [InlineData("etc/uci-defaults/90-igdaot", "#!/bin/sh\nif true; then\n", "'etc/uci-defaults/90-igdaot': ")]
    public void Script_that_no_shell_takes_is_told(string path, string text, string fault) =>
        AssertFault(fault, Change(path, e => e with { Contents = Encoding.UTF8.GetBytes(text) }));

    [Fact]
    public void Conffile_that_is_not_there_is_told()
    {
        List<Entry> control = Samples.IpkControlFiles();
        control[1] = Samples.File("conffiles", "/etc/config/other\n");

        AssertFault("the conffile '/etc/config/other' is not in the package", Samples.OpenWrtData(), control);
        AssertFault("the conffiles are not the Makefile's", Samples.OpenWrtData(), control);
        AssertFault("'etc/config/igdaot' is no conffile", Samples.OpenWrtData(), control);
    }

    [Fact]
    public void Package_that_grew_too_large_is_told()
    {
        byte[] noise = new byte[200_000];
        new Random(1).NextBytes(noise);
        List<Entry> data = [.. Samples.OpenWrtData(), Entry.File("usr/share/igdaot/more", 0b110_100_100, 0, noise)];

        AssertFault("and may have 194560", data);
        AssertFault("and may have 92160", data);
    }

    [Fact]
    public void Different_programs_for_the_same_processors_are_told()
    {
        Checker checker = new(Samples.Manifest);
        byte[] other = [.. Samples.Arm64Program, 0];
        checker.Check(IpkName, Samples.Ipk(Samples.OpenWrtData()));

        IReadOnlyList<string> faults = checker.Check(IpkName, Samples.Ipk(Change("usr/sbin/igdaotd", e => e with { Contents = other })));

        Assert.Contains(faults, f => f.Contains("is another one than in", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_file_name_is_told() => Assert.Contains(
        new Checker(Samples.Manifest).Check("igdaot.ipk", Samples.Ipk(Samples.OpenWrtData())), f => f.Contains(IpkName, StringComparison.Ordinal));

    [Theory]
    [InlineData("x64", 62, true, 0, null)]
    [InlineData("arm64", 183, true, 0, null)]
    [InlineData("arm", 40, false, 0, null)]
    [InlineData("arm64", 62, true, 0, "it is no program for arm64")]
    [InlineData("arm", 183, true, 0, "it is no program for arm")]
    [InlineData("x64", 62, true, 3, "it asks for an interpreter; it must be static")]
    public void Program_is_a_static_one_for_its_target(string target, byte machine, bool is64, byte segment, string? fault) =>
        Assert.Equal(fault, Elf.Fault(Samples.Elf(machine, is64, segment), target));

    [Theory]
    [InlineData("mips", 8, false, 2, 0x5000_1005u, null)]
    [InlineData("mipsel", 8, false, 1, 0x5000_1005u, null)]
    [InlineData("mips64", 8, true, 2, 0x8000_0005u, null)]
    [InlineData("powerpc", 20, false, 2, 0u, null)]
    [InlineData("armel", 40, false, 1, 0x0500_0200u, null)]
    [InlineData("i386", 3, false, 1, 0u, null)]
    [InlineData("riscv64", 243, true, 1, 5u, null)]
    [InlineData("mips", 8, false, 1, 0x5000_1005u, "it is no program for mips")]
    [InlineData("mipsel", 8, false, 1, 0x7000_1005u, "it is for a newer MIPS than the first MIPS32")]
    [InlineData("armel", 40, false, 1, 0x0500_0400u, "it has the hard-float calls")]
    [InlineData("arm", 40, false, 1, 0x0500_0200u, "it does not have the hard-float calls")]
    public void Program_has_the_order_and_the_kind_of_its_processor(string target, byte machine, bool is64, byte order, uint flags, string? fault) =>
        Assert.Equal(fault, Elf.Fault(Samples.Elf(machine, is64, 0, order, flags), target));

    [Fact]
    public void Versions_of_this_tree_agree()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "IgdAot.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        Manifest manifest = Manifest.Read(Path.Combine(root, "openwrt-feed/net/igdaot"));
        Checker checker = new(manifest);

        Assert.Empty(checker.CheckVersion(File.ReadAllText(Path.Combine(root, "src/IgdAot.Daemon/Program.cs"))));
        Assert.StartsWith($"igdaot ({manifest.Version}-", File.ReadAllText(Path.Combine(root, "debian/changelog")), StringComparison.Ordinal);
        Assert.Equal("arm64", manifest.Find(PackageFormat.Ipk, "aarch64_cortex-a53")?.Target);
        Assert.Equal("arm", manifest.Find(PackageFormat.Deb, "armhf")?.Target);
        Assert.Equal("mips", manifest.Find(PackageFormat.Apk, "mips_24kc")?.Target);
        Assert.Null(manifest.Find(PackageFormat.Apk, "arm_fa526"));
        Assert.Null(manifest.Find(PackageFormat.Deb, "riscv64"));
    }

    private static List<Entry> Change(string path, Func<Entry, Entry> change) =>
        [.. Samples.OpenWrtData().Select(e => e.Path == path ? change(e) : e)];

    private static void AssertFault(string fault, IEnumerable<Entry> data, IEnumerable<Entry>? control = null) => Assert.Contains(
        new Checker(Samples.Manifest).Check(IpkName, Samples.Ipk(data, control)), f => f.Contains(fault, StringComparison.Ordinal));
}

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace IgdAot.IlToC.Tests;

/// <summary>What the subset excludes stops the build, with its place; then there is no C.</summary>
public sealed class RefusalTests
{
    private const string Class = "IgdAot.IlToC.Refused.Refused.";

    private static string AssemblyPath => Path.Combine(AppContext.BaseDirectory, "firmware.dll");

    [Theory]
    [InlineData("Boxes", "Boxes IL_", "box", "nothing is allocated")]
    [InlineData("BoxesInGeneric", "Hash<IgdAot.IlToC.Refused.Refused.Square> IL_", "callvirt", "boxes")]
    [InlineData("Creates", "Creates IL_", "newobj", "nothing is allocated")]
    [InlineData("CreatesArray", "CreatesArray IL_", "newarr", "nothing is allocated")]
    [InlineData("UsesString", "UsesString IL_", "ldstr", "u8")]
    [InlineData("Throws", "Throws IL_", "throw", "a failure is a return value")]
    [InlineData("Catches", "Catches IL_0000", "exception region (Catch)", "nothing is thrown")]
    [InlineData("CallsVirtual", "CallsVirtual IL_", "callvirt", "no objects to dispatch on")]
    [InlineData("CallsInterface", "CallsInterface IL_", "callvirt", "no objects to dispatch on")]
    [InlineData("CallsMethodOfClass", "CallsMethodOfClass IL_", "callvirt", "is a class")]
    [InlineData("Casts", "Casts IL_", "castclass", "no objects")]
    [InlineData("ComputesWithFloat", "ComputesWithFloat IL_", "conv.r8", "no floating point")]
    [InlineData("ReadsLateStatic", "ReadsLateStatic IL_", "ldsfld", "static constructor")]
    [InlineData("GivesMisalignedAway", "GivesMisalignedAway IL_", "call", "misaligned field")]
    [InlineData("GivesMisalignedToPointer", "GivesMisalignedToPointer IL_", "calli", "misaligned field")]
    [InlineData("KeepsMisaligned", "KeepsMisaligned IL_", "stloc.1", "misaligned field")]
    [InlineData("NestsForever", "Nest<IgdAot.IlToC.Refused.Refused.Wrapped`1<", "newobj", "more than 32 deep")]
    [InlineData("HasOddSize", "HasOddSize IL_", "sizeof", "Size = 18")]
    [InlineData("ImportsBoolean", "ImportsBoolean IL_", "call", "only types that C has")]
    public void A_construct_without_a_C_form_is_refused_with_method_offset_and_opcode(string entry, string place, string opcode, string reason)
    {
        string message = RefusalOf(entry);

        Assert.StartsWith(Class + place, message);
        Assert.Matches(@" IL_[0-9a-f]{4}: ", message);
        Assert.Contains($": {opcode}: ", message);
        Assert.Contains(reason, message);
    }

    [Theory]
    [InlineData("TakesObject", "TakesObject", "Object is an object")]
    [InlineData("HasNoBody", "Unknown", "has no body")]
    public void A_method_without_a_C_form_is_refused_by_name(string entry, string method, string reason)
    {
        string message = RefusalOf(entry);

        Assert.StartsWith(Class + method + ": ", message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void What_is_reached_only_through_others_is_refused_too() => Assert.StartsWith(Class + "Deeper IL_", RefusalOf("ReachesRefused"));

    [Fact]
    public void What_nothing_reaches_does_not_matter()
    {
        string? text = Translate("Good", out _);

        Assert.Contains("IgdAot_IlToC_Refused_Refused__Good(void)", text);
        Assert.DoesNotContain("Boxes", text);
    }

    [Fact]
    public void Every_refusal_is_told_not_only_the_first()
    {
        using FileStream assembly = File.OpenRead(AssemblyPath);
        var translation = new Translation(assembly, new TranslationOptions(8));

        Assert.Null(translation.Translate());
        Assert.True(translation.Refusals.Count > 15, $"{translation.Refusals.Count}");
    }

    [Fact]
    public void An_assembly_with_references_is_not_ours()
    {
        using FileStream assembly = File.OpenRead(typeof(RefusalTests).Assembly.Location);

        RefusedException exception = Assert.Throws<RefusedException>(() => new Translation(assembly, new TranslationOptions(8)));

        Assert.Contains("not a closed assembly: it refers to System.Runtime", exception.Message);
    }

    [Fact]
    public void Another_version_of_the_core_library_is_told_apart()
    {
        byte[] image = File.ReadAllBytes(AssemblyPath);
        int at = image.AsSpan().IndexOf("IsBitwiseEquatable\0"u8);
        Encoding.ASCII.GetBytes("IsBitwiseDifferent").CopyTo(image, at);

        RefusedException exception = Assert.Throws<RefusedException>(() => new Translation(new MemoryStream(image), new TranslationOptions(8)));

        Assert.Contains("the core library is not the one that this tool was written for: System.Runtime.CompilerServices.RuntimeHelpers", exception.Message);
    }

    [Fact]
    public void After_a_refusal_there_is_no_C_file_not_even_an_old_one()
    {
        string output = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(output, "old");
        string tool = typeof(Translation).Assembly.Location;

        using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", tool, "8", AssemblyPath, output]) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.False(File.Exists(output));
        Assert.Contains("no C file was written", said);
    }

    [Fact]
    public void The_same_assembly_gives_the_same_C() => Assert.Equal(Translate("Good", out _), Translate("Good", out _));

    private static string RefusalOf(string entry)
    {
        Assert.Null(Translate(entry, out string[] refusals));
        return refusals[0];
    }

    private static string? Translate(string entry, out string[] refusals)
    {
        using FileStream assembly = File.OpenRead(AssemblyPath);
        var translation = new Translation(assembly, new TranslationOptions(8, entry));
        string? text = translation.Translate();
        refusals = [.. translation.Refusals.Select(refusal => refusal.Message)];
        return text;
    }
}

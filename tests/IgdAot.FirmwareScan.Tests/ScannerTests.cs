using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace IgdAot.FirmwareScan.Tests;

public class ScannerTests
{
    private const string Prefix = "IgdAot.FirmwareScan.Tests.";

    private static readonly IReadOnlyList<Finding> s_findings = Scan();

    private static IReadOnlyList<Finding> Scan()
    {
        using FileStream assembly = File.OpenRead(typeof(Forbidden).Assembly.Location);
        return new Scanner(assembly).Scan();
    }

    [Theory]
    [InlineData(nameof(Forbidden.NewObject), "newobj")]
    [InlineData(nameof(Forbidden.NewArray), "newarr")]
    [InlineData(nameof(Forbidden.Box), "box")]
    [InlineData(nameof(Forbidden.Throw), "throw")]
    [InlineData(nameof(Forbidden.Rethrow), "rethrow")]
    [InlineData(nameof(Forbidden.VirtualCall), "callvirt")]
    [InlineData(nameof(Forbidden.InterfaceCall), "callvirt")]
    [InlineData(nameof(Forbidden.BoxingCall), "callvirt")]
    [InlineData(nameof(Forbidden.VirtualFunction), "ldvirtftn")]
    [InlineData(nameof(Forbidden.DelegateCall), "callvirt")]
    [InlineData(nameof(Forbidden.StoreStatic), "stsfld")]
    [InlineData(nameof(Forbidden.String), "ldstr")]
    [InlineData(nameof(Forbidden.Cast), "castclass")]
    [InlineData(nameof(Forbidden.IsInstance), "isinst")]
    [InlineData(nameof(Forbidden.Unbox), "unbox.any")]
    [InlineData(nameof(Forbidden.FloatingPoint), "ldc.r8")]
    [InlineData(nameof(Forbidden.Iterator), "newobj")]
    [InlineData(nameof(Forbidden.AfterSwitch), "box")]
    public void Instruction_is_named_with_its_method_and_its_offset(string method, string instruction)
    {
        Finding finding = Assert.Single(s_findings, f =>
            f.Member == Prefix + "Forbidden." + method && f.Construct.Split(' ')[0] == instruction);

        byte[] il = typeof(Forbidden).GetMethod(method)!.GetMethodBody()!.GetILAsByteArray()!;
        Assert.Equal(instruction, OpcodeAt(il, finding.Offset!.Value));
    }

    [Theory]
    [InlineData(nameof(Forbidden.Catch), "exception region (Catch)")]
    [InlineData(nameof(Forbidden.Finally), "exception region (Finally)")]
    [InlineData(nameof(Forbidden.MutableStatic), "mutable static field")]
    [InlineData(".cctor", "static constructor")]
    [InlineData(nameof(Forbidden.LastError), "SetLastError")]
    [InlineData(nameof(Forbidden.StringParameter), "String in a DllImport")]
    public void Member_is_named(string member, string construct) =>
        Assert.Contains(s_findings, f => f.Member == Prefix + "Forbidden." + member && f.Construct == construct);

    [Fact]
    public void Every_method_of_the_forbidden_kind_is_found() =>
        Assert.All(
            typeof(Forbidden).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly),
            method => Assert.Contains(s_findings, f => f.Member == Prefix + "Forbidden." + method.Name));

    [Fact]
    public void Allowed_constructs_are_let_pass() =>
        Assert.DoesNotContain(s_findings, f => f.Member.StartsWith(Prefix + "Allowed.", StringComparison.Ordinal));

    private static string OpcodeAt(byte[] il, int offset)
    {
        int code = il[offset] == 0xFE ? 0xFE00 | il[offset + 1] : il[offset];
        return typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).Single(o => (ushort)o.Value == code).Name!;
    }
}

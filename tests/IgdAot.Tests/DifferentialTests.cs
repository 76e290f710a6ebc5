using System;
using System.Collections.Generic;
using System.IO;
using IgdAot.SelfTest;
using Xunit;

namespace IgdAot.Tests;

/// <summary>The packets by which tests/IgdAot.SelfTest/differential compares all builds, on .NET with its own checks.</summary>
public class DifferentialTests
{
    private static readonly byte[] s_bytes = new byte[DifferentialStock.MaxBytes];
    private static readonly StockPacket[] s_packets = new StockPacket[DifferentialStock.MaxPackets];
    private static readonly List<byte[]> s_golden = ReadAll("golden", "*.hex");
    private static readonly List<byte[]> s_scenarios = ReadAll("scenarios", "*.scn");

    /// <summary>An access beyond a buffer, or an overflow, is an exception here.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutated_packets_are_answered_the_same_each_time(uint run)
    {
        DifferentialStock stock = Stock();
        Assert.True(DifferentialRun.Play(in stock, seed: 5, run, DifferentialRun.Length, -1, -1, out ulong first));
        Assert.True(DifferentialRun.Play(in stock, seed: 5, run, DifferentialRun.Length, -1, -1, out ulong second));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Other_seed_and_other_run_have_other_packets()
    {
        DifferentialStock stock = Stock();
        Assert.True(DifferentialRun.Play(in stock, seed: 5, run: 1, 100, -1, -1, out ulong first));
        Assert.True(DifferentialRun.Play(in stock, seed: 6, run: 1, 100, -1, -1, out ulong otherSeed));
        Assert.True(DifferentialRun.Play(in stock, seed: 5, run: 2, 100, -1, -1, out ulong otherRun));
        Assert.NotEqual(first, otherSeed);
        Assert.NotEqual(first, otherRun);
    }

    private static DifferentialStock Stock()
    {
        DifferentialStock stock = new DifferentialStock(s_bytes, s_packets);
        foreach (byte[] file in s_golden)
        {
            Assert.True(stock.AddGolden(file));
        }

        foreach (byte[] file in s_scenarios)
        {
            Assert.True(stock.AddScenario(file));
        }

        Assert.True(DifferentialRun.Complete(ref stock));
        return stock;
    }

    private static List<byte[]> ReadAll(string folder, string pattern)
    {
        string[] paths = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), pattern, SearchOption.AllDirectories);
        Array.Sort(paths, StringComparer.Ordinal);
        return [.. Array.ConvertAll(paths, File.ReadAllBytes)];
    }
}

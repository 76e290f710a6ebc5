using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using IgdAot.SelfTest;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests;

/// <summary>The scripts of tests/scenarios, played by the same runner that the self-test program on each target has.</summary>
public class ScenarioTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "scenarios");

    public static IEnumerable<object[]> Files
    {
        get
        {
            string[] files = Directory.GetFiles(s_folder, "*.scn");
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                yield return [Path.GetFileName(file)];
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Scenario_goes_as_its_file_says(string file)
    {
        byte[] script = File.ReadAllBytes(Path.Combine(s_folder, file));
        Assert.True(script.Length < ScenarioRunner.MaxScriptLength);
        (bool passed, string report) = Play(script);
        Assert.True(passed, report);
    }

    /// <summary>The firmware has no heap: what it does here must not touch that of .NET either.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Scenario_allocates_nothing(string file)
    {
        byte[] script = File.ReadAllBytes(Path.Combine(s_folder, file));
        byte[] buffer = new byte[ScenarioRunner.MaxReportLength];
        ByteWriter report = new ByteWriter(buffer);
        ScenarioRunner.Run(script, ref report);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ScenarioRunner.Run(script, ref report);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("frobnicate\n", "line 1: frobnicate")]
    [InlineData("# fine\n\nmappings 1\n", "line 3: mappings 1")]
    [InlineData("lan 192.168.1.1/24\nfrom 192.168.1.10 twice\n", "line 2: from 192.168.1.10 twice")]
    [InlineData("option no_such_thing 1\n", "line 1: option no_such_thing 1")]
    [InlineData("batch done\n", "line 1: batch done")]
    [InlineData("lan 192.168.1.1/24\nfrom 192.168.1.10\nnatpmp address\nexpect silence\n", "line 4: expect silence\nanswer: 0080000300000000")]
    public void Line_that_is_wrong_or_does_not_hold_is_reported_by_its_number(string script, string start)
    {
        (bool passed, string report) = Play(Encoding.ASCII.GetBytes(script));
        Assert.False(passed);
        Assert.StartsWith(start, report, StringComparison.Ordinal);
    }

    private static (bool Passed, string Report) Play(byte[] script)
    {
        ByteWriter report = new ByteWriter(new byte[ScenarioRunner.MaxReportLength]);
        bool passed = ScenarioRunner.Run(script, ref report);
        return (passed, Encoding.UTF8.GetString(report.Written));
    }
}

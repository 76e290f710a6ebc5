using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using IgdAot.SelfTest;
using IgdAot.Wire;

namespace IgdAot.Tests;

/// <summary>The packets of tests/golden, read by the same parser that the self-test program on each target has.</summary>
internal static class Golden
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "golden");

    /// <summary>The bytes of a packet, of the file "folder/name.hex".</summary>
    public static byte[] Read(string relativePath)
    {
        byte[] packet = new byte[GoldenFile.MaxLength];
        Parse(relativePath, packet, out GoldenFile file);
        return packet.AsSpan(0, file.Length).ToArray();
    }

    /// <summary>The line that the file expects.</summary>
    public static string Expected(string relativePath)
    {
        Parse(relativePath, new byte[GoldenFile.MaxLength], out GoldenFile file);
        return Encoding.UTF8.GetString(file.Expected);
    }

    /// <summary>What the parsers say of the packet now.</summary>
    public static string Described(string relativePath)
    {
        byte[] packet = new byte[GoldenFile.MaxLength];
        Parse(relativePath, packet, out GoldenFile file);
        ByteWriter output = new ByteWriter(new byte[Describe.MaxLength]);
        if (!Describe.TryRun(file.Protocol, packet.AsSpan(0, file.Length), ref output) || output.Failed)
        {
            throw new InvalidDataException(relativePath + ": no protocol of that name, or too long a line");
        }

        return Encoding.UTF8.GetString(output.Written);
    }

    /// <summary>One row for each file in a folder and below: its relative path.</summary>
    public static IEnumerable<object[]> All(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(s_folder, folder), "*.hex", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
        {
            yield return [Path.GetRelativePath(s_folder, file)];
        }
    }

    private static void Parse(string relativePath, byte[] packet, out GoldenFile file)
    {
        if (!GoldenFile.TryParse(File.ReadAllBytes(Path.Combine(s_folder, relativePath)), packet, out file))
        {
            throw new InvalidDataException(relativePath + " is no golden file");
        }
    }
}

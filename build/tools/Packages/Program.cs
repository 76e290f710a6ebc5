using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace IgdAot.Packages;

/// <summary>Arguments to actions.</summary>
public static class Program
{
    private const int ExitGood = 0;
    private const int ExitFault = 1;
    private const int ExitUsage = 2;

    private const string Usage = """
        IgdAot.Packages check --feed FOLDER --program SOURCE FILE...
            what is wrong with packages; FOLDER has Makefile and architectures, SOURCE is the daemon's Program.cs
        IgdAot.Packages unpack [--control FOLDER] FILE FOLDER
            lays out what an .ipk, .apk or .deb installs, with its modes
        IgdAot.Packages apk --info FILE --scripts FOLDER --time SECONDS --output FILE FOLDER...
            writes an .apk: `name:value` lines, scripts by apk's names, everything in the FOLDERs as root's
        IgdAot.Packages apk-index [--key PEM --public PEM] --output FILE PACKAGE...
            writes packages.adb, signed with an EC key whose public half is written too
        """;

    /// <summary>Runs the program.</summary>
    /// <returns>0 good, 1 something is wrong, 2 wrong arguments.</returns>
    public static int Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            Dictionary<string, string> options = [];
            List<string> files = [];
            for (int i = 1; i < args.Length; i++)
            {
                if (!args[i].StartsWith("--", StringComparison.Ordinal))
                {
                    files.Add(args[i]);
                }
                else if (i + 1 == args.Length || !options.TryAdd(args[i], args[++i]))
                {
                    return Fail();
                }
            }

            string Option(string name) => options.TryGetValue(name, out string? value) ? value : throw new PackageException($"{name} is missing");
            switch (args.FirstOrDefault())
            {
                case "check" when files.Count > 0:
                    return Check(new(Manifest.Read(Option("--feed"))), File.ReadAllText(Option("--program")), files);
                case "unpack" when files.Count == 2:
                    Unpacker.Unpack(Package.Read(File.ReadAllBytes(files[0])), files[1], options.GetValueOrDefault("--control"));
                    return ExitGood;
                case "apk" when files.Count > 0:
                    WriteApk(Option("--info"), Option("--scripts"), long.Parse(Option("--time"), null), files, Option("--output"));
                    return ExitGood;
                case "apk-index" when files.Count > 0:
                    WriteIndex(options.GetValueOrDefault("--key"), options.GetValueOrDefault("--public"), files, Option("--output"));
                    return ExitGood;
                default:
                    return Fail();
            }
        }
        catch (Exception error) when (error is PackageException or IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            Console.Error.WriteLine($"packages: {error.Message}");
            return ExitFault;
        }
    }

    private static int Fail()
    {
        Console.Error.WriteLine(Usage);
        return ExitUsage;
    }

    private static int Check(Checker checker, string source, List<string> files)
    {
        int count = 0;
        void Tell(string name, IEnumerable<string> faults)
        {
            foreach (string fault in faults)
            {
                Console.Error.WriteLine($"{name}: {fault}");
                count++;
            }
        }

        Tell("version", checker.CheckVersion(source));
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            IReadOnlyList<string> faults = checker.Check(Path.GetFileName(file), bytes);
            Tell(file, faults);
            if (faults.Count == 0)
            {
                Console.WriteLine($"{file}: {bytes.Length} bytes, {Package.Read(bytes).InstalledSize} installed");
            }
        }

        return count == 0 ? ExitGood : ExitFault;
    }

    private static void WriteApk(string info, string scripts, long time, List<string> folders, string output)
    {
        IEnumerable<KeyValuePair<string, string>> fields = File.ReadLines(info)
            .Select(line => line.Split(':', 2)).Select(parts => KeyValuePair.Create(parts[0], parts.Length == 2 ? parts[1] : ""));
        Dictionary<string, Entry> entries = [];
        foreach (string folder in folders)
        {
            foreach (FileSystemInfo item in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(folder, item.FullName);
                int mode = (int)item.UnixFileMode;
                entries[path] = item switch
                {
                    { LinkTarget: not null } => throw new PackageException($"'{path}' is a link"),
                    FileInfo => Entry.File(path, mode, time, File.ReadAllBytes(item.FullName)),
                    _ => Entry.Folder(path, mode, time),
                };
            }
        }

        Dictionary<string, string> texts = Directory.EnumerateFiles(scripts).ToDictionary(f => Path.GetFileName(f)!, File.ReadAllText);
        File.WriteAllBytes(output, ApkWriter.WritePackage(fields, texts, entries.Values));
    }

    private static void WriteIndex(string? keyFile, string? publicFile, List<string> files, string output)
    {
        using ECDsa? key = keyFile is null ? null : ECDsa.Create();
        key?.ImportFromPem(File.ReadAllText(keyFile!));
        File.WriteAllBytes(output, ApkWriter.WriteIndex(files.Select(f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f)), key));
        if (key is not null && publicFile is not null)
        {
            File.WriteAllText(publicFile, key.ExportSubjectPublicKeyInfoPem() + "\n");
        }
    }
}

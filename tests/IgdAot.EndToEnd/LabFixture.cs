using System;
using System.IO;
using IgdAot.Lab;
using Xunit;

namespace IgdAot.EndToEnd;

/// <summary>The one lab that all end-to-end tests share, one after the other.</summary>
public sealed class LabFixture : IDisposable
{
    public const string CollectionName = "The lab";
    private NetworkLab? _lab;

    /// <summary>True where the environment asks for the end-to-end tests.</summary>
    public static bool IsAskedFor => Environment.GetEnvironmentVariable("IGDAOT_E2E") == "1";

    /// <summary>The repository's folder: the nearest one above the test binary that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The binary under test: $IGDAOTD (what build/stock made, say), or what build/firmware made for this machine.</summary>
    public static string Binary =>
        Environment.GetEnvironmentVariable("IGDAOTD") is { Length: > 0 } path ? path : Path.Combine(Repository, "dist/x64/igdaotd");

    /// <summary>The lab as new: fresh ruleset, no element, no flow, no daemon, the WAN as built.</summary>
    public NetworkLab Renew()
    {
        if (!File.Exists(Binary))
        {
            throw new InvalidOperationException($"the end-to-end tests need the firmware binary {Binary}: run build/firmware x64");
        }

        if (_lab is null)
        {
            _lab = NetworkLab.Build(Repository);
        }
        else
        {
            _lab.Renew();
        }

        return _lab;
    }

    public void Dispose() => _lab?.Dispose();

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IgdAot.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no IgdAot.sln above {AppContext.BaseDirectory}");
    }
}

[CollectionDefinition(LabFixture.CollectionName)]
public sealed class LabCollection : ICollectionFixture<LabFixture>;

using System;
using System.IO;
using System.Text;

namespace IgdAot.Tests.Linux;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("igdaot");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public byte[] PathBytes(string name) => Encoding.UTF8.GetBytes(Path(name));

    public void Dispose() => _folder.Delete(recursive: true);
}

using System;
using System.IO;
using System.Text;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

public class FilesTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 10, 0)]
    [InlineData(9, 10, 9)]
    [InlineData(10, 10, 10)]
    [InlineData(11, 10, -Errno.FBIG)]
    [InlineData(1, 0, -Errno.FBIG)]
    [InlineData(100_000, 100_000, 100_000)]
    public void Read_takes_a_file_that_fits_and_refuses_a_longer_one(int fileLength, int bufferLength, int result)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[fileLength];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder.Path("file"), bytes);
        byte[] buffer = new byte[bufferLength];

        Assert.Equal(result, Files.ReadAll(folder.PathBytes("file"), buffer));
        if (result >= 0)
        {
            Assert.Equal(bytes, buffer.AsSpan(0, result).ToArray());
        }
    }

    [Fact]
    public void Read_takes_a_kernel_file_that_has_no_length()
    {
        byte[] buffer = new byte[10_000];
        int length = Files.ReadAll("/proc/self/status"u8, buffer);
        Assert.StartsWith("Name:", Encoding.ASCII.GetString(buffer, 0, Math.Max(length, 0)));
    }

    [Theory]
    [InlineData("/nowhere/at/all", Errno.NOENT)]
    [InlineData("/etc", Errno.ISDIR)]
    [InlineData("", Errno.INVAL)]
    [InlineData("/etc/passwd\0.conf", Errno.INVAL)]
    public void Read_of_a_path_that_is_no_file_tells_why(string path, int error) =>
        Assert.Equal(-error, Files.ReadAll(Encoding.ASCII.GetBytes(path), new byte[10]));

    [Fact]
    public void Read_of_too_long_a_path_is_refused()
    {
        byte[] path = Encoding.ASCII.GetBytes(new string('x', Files.PathCapacity));
        Assert.Equal(-Errno.NAMETOOLONG, Files.ReadAll(path, new byte[10]));
    }

    [Fact]
    public void Write_writes_everything()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        using (FileStream file = File.Create(folder.Path("file")))
        {
            int fd = (int)file.SafeFileHandle.DangerousGetHandle();
            Assert.Equal(bytes.Length, Files.Write(fd, bytes));
            Assert.False(Files.IsTerminal(fd));
        }

        Assert.Equal(bytes, File.ReadAllBytes(folder.Path("file")));
        Assert.Equal(-Errno.BADF, Files.Write(-1, "x"u8));
    }

    [Fact]
    public void Remove_removes_the_name()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path("file"), "");
        Assert.Equal(0, Files.Remove(folder.PathBytes("file")));
        Assert.False(File.Exists(folder.Path("file")));
        Assert.Equal(-Errno.NOENT, Files.Remove(folder.PathBytes("file")));
    }
}

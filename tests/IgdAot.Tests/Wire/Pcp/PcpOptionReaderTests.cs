using IgdAot.Wire.Pcp;
using Xunit;

namespace IgdAot.Tests.Wire.Pcp;

public class PcpOptionReaderTests
{
    [Fact]
    public void PcpOptionReader_walks_options_without_their_padding()
    {
        PcpOptionReader reader = new([2, 0, 0, 0, 128, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 77, 9, 0, 0]);

        Assert.True(reader.Next());
        Assert.Equal(PcpOptionCode.PreferFailure, reader.Code);
        Assert.True(reader.IsMandatory);
        Assert.True(reader.Data.IsEmpty);
        Assert.True(reader.Next());
        Assert.Equal(PcpOptionCode.Description, reader.Code);
        Assert.False(reader.IsMandatory);
        Assert.Equal([1, 2, 3, 4, 5], reader.Data.ToArray());
        Assert.True(reader.Next());
        Assert.Equal(77, (int)reader.Code);
        Assert.False(reader.Next());
        Assert.False(reader.Failed);
    }

    [Fact]
    public void PcpOptionReader_over_nothing_ends_well()
    {
        PcpOptionReader reader = new([]);

        Assert.False(reader.Next());
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData("one byte of a header", new byte[] { 2 })]
    [InlineData("three bytes of a header", new byte[] { 2, 0, 0 })]
    [InlineData("data missing", new byte[] { 2, 0, 0, 1 })]
    [InlineData("padding missing", new byte[] { 2, 0, 0, 3, 1, 2, 3 })]
    [InlineData("largest length", new byte[] { 2, 0, 0xff, 0xff, 1, 2, 3, 4 })]
    public void PcpOptionReader_option_beyond_the_bytes_ends_the_walk(string row, byte[] options)
    {
        PcpOptionReader reader = new(options);

        Assert.False(reader.Next(), row);
        Assert.True(reader.Failed, row);
        Assert.False(reader.Next(), row);
    }
}

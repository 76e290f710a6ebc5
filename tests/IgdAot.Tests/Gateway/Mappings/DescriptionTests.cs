using System.Text;
using IgdAot.Gateway.Mappings;
using Xunit;

namespace IgdAot.Tests.Gateway.Mappings;

public class DescriptionTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("My game", "My game")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", "0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", "0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012ä", "012345678901234567890123456789012345678901234567890123456789012")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890😀", "0123456789012345678901234567890123456789012345678901234567890")]
    public void Description_keeps_what_fits_in_whole_characters(string text, string kept)
    {
        Description description = default;
        description.Set("something longer that was there before"u8);
        description.Set(Encoding.UTF8.GetBytes(text));
        Assert.Equal(kept, Encoding.UTF8.GetString(Description.AsSpan(in description)));
        Assert.Equal(Encoding.UTF8.GetByteCount(kept), description.Length);
    }

    [Fact]
    public void Description_that_is_no_UTF_8_is_empty()
    {
        Description description = default;
        description.Set("before"u8);
        description.Set([(byte)'a', 0xff]);
        Assert.Equal(0, description.Length);
    }
}

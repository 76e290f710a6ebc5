using System;
using System.Globalization;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using Xunit;

namespace IgdAot.Tests.Wire.Http;

public class HttpDateTests
{
    [Fact]
    public void Date_of_the_specification_is_written_as_there() => Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", Emit(784111777));

    [Fact]
    public void Every_day_to_the_year_2500_is_written_as_DateTime_writes_it()
    {
        for (ulong day = 0; day < 193600; day++)
        {
            ulong seconds = (day * 86400) + (day * 7919 % 86400);
            Assert.Equal(DateTime.UnixEpoch.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture), Emit(seconds));
        }
    }

    [Theory]
    [InlineData(253402300799)]
    [InlineData(253402300800)]
    [InlineData(ulong.MaxValue)]
    public void Time_past_the_year_9999_stays_at_its_last_second(ulong seconds) => Assert.Equal("Fri, 31 Dec 9999 23:59:59 GMT", Emit(seconds));

    private static string Emit(ulong seconds)
    {
        ByteWriter writer = new ByteWriter(stackalloc byte[HttpDate.EncodedLength]);
        HttpDate.Emit(ref writer, seconds);
        Assert.False(writer.Failed);
        return Encoding.ASCII.GetString(writer.Written);
    }
}

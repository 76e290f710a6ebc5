using System.Collections.Generic;
using Xunit;

namespace IgdAot.Tests;

public class GoldenTests
{
    public static IEnumerable<object[]> Files => Golden.All(string.Empty);

    [Theory]
    [MemberData(nameof(Files))]
    public void Golden_packet_is_read_as_its_file_says(string file) => Assert.Equal(Golden.Expected(file), Golden.Described(file));
}

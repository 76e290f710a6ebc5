using IgdAot.SelfTest;
using Xunit;

namespace IgdAot.FirmwareScan.Tests;

/// <summary>The self-test compares a compiled target with what CoreCLR computes; here CoreCLR computes it.</summary>
public class SelfTestTests
{
    [Fact]
    public void Arithmetic_on_CoreCLR_gives_the_numbers_that_the_targets_are_held_to() => Assert.True(Arithmetic.Run());

    [Fact]
    public void Language_on_CoreCLR_behaves_as_the_targets_must() => Assert.True(Language.Run());
}

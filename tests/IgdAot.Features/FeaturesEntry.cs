using System.Runtime;

namespace IgdAot.Features;

/// <summary>Where musl's start code enters; the twin of the firmware's entry.</summary>
internal static unsafe class FeaturesEntry
{
    [RuntimeExport("main")]
    private static int Enter(int argc, byte** argv) => Program.Run(argc, argv);

    /// <summary>ilc asks for a managed entry point and leaves it out again: nothing calls it.</summary>
    private static void Main() { }
}

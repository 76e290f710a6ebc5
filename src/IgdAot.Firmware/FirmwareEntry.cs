using System.Runtime;

namespace IgdAot.Firmware;

/// <summary>Where musl's start code enters. Ordinary .NET has no RuntimeExport, hence a project of its own.</summary>
internal static unsafe class FirmwareEntry
{
    [RuntimeExport("main")]
    private static int Enter(int argc, byte** argv) => Daemon.Program.Run(argc, argv);

    /// <summary>ilc asks for a managed entry point and leaves it out again: nothing calls it.</summary>
    private static void Main() { }
}

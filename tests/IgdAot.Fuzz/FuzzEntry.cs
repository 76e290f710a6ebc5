using System;
using System.Runtime;

namespace IgdAot.Fuzz;

/// <summary>
/// What fuzz.c calls: for each target a method that takes one input, with the state as one of the first three methods left
/// it. The input may be written to.
/// </summary>
internal static unsafe class FuzzEntry
{
    [RuntimeExport("fuzz_state_length")]
    private static nuint StateLength() => (nuint)sizeof(FuzzState);

    [RuntimeExport("fuzz_table_length")]
    private static nuint TableLength() => FuzzState.TableLength;

    // The pieces of memory are zero.
    [RuntimeExport("fuzz_prepare")]
    private static void Prepare(byte* state, byte* table) => FuzzState.Prepare((FuzzState*)state, table);

    [RuntimeExport("fuzz_prepare_network")]
    private static void PrepareNetwork(byte* state, byte* table) => FuzzState.PrepareNetwork((FuzzState*)state, table);

    [RuntimeExport("fuzz_prepare_mappings")]
    private static void PrepareMappings(byte* state, byte* table) => FuzzState.PrepareMappings((FuzzState*)state, table);

    [RuntimeExport("fuzz_http")]
    private static void Http(byte* state, byte* input, int length) => HttpFuzz.Run(ref *(FuzzState*)state, new Span<byte>(input, length));

    [RuntimeExport("fuzz_ssdp")]
    private static void Ssdp(byte* state, byte* input, int length) => SsdpFuzz.Run(ref *(FuzzState*)state, new Span<byte>(input, length));

    [RuntimeExport("fuzz_portcontrol")]
    private static void PortControl(byte* state, byte* input, int length) =>
        PortControlFuzz.Run(ref *(FuzzState*)state, new Span<byte>(input, length));

    [RuntimeExport("fuzz_uci")]
    private static void Uci(byte* state, byte* input, int length) => UciFuzz.Run(new Span<byte>(input, length));

    [RuntimeExport("fuzz_netlink")]
    private static void Netlink(byte* state, byte* input, int length) => NetlinkFuzz.Run(ref *(FuzzState*)state, new Span<byte>(input, length));

    [RuntimeExport("fuzz_request")]
    private static void Request(byte* state, byte* input, int length) => RequestFuzz.Run(ref *(FuzzState*)state, new Span<byte>(input, length));

    /// <summary>The compiler asks for one; nothing calls it.</summary>
    private static void Main() { }
}

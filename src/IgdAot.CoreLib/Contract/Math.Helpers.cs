using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

// Contract with ilc: arithmetic for which a target has no instruction. On arm every division comes here (ARMv7 need not
// have UDIV) and every checked 64-bit product. The bodies are in native/arm.c, so that a fault in one of them is laid
// to its caller.
public static partial class Math
{
    [RuntimeImport("*", "igd_div_int")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int DivInt32(int dividend, int divisor);

    [RuntimeImport("*", "igd_div_uint")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint DivUInt32(uint dividend, uint divisor);

    [RuntimeImport("*", "igd_div_long")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long DivInt64(long dividend, long divisor);

    [RuntimeImport("*", "igd_div_ulong")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong DivUInt64(ulong dividend, ulong divisor);

    [RuntimeImport("*", "igd_mod_int")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int ModInt32(int dividend, int divisor);

    [RuntimeImport("*", "igd_mod_uint")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint ModUInt32(uint dividend, uint divisor);

    [RuntimeImport("*", "igd_mod_long")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long ModInt64(long dividend, long divisor);

    [RuntimeImport("*", "igd_mod_ulong")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ModUInt64(ulong dividend, ulong divisor);

    [RuntimeImport("*", "igd_multiply_checked_long")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long MultiplyChecked(long left, long right);

    [RuntimeImport("*", "igd_multiply_checked_ulong")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong MultiplyChecked(ulong left, ulong right);

    // Looked up by name whether or not a program computes with floating point; this one must not.

    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int ConvertToInt32Checked(double value);

    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint ConvertToUInt32Checked(double value);

    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long ConvertToInt64Checked(double value);

    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ConvertToUInt64Checked(double value);
}

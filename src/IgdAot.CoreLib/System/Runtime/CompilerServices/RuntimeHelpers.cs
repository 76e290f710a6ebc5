namespace System.Runtime.CompilerServices;

public static class RuntimeHelpers
{
    /// <summary>Contract with the C# compiler: a span over constants wider than a byte. The JIT puts the data's address in its place.</summary>
    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle fldHandle);

    /// <summary>A constant per T; ilc supplies it.</summary>
    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool IsReferenceOrContainsReferences<T>();

    /// <summary>A constant per T, supplied by ilc: whether comparing bytes compares values.</summary>
    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern bool IsBitwiseEquatable<T>();
}

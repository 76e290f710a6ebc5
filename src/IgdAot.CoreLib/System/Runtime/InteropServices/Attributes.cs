namespace System.Runtime.InteropServices;

/// <summary>A call of the C function itself: the build links it statically (<c>--directpinvoke:libc</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DllImportAttribute : Attribute
{
    public string? EntryPoint;
    public CharSet CharSet;
    public bool SetLastError;
    public bool ExactSpelling;
    public CallingConvention CallingConvention;
    public bool PreserveSig;
    public bool BestFitMapping;
    public bool ThrowOnUnmappableChar;

    public DllImportAttribute(string dllName) => Value = dllName;

    public string Value { get; }
}

/// <summary>Contract with the C# compiler: it marks the <c>unmanaged</c> constraint.</summary>
public enum UnmanagedType
{
}

public enum CharSet
{
    None = 1,
    Ansi = 2,
    Unicode = 3,
    Auto = 4,
}

public enum CallingConvention
{
    Winapi = 1,
    Cdecl = 2,
    StdCall = 3,
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    public Type[]? CallConvs;
    public string? EntryPoint;
}

/// <summary>Leaves out the two transition calls around a DllImport: for functions that never wait.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SuppressGCTransitionAttribute : Attribute { }

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class StructLayoutAttribute : Attribute
{
    public int Pack;
    public int Size;
    public CharSet CharSet;

    public StructLayoutAttribute(LayoutKind layoutKind) => Value = layoutKind;

    public LayoutKind Value { get; }
}

public enum LayoutKind
{
    Sequential = 0,
    Explicit = 2,
    Auto = 3,
}

[AttributeUsage(AttributeTargets.Field)]
public sealed class FieldOffsetAttribute : Attribute
{
    public FieldOffsetAttribute(int offset) => Value = offset;

    public int Value { get; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InAttribute : Attribute { }

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OutAttribute : Attribute { }

[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DefaultDllImportSearchPathsAttribute : Attribute
{
    public DefaultDllImportSearchPathsAttribute(DllImportSearchPath paths) => Paths = paths;

    public DllImportSearchPath Paths { get; }
}

[Flags]
public enum DllImportSearchPath
{
    LegacyBehavior = 0,
    AssemblyDirectory = 2,
    SafeDirectories = 0x1000,
    System32 = 0x800,
}

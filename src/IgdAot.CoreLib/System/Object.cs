namespace System;

/// <summary>
/// The root that every type's metadata points to. Firmware code makes no object of it: a scan of the IL sees to that.
/// </summary>
/// <remarks>Contract with ilc: the first field is the pointer to the method table.</remarks>
public class Object
{
#pragma warning disable CS0169, CS0649, IDE0044, IDE0051 // written by nobody: no object exists
    private IntPtr _methodTable;
#pragma warning restore

    public Object() { }

    public virtual bool Equals(object? obj) => false;

    public virtual int GetHashCode() => 0;

    public virtual string? ToString() => null;
}

/// <summary>The base that C# gives to every struct.</summary>
public abstract class ValueType { }

/// <summary>The base that C# gives to every enum. Contract with ilc: known by name.</summary>
public abstract class Enum : ValueType { }

/// <summary>The type of a string literal. The compiler needs it to exist; firmware code uses <c>"..."u8</c>.</summary>
/// <remarks>Contract with ilc: length first, then the characters.</remarks>
public sealed class String
{
#pragma warning disable CS0169, CS0649, IDE0044, IDE0051
    private int _stringLength;
    private char _firstChar;
#pragma warning restore

    public int Length => _stringLength;
}

/// <summary>Contract with ilc: known by name, with the length as the first field.</summary>
public abstract class Array
{
#pragma warning disable CS0169, CS0649, IDE0044, IDE0051
    private int _numComponents;
#pragma warning restore

    public int Length => _numComponents;
}

/// <summary>Contract with ilc: the shape from which every <c>T[]</c> takes its method table. No array is ever made.</summary>
internal class Array<T> : Array { }

/// <summary>Contract with ilc: known by name. Function pointers take the place of delegates here.</summary>
public abstract class Delegate { }

/// <inheritdoc cref="Delegate"/>
public abstract class MulticastDelegate : Delegate { }

/// <summary>Contract with ilc: known by name. Nothing is thrown here; a fault ends the process (native/fault.c).</summary>
public class Exception { }

public interface IDisposable
{
    void Dispose();
}

public interface IEquatable<T>
{
    bool Equals(T? other);
}

public interface IComparable<in T>
{
    int CompareTo(T? other);
}

public struct RuntimeTypeHandle
{
#pragma warning disable CS0169, IDE0044, IDE0051
    private IntPtr _value;
#pragma warning restore
}

public struct RuntimeMethodHandle
{
#pragma warning disable CS0169, IDE0044, IDE0051
    private IntPtr _value;
#pragma warning restore
}

public struct RuntimeFieldHandle
{
#pragma warning disable CS0169, IDE0044, IDE0051
    private IntPtr _value;
#pragma warning restore
}

/// <summary>Contract with the C# compiler: the type of <c>typeof(X)</c> as an attribute's argument.</summary>
public abstract class Type { }

namespace System;

public static partial class BitConverter
{
    /// <summary>
    /// A property where .NET has a read-only field: the compiler then sees a constant and drops the other branch.
    /// The value is in BitConverter.le.cs or BitConverter.be.cs.
    /// </summary>
    public static bool IsLittleEndian => LittleEndian;
}

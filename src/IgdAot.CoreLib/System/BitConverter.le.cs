namespace System;

public static partial class BitConverter
{
    private const bool LittleEndian = true;
}

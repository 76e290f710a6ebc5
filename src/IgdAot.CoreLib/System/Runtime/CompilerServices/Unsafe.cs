namespace System.Runtime.CompilerServices;

/// <summary>
/// What C# cannot say about references. ilc supplies the bodies by name (an Intrinsic of this class), so these are
/// declarations only; one that it did not know would be an undefined symbol at link time.
/// </summary>
public static unsafe class Unsafe
{
    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref TTo As<TFrom, TTo>(ref TFrom source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T AsRef<T>(void* source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T AsRef<T>(scoped ref readonly T source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void* AsPointer<T>(ref readonly T value);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T Add<T>(ref T source, int elementOffset);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T Add<T>(ref T source, nint elementOffset);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T AddByteOffset<T>(ref T source, nint byteOffset);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T AddByteOffset<T>(ref T source, nuint byteOffset);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T Subtract<T>(ref T source, int elementOffset);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ByteOffset<T>(ref readonly T origin, ref readonly T target);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool AreSame<T>(ref readonly T left, ref readonly T right);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool IsAddressLessThan<T>(ref readonly T left, ref readonly T right);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool IsAddressGreaterThan<T>(ref readonly T left, ref readonly T right);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool IsNullRef<T>(ref readonly T source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ref T NullRef<T>();

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SkipInit<T>(out T value);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern T Read<T>(void* source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Write<T>(void* destination, T value);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern T ReadUnaligned<T>(void* source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern T ReadUnaligned<T>(ref readonly byte source);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteUnaligned<T>(void* destination, T value);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteUnaligned<T>(ref byte destination, T value);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CopyBlock(void* destination, void* source, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CopyBlock(ref byte destination, ref readonly byte source, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InitBlock(void* startAddress, byte value, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InitBlock(ref byte startAddress, byte value, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CopyBlockUnaligned(void* destination, void* source, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CopyBlockUnaligned(ref byte destination, ref readonly byte source, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InitBlockUnaligned(void* startAddress, byte value, uint byteCount);

    [Intrinsic]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InitBlockUnaligned(ref byte startAddress, byte value, uint byteCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeOf<T>() => sizeof(T);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTo BitCast<TFrom, TTo>(TFrom source)
    {
        if (sizeof(TFrom) != sizeof(TTo))
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowNotSupportedException();
        }
        return ReadUnaligned<TTo>(ref As<TFrom, byte>(ref source));
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System.Buffers.Binary;

/// <summary>Integers as bytes of a stated order. Read and Write end the process when the span is too short.</summary>
public static class BinaryPrimitives
{
    public static byte ReverseEndianness(byte value) => value;

    public static sbyte ReverseEndianness(sbyte value) => value;

    [Intrinsic]
    public static ushort ReverseEndianness(ushort value) => (ushort)((value >> 8) | (value << 8));

    [Intrinsic]
    public static short ReverseEndianness(short value) => (short)ReverseEndianness((ushort)value);

    [Intrinsic]
    public static uint ReverseEndianness(uint value) =>
        (value >> 24) | ((value >> 8) & 0xFF00) | ((value & 0xFF00) << 8) | (value << 24);

    [Intrinsic]
    public static int ReverseEndianness(int value) => (int)ReverseEndianness((uint)value);

    [Intrinsic]
    public static ulong ReverseEndianness(ulong value) =>
        ((ulong)ReverseEndianness((uint)value) << 32) | ReverseEndianness((uint)(value >> 32));

    [Intrinsic]
    public static long ReverseEndianness(long value) => (long)ReverseEndianness((ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short ReadInt16BigEndian(ReadOnlySpan<byte> source)
    {
        short value = MemoryMarshal.Read<short>(source);
        return BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt16BigEndian(ReadOnlySpan<byte> source, out short value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt16BigEndian(Span<byte> destination, short value) =>
        MemoryMarshal.Write(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteInt16BigEndian(Span<byte> destination, short value) =>
        MemoryMarshal.TryWrite(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16BigEndian(ReadOnlySpan<byte> source)
    {
        ushort value = MemoryMarshal.Read<ushort>(source);
        return BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadUInt16BigEndian(ReadOnlySpan<byte> source, out ushort value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt16BigEndian(Span<byte> destination, ushort value) =>
        MemoryMarshal.Write(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteUInt16BigEndian(Span<byte> destination, ushort value) =>
        MemoryMarshal.TryWrite(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt32BigEndian(ReadOnlySpan<byte> source)
    {
        int value = MemoryMarshal.Read<int>(source);
        return BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt32BigEndian(ReadOnlySpan<byte> source, out int value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt32BigEndian(Span<byte> destination, int value) =>
        MemoryMarshal.Write(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteInt32BigEndian(Span<byte> destination, int value) =>
        MemoryMarshal.TryWrite(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32BigEndian(ReadOnlySpan<byte> source)
    {
        uint value = MemoryMarshal.Read<uint>(source);
        return BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadUInt32BigEndian(ReadOnlySpan<byte> source, out uint value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt32BigEndian(Span<byte> destination, uint value) =>
        MemoryMarshal.Write(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteUInt32BigEndian(Span<byte> destination, uint value) =>
        MemoryMarshal.TryWrite(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadInt64BigEndian(ReadOnlySpan<byte> source)
    {
        long value = MemoryMarshal.Read<long>(source);
        return BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt64BigEndian(ReadOnlySpan<byte> source, out long value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt64BigEndian(Span<byte> destination, long value) =>
        MemoryMarshal.Write(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteInt64BigEndian(Span<byte> destination, long value) =>
        MemoryMarshal.TryWrite(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64BigEndian(ReadOnlySpan<byte> source)
    {
        ulong value = MemoryMarshal.Read<ulong>(source);
        return BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadUInt64BigEndian(ReadOnlySpan<byte> source, out ulong value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt64BigEndian(Span<byte> destination, ulong value) =>
        MemoryMarshal.Write(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteUInt64BigEndian(Span<byte> destination, ulong value) =>
        MemoryMarshal.TryWrite(destination, BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short ReadInt16LittleEndian(ReadOnlySpan<byte> source)
    {
        short value = MemoryMarshal.Read<short>(source);
        return !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt16LittleEndian(ReadOnlySpan<byte> source, out short value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (!BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt16LittleEndian(Span<byte> destination, short value) =>
        MemoryMarshal.Write(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteInt16LittleEndian(Span<byte> destination, short value) =>
        MemoryMarshal.TryWrite(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16LittleEndian(ReadOnlySpan<byte> source)
    {
        ushort value = MemoryMarshal.Read<ushort>(source);
        return !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadUInt16LittleEndian(ReadOnlySpan<byte> source, out ushort value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (!BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt16LittleEndian(Span<byte> destination, ushort value) =>
        MemoryMarshal.Write(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteUInt16LittleEndian(Span<byte> destination, ushort value) =>
        MemoryMarshal.TryWrite(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt32LittleEndian(ReadOnlySpan<byte> source)
    {
        int value = MemoryMarshal.Read<int>(source);
        return !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt32LittleEndian(ReadOnlySpan<byte> source, out int value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (!BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt32LittleEndian(Span<byte> destination, int value) =>
        MemoryMarshal.Write(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteInt32LittleEndian(Span<byte> destination, int value) =>
        MemoryMarshal.TryWrite(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32LittleEndian(ReadOnlySpan<byte> source)
    {
        uint value = MemoryMarshal.Read<uint>(source);
        return !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadUInt32LittleEndian(ReadOnlySpan<byte> source, out uint value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (!BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt32LittleEndian(Span<byte> destination, uint value) =>
        MemoryMarshal.Write(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteUInt32LittleEndian(Span<byte> destination, uint value) =>
        MemoryMarshal.TryWrite(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadInt64LittleEndian(ReadOnlySpan<byte> source)
    {
        long value = MemoryMarshal.Read<long>(source);
        return !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt64LittleEndian(ReadOnlySpan<byte> source, out long value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (!BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt64LittleEndian(Span<byte> destination, long value) =>
        MemoryMarshal.Write(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteInt64LittleEndian(Span<byte> destination, long value) =>
        MemoryMarshal.TryWrite(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64LittleEndian(ReadOnlySpan<byte> source)
    {
        ulong value = MemoryMarshal.Read<ulong>(source);
        return !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadUInt64LittleEndian(ReadOnlySpan<byte> source, out ulong value)
    {
        bool enough = MemoryMarshal.TryRead(source, out value);
        if (!BitConverter.IsLittleEndian)
        {
            value = ReverseEndianness(value);
        }
        return enough;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt64LittleEndian(Span<byte> destination, ulong value) =>
        MemoryMarshal.Write(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWriteUInt64LittleEndian(Span<byte> destination, ulong value) =>
        MemoryMarshal.TryWrite(destination, !BitConverter.IsLittleEndian ? ReverseEndianness(value) : value);
}

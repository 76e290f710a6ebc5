using System;
using System.Buffers.Binary;

namespace IgdAot.Wire;

/// <summary>
/// Reads fixed fields one after another from bytes in network order. A read past the end sets
/// <see cref="Failed"/> and yields zero for good, so that a parser reads straight on and asks once.
/// </summary>
public ref struct ByteReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private bool _failed;

    public ByteReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = 0;
        _failed = false;
    }

    /// <summary>True once a read went past the end.</summary>
    public readonly bool Failed => _failed;

    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public byte ReadByte()
    {
        ReadOnlySpan<byte> field = Take(sizeof(byte));
        return field.IsEmpty ? (byte)0 : field[0];
    }

    public ushort ReadUInt16()
    {
        ReadOnlySpan<byte> field = Take(sizeof(ushort));
        return field.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(field);
    }

    public uint ReadUInt32()
    {
        ReadOnlySpan<byte> field = Take(sizeof(uint));
        return field.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(field);
    }

    public ulong ReadUInt64()
    {
        ReadOnlySpan<byte> field = Take(sizeof(ulong));
        return field.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64BigEndian(field);
    }

    public void Skip(int count) => Take(count);

    /// <summary>The next <paramref name="count"/> bytes; empty where so many are not there.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_failed || (uint)count > (uint)(_bytes.Length - _position))
        {
            _failed = true;
            return default;
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}

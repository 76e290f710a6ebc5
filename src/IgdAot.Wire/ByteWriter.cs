using System;
using System.Buffers.Binary;

namespace IgdAot.Wire;

/// <summary>
/// Writes fields and text one after another into a caller's buffer, numbers in network order. A write
/// that does not fit sets <see cref="Failed"/> and writes nothing from then on, so that an emitter writes
/// straight on and its caller asks once.
/// </summary>
public ref struct ByteWriter
{
    private readonly Span<byte> _bytes;
    private int _position;
    private bool _failed;

    public ByteWriter(Span<byte> bytes)
    {
        _bytes = bytes;
        _position = 0;
        _failed = false;
    }

    /// <summary>True once a write did not fit.</summary>
    public readonly bool Failed => _failed;

    public readonly int Length => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly ReadOnlySpan<byte> Written => _bytes.Slice(0, _position);

    public void WriteByte(byte value)
    {
        Span<byte> field = Reserve(sizeof(byte));
        if (!field.IsEmpty)
        {
            field[0] = value;
        }
    }

    public void WriteUInt16(ushort value)
    {
        Span<byte> field = Reserve(sizeof(ushort));
        if (!field.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(field, value);
        }
    }

    public void WriteUInt32(uint value)
    {
        Span<byte> field = Reserve(sizeof(uint));
        if (!field.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(field, value);
        }
    }

    public void WriteUInt64(ulong value)
    {
        Span<byte> field = Reserve(sizeof(ulong));
        if (!field.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64BigEndian(field, value);
        }
    }

    public void WriteZeros(int count)
    {
        Span<byte> field = Reserve(count);
        field.Clear();
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        Span<byte> field = Reserve(bytes.Length);
        if (!field.IsEmpty)
        {
            bytes.CopyTo(field);
        }
    }

    /// <summary>Writes a number in decimal digits, without leading zeros.</summary>
    public void WriteDecimal(ulong value)
    {
        Span<byte> digits = stackalloc byte[Ascii.MaxDecimalDigits];
        int start = digits.Length;
        do
        {
            ulong quotient = value / 10;
            digits[--start] = (byte)('0' + (int)(value - (quotient * 10)));
            value = quotient;
        }
        while (value != 0);
        Write(digits.Slice(start));
    }

    /// <summary>Writes a number in decimal with at least <paramref name="width"/> digits, zeros in front.</summary>
    public void WriteDecimal(ulong value, int width)
    {
        ulong bound = 10;
        for (int digits = 1; digits < width; digits++)
        {
            if (value < bound)
            {
                WriteByte((byte)'0');
            }

            bound *= 10;
        }

        WriteDecimal(value);
    }

    /// <summary>Writes each byte as two lower-case hexadecimal digits.</summary>
    public void WriteHex(scoped ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            WriteByte(Ascii.HexDigit(value >> 4));
            WriteByte(Ascii.HexDigit(value & 15));
        }
    }

    /// <summary>Writes an IPv4 address as dotted decimal.</summary>
    public void WriteAddress(Ipv4Address address)
    {
        uint value = address.Value;
        WriteDecimal(value >> 24);
        WriteByte((byte)'.');
        WriteDecimal((value >> 16) & 0xff);
        WriteByte((byte)'.');
        WriteDecimal((value >> 8) & 0xff);
        WriteByte((byte)'.');
        WriteDecimal(value & 0xff);
    }

    /// <summary>
    /// The next <paramref name="count"/> bytes for the caller to fill; empty, with <see cref="Failed"/> set,
    /// where so many do not fit.
    /// </summary>
    public Span<byte> Reserve(int count)
    {
        if (_failed || (uint)count > (uint)(_bytes.Length - _position))
        {
            _failed = true;
            return default;
        }

        Span<byte> reserved = _bytes.Slice(_position, count);
        _position += count;
        return reserved;
    }

    /// <summary>Gives back the last <paramref name="count"/> bytes that were written or reserved.</summary>
    public void Release(int count)
    {
        if (!_failed)
        {
            _position -= Math.Clamp(count, 0, _position);
        }
    }
}

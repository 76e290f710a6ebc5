using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace IgdAot.Packages;

/// <summary>Writes the tree of an ADB. Values that are equal are written once.</summary>
internal sealed class AdbBuilder
{
    private readonly List<byte> _tree = [.. new byte[Adb.HeaderLength]];

    /// <summary>Where the bytes, one character each, have been written.</summary>
    private readonly Dictionary<string, int> _written = [];

    /// <summary>The tree with this root.</summary>
    public byte[] Finish(uint root)
    {
        byte[] tree = [.. _tree];
        BinaryPrimitives.WriteUInt32LittleEndian(tree.AsSpan(Adb.RootOffset), root);
        return tree;
    }

    /// <summary>A text; null when it is empty.</summary>
    public uint Text(string text) => Blob(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes; null when there are none.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isShared">Whether equal bytes elsewhere may stand in for them. Not for what is filled in afterwards.</param>
    public uint Blob(ReadOnlySpan<byte> bytes, bool isShared = true)
    {
        byte[] prefix = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, bytes.Length);
        (AdbType type, int width) = bytes.Length switch
        {
            0 => (AdbType.Special, 0),
            <= byte.MaxValue => (AdbType.Blob8, 1),
            <= ushort.MaxValue => (AdbType.Blob16, 2),
            _ => (AdbType.Blob32, 4),
        };
        return width == 0 ? Adb.Null : Value(type, [.. prefix.AsSpan(0, width), .. bytes], width, isShared);
    }

    /// <summary>A number.</summary>
    public uint Int(ulong number)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return number <= Adb.ValueMask ? ((uint)AdbType.Int << Adb.TypeShift) | (uint)number
            : number <= uint.MaxValue ? Value(AdbType.Int32, bytes[..sizeof(uint)], sizeof(uint))
            : Value(AdbType.Int64, bytes, sizeof(uint));
    }

    /// <summary>An array of values; null when there are none. It is marked as an object, as apk does.</summary>
    public uint Array(IReadOnlyCollection<uint> values) => Object([Adb.Null, .. values]);

    /// <summary>A value of another tree.</summary>
    public uint Copy(Adb source, uint value)
    {
        AdbType type = (AdbType)(value >> Adb.TypeShift);
        return type switch
        {
            AdbType.Special or AdbType.Int => value,
            AdbType.Int32 or AdbType.Int64 => Int(source.Int(value)),
            AdbType.Array or AdbType.Object => Array([.. source.Slots(value).Skip(1).Select(v => Copy(source, v))]),
            _ => Blob(source.Blob(value).Span),
        };
    }

    /// <summary>An object. Slot 0 is for its length; those at the end that are null are left out.</summary>
    public uint Object(ReadOnlySpan<uint> slots)
    {
        slots = slots.TrimEnd(Adb.Null);
        if (slots.IsEmpty)
        {
            return Adb.Null;
        }

        byte[] bytes = new byte[slots.Length * sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, slots.Length);
        for (int i = 1; i < slots.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), slots[i]);
        }

        return Value(AdbType.Object, bytes, sizeof(uint));
    }

    private uint Value(AdbType type, byte[] bytes, int alignment, bool isShared = true)
    {
        string key = Encoding.Latin1.GetString(bytes);
        if (!isShared || !_written.TryGetValue(key, out int offset) || offset % alignment != 0)
        {
            _tree.AddRange(new byte[Adb.Align(_tree.Count, alignment) - _tree.Count]);
            offset = _tree.Count;
            _tree.AddRange(bytes);
            if (isShared)
            {
                _written[key] = offset;
            }
        }

        return ((uint)type << Adb.TypeShift) | (uint)offset;
    }
}

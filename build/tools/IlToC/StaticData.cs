using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace IgdAot.IlToC;

/// <summary>Constant data of the assembly and static fields, as C's.</summary>
internal sealed class StaticData(PEReader image, Translation program)
{
    private const int BytesPerLine = 16;

    private readonly Dictionary<string, string> _arrays = [];
    private readonly Dictionary<Field, string> _variables = [];
    private readonly StringBuilder _text = new();

    /// <summary>The definitions of everything asked for, in that order.</summary>
    public string Text => _text.ToString();

    /// <summary>Constant bytes as an expression, a string where they are one; null if the field has no constant data.</summary>
    public string? Bytes(Field field)
    {
        FieldDefinition definition = program.Types.Reader.GetFieldDefinition(field.Handle);
        if ((definition.Attributes & FieldAttributes.HasFieldRVA) == 0)
        {
            return null;
        }
        byte[] data = Read(field.Handle);
        // A u8 literal: its bytes, and a zero behind them.
        bool isText = data.Length > 1 && data[^1] == 0 && data[..^1].All(b => b is (>= 0x20 and < 0x7F) or (byte)'\r' or (byte)'\n' or (byte)'\t');
        return isText ? Quote(data[..^1]) : Array(field.Handle, program.Types.Byte).Name;
    }

    /// <summary>Constant data as an array of numbers of some type: metadata has them little-endian, C in the machine's order.</summary>
    public (string Name, int Count) Array(FieldDefinitionHandle handle, IlType element)
    {
        byte[] data = Read(handle);
        int size = program.Layouts.SizeOf(element);
        string contents = Contents(data, size, element);
        string key = element.Name + contents;
        if (!_arrays.TryGetValue(key, out string? name))
        {
            name = $"data_{_arrays.Count}";
            _arrays.Add(key, name);
            _text.Append($"static const {program.CType(element.Plain)} {name}[{data.Length / size}] =\n{{\n{contents}}};\n");
        }
        return (name, data.Length / size);
    }

    /// <summary>A static field without data, which begins as zero.</summary>
    public string Variable(Field field)
    {
        if (program.HasStaticConstructor(field.Owner))
        {
            throw new RefusedException($"{field.Owner} has a static constructor, and nothing runs before main");
        }
        if (!_variables.TryGetValue(field, out string? name))
        {
            name = program.Names.OfStatic(field);
            _variables.Add(field, name);
            _text.Append($"static {program.CType(field.Type)} {name};\n");
        }
        return name;
    }

    private byte[] Read(FieldDefinitionHandle handle)
    {
        FieldDefinition definition = program.Types.Reader.GetFieldDefinition(handle);
        int size = program.Layouts.SizeOf(definition.DecodeSignature(program.Types, GenericContext.Empty));
        return [.. image.GetSectionData(definition.GetRelativeVirtualAddress()).GetContent(0, size)];
    }

    private static string Contents(byte[] data, int size, IlType element)
    {
        var text = new StringBuilder();
        for (int i = 0; i < data.Length; i += size)
        {
            long value = size switch
            {
                1 => data[i],
                2 => BitConverter.ToInt16(data, i),
                4 => BitConverter.ToInt32(data, i),
                _ => BitConverter.ToInt64(data, i),
            };
            text.Append(i % BytesPerLine == 0 ? "    " : " ");
            text.Append(size switch
            {
                1 => value.ToString(CultureInfo.InvariantCulture),
                2 => (element.Plain is PrimitiveType { IsSigned: true } ? value : (ushort)value).ToString(CultureInfo.InvariantCulture),
                _ => Value.Literal(value, element),
            }).Append(',');
            text.Append(i % BytesPerLine == BytesPerLine - size || i == data.Length - size ? "\n" : "");
        }
        return text.ToString();
    }

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        for (int i = 0; i < bytes.Length; i++)
        {
            text.Append((char)bytes[i] switch
            {
                '\r' => "\\r",
                '\n' => "\\n",
                '\t' => "\\t",
                '"' => "\\\"",
                '\\' => "\\\\",
                // Two question marks would begin a trigraph.
                '?' => "\\?",
                char other => other.ToString(),
            });
        }
        return text.Append('"').ToString();
    }
}

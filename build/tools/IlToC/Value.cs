using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>
/// A C expression on the evaluation stack, without side effects, together with what its value depends on: it must be put
/// into a variable before any of that changes.
/// </summary>
internal sealed record Value(string Text, IlType Type)
{
    /// <summary>Needs no parentheses in any place.</summary>
    public bool IsAtom { get; init; }

    /// <summary>Its number where that is known now, sign-extended to 64 bits.</summary>
    public long? Constant { get; init; }

    /// <summary>Depends on memory, and so on every store and call.</summary>
    public bool ReadsMemory { get; init; }

    /// <summary>The parameters and local variables that it reads and whose address nobody has.</summary>
    public ImmutableHashSet<int> Locals { get; init; } = [];

    /// <summary>A pointer that may be less aligned than its target asks for: to a field of a packed struct.</summary>
    public bool IsMisaligned { get; init; }

    /// <summary>For the address of something that has a name: the name. <c>&amp;loc0</c> then reads <c>loc0</c>, not <c>*&amp;loc0</c>.</summary>
    public string? Lvalue { get; init; }

    /// <summary>For a comparison: the opposite one.</summary>
    public string? Negation { get; init; }

    /// <summary>Set for the token of static data (ldtoken), which has no C form of its own.</summary>
    public FieldDefinitionHandle DataField { get; init; }

    public StackKind Kind => Type.Kind;

    public string Paren => IsAtom ? Text : $"({Text})";

    public static Value Atom(string text, IlType type) => new(text, type) { IsAtom = true };

    /// <summary>A composite of others, with what they depend on.</summary>
    public static Value From(string text, IlType type, params ReadOnlySpan<Value> parts)
    {
        var result = new Value(text, type);
        foreach (Value part in parts)
        {
            result = result with { ReadsMemory = result.ReadsMemory || part.ReadsMemory, Locals = result.Locals.Union(part.Locals) };
        }
        return result;
    }

    /// <summary>A number, written so that C gives it this type.</summary>
    public static Value Number(long value, IlType type) => new(Literal(value, type), type) { IsAtom = value >= 0, Constant = value };

    public static string Literal(long value, IlType type)
    {
        if (type.Plain is not PrimitiveType primitive)
        {
            return value == 0 ? "NULL" : $"(void *){value.ToString(CultureInfo.InvariantCulture)}";
        }
        bool isWide = primitive.Kind == StackKind.Int64;
        switch (primitive.Code)
        {
            case PrimitiveTypeCode.UInt64:
                return ((ulong)value).ToString(CultureInfo.InvariantCulture) + "ull";
            case PrimitiveTypeCode.UIntPtr:
                return "(uptr)" + ((ulong)value).ToString(CultureInfo.InvariantCulture) + "u";
            case PrimitiveTypeCode.IntPtr:
                return "(iptr)" + (value < 0 ? $"({value.ToString(CultureInfo.InvariantCulture)})" : value.ToString(CultureInfo.InvariantCulture));
            case PrimitiveTypeCode.UInt32:
                return ((uint)value).ToString(CultureInfo.InvariantCulture) + "u";
        }
        // The least number has no literal of its own type: C reads a minus and a number that is too great.
        if (isWide)
        {
            return value == long.MinValue ? "(-9223372036854775807ll - 1)" : value.ToString(CultureInfo.InvariantCulture) + "ll";
        }
        return value == int.MinValue ? "(-2147483647 - 1)" : value.ToString(CultureInfo.InvariantCulture);
    }
}

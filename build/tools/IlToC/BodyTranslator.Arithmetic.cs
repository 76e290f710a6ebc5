using System;

namespace IgdAot.IlToC;

internal sealed partial class BodyTranslator
{
    private IlType Unsigned(StackKind kind) => kind switch
    {
        StackKind.Int32 => _types.UInt32,
        StackKind.Int64 => _types.UInt64,
        StackKind.Native or StackKind.Pointer => _types.UIntPtr,
        _ => throw new RefusedException("arithmetic on a struct"),
    };

    private IlType Signed(StackKind kind) => kind switch
    {
        StackKind.Int32 => _types.Int32,
        StackKind.Int64 => _types.Int64,
        StackKind.Native or StackKind.Pointer => _types.IntPtr,
        _ => throw new RefusedException("arithmetic on a struct"),
    };

    /// <summary>What two operands are computed as (ECMA-335 III.1.5).</summary>
    private static StackKind Common(Value left, Value right)
    {
        StackKind a = left.Kind == StackKind.Pointer ? StackKind.Native : left.Kind, b = right.Kind == StackKind.Pointer ? StackKind.Native : right.Kind;
        if (a == b)
        {
            return a;
        }
        bool mixes = a is StackKind.Int32 or StackKind.Native && b is StackKind.Int32 or StackKind.Native;
        return mixes ? StackKind.Native : throw new RefusedException($"operands of kinds {left.Type} and {right.Type}");
    }

    private void Arithmetic(string operation)
    {
        Value right = Pop(), left = Pop();
        bool isLeftPointer = left.Kind == StackKind.Pointer && left.Constant is null, isRightPointer = right.Kind == StackKind.Pointer && right.Constant is null;
        if ((operation == "add" && isLeftPointer != isRightPointer) || (operation == "sub" && isLeftPointer && !isRightPointer))
        {
            MovePointer(isLeftPointer ? left : right, isLeftPointer ? right : left, operation);
            return;
        }
        IlType type = Unsigned(Common(left, right));
        if (left.Constant is long a && right.Constant is long b)
        {
            Push(Value.Number(Truncate(operation switch
            {
                "add" => a + b,
                "sub" => a - b,
                "mul" => a * b,
                "and" => a & b,
                "or" => a | b,
                _ => a ^ b,
            }, type), type));
            return;
        }
        string symbol = operation switch
        {
            "add" => "+",
            "sub" => "-",
            "mul" => "*",
            "and" => "&",
            "or" => "|",
            _ => "^",
        };
        Push(Value.From($"{As(left, type)} {symbol} {As(right, type)}", type, left, right));
    }

    private void MovePointer(Value pointer, Value bytes, string operation)
    {
        if (bytes.Constant is 0)
        {
            Push(pointer);
            return;
        }
        string distance = As(bytes, _types.IntPtr);
        string moved = $"igd_move({pointer.Text}, {(operation == "sub" ? "-" : "")}{distance})";
        string type = C(pointer.Type);
        Push(Value.From(type == "void *" ? moved : $"({type}){moved}", pointer.Type, pointer, bytes) with { IsMisaligned = pointer.IsMisaligned });
    }

    private void Negate()
    {
        Value value = Pop();
        IlType type = Unsigned(value.Kind);
        Push(value.Constant is long constant ? Value.Number(Truncate(-constant, type), type) : Value.From($"0u - {As(value, type)}", type, value));
    }

    private void Divide(string operation, bool isUnsigned)
    {
        Value right = Pop(), left = Pop();
        StackKind kind = Common(left, right);
        IlType type = isUnsigned ? Unsigned(kind) : Signed(kind);
        if (right.Constant is long divisor && divisor != 0 && (isUnsigned || divisor != -1))
        {
            Push(Value.From($"{As(left, type)} {(operation == "div" ? "/" : "%")} {As(right, type)}", type, left, right));
            return;
        }
        // It may fault, which must not come before or after its time.
        BeforeEffect();
        Push(Temporary(type, $"igd_{operation}_{(isUnsigned ? "un_" : "")}{Suffix(Signed(kind))}({As(left, type)}, {As(right, type)})"));
    }

    private void Shift(string operation, bool isUnsigned)
    {
        Value count = Pop(), value = Pop();
        IlType type = operation == "shl" || isUnsigned ? Unsigned(value.Kind) : Signed(value.Kind);
        int mask = (_program.Layouts.SizeOf(type) * 8) - 1;
        if (count.Constant is long fixedCount)
        {
            int bits = (int)fixedCount & mask;
            if (value.Constant is long number)
            {
                long wide = isUnsigned ? WithZeros(number, value.Kind) : number;
                Push(Value.Number(Truncate(operation == "shl" ? number << bits : isUnsigned ? (long)((ulong)wide >> bits) : number >> bits, type), type));
                return;
            }
            Push(Value.From($"{As(value, type)} {(operation == "shl" ? "<<" : ">>")} {bits}", type, value));
            return;
        }
        // IL leaves a count beyond the width open, C# masks it, and C forbids it.
        string masked = count.Text.EndsWith($"& {mask}u", StringComparison.Ordinal) ? count.Paren : $"({count.Paren} & {mask})";
        Push(Value.From($"{As(value, type)} {(operation == "shl" ? "<<" : ">>")} {masked}", type, value, count));
    }

    private void CheckedArithmetic(string operation, bool isUnsigned)
    {
        Value right = Pop(), left = Pop();
        StackKind kind = Common(left, right);
        IlType type = isUnsigned ? Unsigned(kind) : Signed(kind);
        BeforeEffect();
        Push(Temporary(type, $"igd_{operation}_ovf_{Suffix(type)}({As(left, type)}, {As(right, type)})"));
    }

    private string Suffix(IlType type) => C(type);

    private Value Compare(string relation, Value left, Value right, bool isUnsigned)
    {
        StackKind kind = Common(left, right);
        bool isEquality = relation is "eq" or "ne";
        (string symbol, string opposite) = relation switch
        {
            "eq" => ("==", "!="),
            "ne" => ("!=", "=="),
            "gt" => (">", "<="),
            "ge" => (">=", "<"),
            "lt" => ("<", ">="),
            _ => ("<=", ">"),
        };
        if (left.Constant is long a && right.Constant is long b)
        {
            (a, b) = isUnsigned && kind == StackKind.Int32 ? ((uint)a, (uint)b) : (a, b);
            int order = isUnsigned && kind != StackKind.Int32 ? ((ulong)a).CompareTo((ulong)b) : a.CompareTo(b);
            bool holds = relation switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "gt" => order > 0,
                "ge" => order >= 0,
                "lt" => order < 0,
                _ => order <= 0,
            };
            return Value.Number(holds ? 1 : 0, _types.Int32);
        }
        // A comparison's opposite, as C# writes "not": x == 0.
        if (relation == "eq" && left.Negation is not null && right.Constant is 0)
        {
            return Not(left);
        }
        IlType type = isUnsigned || (isEquality && !(IsSigned(left) && IsSigned(right))) ? Unsigned(kind) : Signed(kind);
        string l = Comparand(left, type), r = Comparand(right, type);
        return Value.From($"{l} {symbol} {r}", _types.Int32, left, right) with { Negation = $"{l} {opposite} {r}" };
    }

    /// <summary>Whether C would compare the value as a signed one of its width, and rightly.</summary>
    private static bool IsSigned(Value value) =>
        value.Constant is not null || (value.Type.Plain is PrimitiveType primitive && (primitive.IsSigned || IsNarrow(primitive)));

    /// <summary>Narrower than int: C promotes it to int, which keeps its value.</summary>
    private static bool IsNarrow(IlType type) => type.Plain is PrimitiveType
    {
        Code: System.Reflection.Metadata.PrimitiveTypeCode.Boolean or System.Reflection.Metadata.PrimitiveTypeCode.Byte
            or System.Reflection.Metadata.PrimitiveTypeCode.SByte or System.Reflection.Metadata.PrimitiveTypeCode.Char
            or System.Reflection.Metadata.PrimitiveTypeCode.Int16 or System.Reflection.Metadata.PrimitiveTypeCode.UInt16
    };

    private string Comparand(Value value, IlType type) =>
        type == _types.Int32 && value.Constant is null && IsNarrow(value.Type) ? value.Paren : As(value, type);

    private void Convert(string[] parts)
    {
        // conv.u8, conv.ovf.u8, conv.ovf.u8.un
        bool isChecked = parts[1] == "ovf";
        IlType type = Named(parts[isChecked ? 2 : 1]);
        Value value = Pop();
        if (value.DataField != default)
        {
            throw new RefusedException("the token of constant data is converted");
        }
        if (isChecked)
        {
            bool isUnsigned = parts.Length == 4;
            BeforeEffect();
            Push(Temporary(type, $"igd_conv_ovf_{Suffix(type)}{(isUnsigned ? "_un" : "")}({Extended(value, isUnsigned)})"));
            return;
        }

        // The two conversions that add zeros.
        bool toUnsigned = parts[1] is "u8" or "u";
        if (value.Constant is long constant)
        {
            Push(Value.Number(Truncate(toUnsigned ? WithZeros(constant, value.Kind) : constant, type), type));
            return;
        }
        if (value.Type.Plain == type)
        {
            Push(value);
            return;
        }
        bool isNarrower = type.Kind == StackKind.Int32 && value.Kind != StackKind.Pointer;
        bool isSameWidth = type.Kind == StackKind.Native && value.Kind is StackKind.Native or StackKind.Pointer;
        string inner = isNarrower || isSameWidth ? value.Paren : Extended(value, toUnsigned);
        Push(Value.From($"({C(type)}){inner}", type, value) with { IsMisaligned = value.IsMisaligned });
    }

    /// <summary>The value as C widens it with zeros or with its sign, whatever the sign of the type that it has here.</summary>
    private string Extended(Value value, bool withZeros) => value.Kind switch
    {
        StackKind.Int32 => withZeros ? AsUnsigned(value).Paren : Widened(value),
        StackKind.Native or StackKind.Pointer => As(value, withZeros ? _types.UIntPtr : _types.IntPtr),
        _ => value.Paren,
    };

    /// <summary>A constant of this kind, widened with zeros.</summary>
    private long WithZeros(long constant, StackKind kind) =>
        kind == StackKind.Int32 || (kind is StackKind.Native or StackKind.Pointer && _program.PointerSize == 4) ? (uint)constant : constant;

    /// <summary>An int32 read as a uint32, in C's eyes too. Narrow unsigned numbers are what they are.</summary>
    private Value AsUnsigned(Value value)
    {
        bool isNonNegative = value.Type.Plain is PrimitiveType primitive && !primitive.IsSigned;
        return isNonNegative && value.Constant is null && value.Negation is null ? value with { Type = IsNarrow(value.Type) ? _types.Byte : _types.UInt32 }
            : Value.From(As(value, _types.UInt32), _types.UInt32, value) with { IsAtom = true };
    }
}

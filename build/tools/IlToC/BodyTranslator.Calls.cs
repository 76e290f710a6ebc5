using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

internal sealed partial class BodyTranslator
{
    private void Call(bool isVirtual)
    {
        Method target = Target(isVirtual);
        int count = target.Signature.ParameterTypes.Length + (target.Signature.Header.IsInstance ? 1 : 0);
        Value[] arguments = PopArguments(count);
        if (Intrinsic(target, arguments))
        {
            return;
        }
        for (int i = 0; i < count; i++)
        {
            Check(arguments[i], _program.ParameterType(target, i), target.Name);
        }
        string name = _program.Require(target);
        Invoke($"{name}({string.Join(", ", arguments.Select((value, i) => Assign(value, _program.ParameterType(target, i))))})", target.Signature.ReturnType);
    }

    /// <summary>The method that the instruction names, or the one that stands for it in the type of its prefix.</summary>
    private Method Target(bool isVirtual)
    {
        Method target = _types.Method(Token, _method.Context);
        MethodAttributes attributes = _types.Reader.GetMethodDefinition(target.Handle).Attributes;
        if (_constrained is not null)
        {
            return _types.Implementation(_constrained, target)
                ?? throw new RefusedException($"boxes, as {_constrained} has no {target} of its own");
        }
        if (isVirtual && (attributes & MethodAttributes.Virtual) != 0)
        {
            throw new RefusedException($"{target.Name}: there are no objects to dispatch on; use a static abstract member of an interface");
        }
        if ((attributes & MethodAttributes.Abstract) != 0)
        {
            throw new RefusedException($"{target.Name} is abstract, and nothing says whose it is");
        }
        return target;
    }

    private Value[] PopArguments(int count)
    {
        var arguments = new Value[count];
        for (int i = count - 1; i >= 0; i--)
        {
            arguments[i] = Pop();
        }
        return arguments;
    }

    /// <summary>A misaligned address must not go where nobody knows of it.</summary>
    private void Check(Value argument, IlType parameter, string target)
    {
        if (argument.IsMisaligned && !IsForBytes(parameter))
        {
            throw new RefusedException($"{target} would get the address of a misaligned field; give it a copy");
        }
    }

    private void Invoke(string call, IlType result)
    {
        BeforeEffect();
        if (result == _types.Void)
        {
            Line(call + ";");
        }
        else
        {
            Push(Temporary(result, call));
        }
    }

    private void NewObject()
    {
        Method constructor = _types.Method(Token, _method.Context);
        if (constructor.Owner.Kind != StackKind.Struct)
        {
            throw new RefusedException($"{constructor.Owner}: {NoAllocation}");
        }
        Value[] arguments = PopArguments(constructor.Signature.ParameterTypes.Length);
        for (int i = 0; i < arguments.Length; i++)
        {
            Check(arguments[i], constructor.Signature.ParameterTypes[i], constructor.Name);
        }
        string name = _program.Require(constructor);
        BeforeEffect();
        Value made = Temporary(constructor.Owner, "{0}");
        IEnumerable<string> texts = arguments.Select((value, i) => Assign(value, constructor.Signature.ParameterTypes[i]));
        Line($"{name}({string.Join(", ", texts.Prepend("&" + made.Text))});");
        Push(made);
    }

    private void CallIndirect()
    {
        MethodSignature<IlType> signature = _types.Reader.GetStandaloneSignature((StandaloneSignatureHandle)Token)
            .DecodeMethodSignature(_types, _method.Context);
        if (signature.Header.IsInstance)
        {
            throw new RefusedException("a function pointer with an instance");
        }
        Value function = Pop();
        ImmutableArray<IlType> parameters = signature.ParameterTypes;
        Value[] arguments = PopArguments(parameters.Length);
        for (int i = 0; i < arguments.Length; i++)
        {
            Check(arguments[i], parameters[i], "a function pointer");
        }
        string types = parameters.IsEmpty ? "void" : string.Join(", ", parameters.Select(C));
        string texts = string.Join(", ", arguments.Select((value, i) => Assign(value, parameters[i])));
        Invoke($"(({C(signature.ReturnType)} (*)({types})){function.Paren})({texts})", signature.ReturnType);
    }

    /// <summary>What the compiler supplies for the core library. Each is listed in CoreLibrary.cs, which checks that it is there.</summary>
    private bool Intrinsic(Method method, Value[] a)
    {
        if (CoreLibrary.IntrinsicName(method) is not string name)
        {
            return false;
        }
        IlType? type = method.Context.OfMethod.IsEmpty ? null : method.Context.OfMethod[0];
        IlType result = method.Signature.ReturnType;
        switch (name)
        {
            case "Unsafe.As" or "Unsafe.AsRef" or "Unsafe.AsPointer":
                Push(Retyped(a[0], result));
                return true;
            case "Unsafe.Add" or "Unsafe.Subtract":
                string sign = name == "Unsafe.Add" ? "" : "0 - ";
                Push(a[1].Constant is 0 ? Retyped(a[0], result)
                    : Value.From($"({C(result)})igd_element({Address(a[0])}, {sign}{As(a[1], _types.UIntPtr)}, sizeof({C(type!)}))", result, a[0], a[1]) with { IsMisaligned = a[0].IsMisaligned });
                return true;
            case "Unsafe.AddByteOffset":
                Push(Value.From($"({C(result)})igd_move({Address(a[0])}, {As(a[1], _types.IntPtr)})", result, a[0], a[1]) with { IsMisaligned = a[0].IsMisaligned });
                return true;
            case "Unsafe.ByteOffset":
                Push(Value.From($"(iptr)({As(a[1], _types.UIntPtr)} - {As(a[0], _types.UIntPtr)})", result, a[0], a[1]));
                return true;
            case "Unsafe.AreSame":
                Push(Compare("eq", a[0], a[1], isUnsigned: true));
                return true;
            case "Unsafe.IsAddressLessThan":
                Push(Compare("lt", a[0], a[1], isUnsigned: true));
                return true;
            case "Unsafe.IsAddressGreaterThan":
                Push(Compare("gt", a[0], a[1], isUnsigned: true));
                return true;
            case "Unsafe.IsNullRef":
                Push(Compare("eq", a[0], Value.Number(0, _types.UIntPtr), isUnsigned: true));
                return true;
            case "Unsafe.NullRef":
                Push(Value.From($"({C(result)})NULL", result));
                return true;
            case "Unsafe.SkipInit":
                return true;
            case "Unsafe.Read":
                Load(a[0], type!);
                return true;
            case "Unsafe.Write":
                Store(a[0], a[1], type!);
                return true;
            case "Unsafe.ReadUnaligned":
                _isUnaligned = true;
                Load(a[0], type!);
                return true;
            case "Unsafe.WriteUnaligned":
                _isUnaligned = true;
                Store(a[0], a[1], type!);
                return true;
            case "Unsafe.CopyBlock" or "Unsafe.CopyBlockUnaligned":
                CopyBlock(a[0], a[1], a[2]);
                return true;
            case "Unsafe.InitBlock" or "Unsafe.InitBlockUnaligned":
                FillBlock(a[0], a[1], a[2]);
                return true;
            case "RuntimeHelpers.CreateSpan":
                CreateSpan(a[0], type!, result);
                return true;
            case "RuntimeHelpers.IsReferenceOrContainsReferences":
                Push(Value.Number(0, _types.Int32));
                return true;
            case "RuntimeHelpers.IsBitwiseEquatable":
                Push(Value.Number(type!.Plain.Kind is StackKind.Struct ? 0 : 1, _types.Int32));
                return true;
            case "Check.NotAbove":
                BeforeEffect();
                Line($"igd_check_not_above({Assign(a[0], _types.Int32)}, {Assign(a[1], _types.Int32)});");
                return true;
            case "Check.NotNegative":
                if (a[0].Constant is not >= 0)
                {
                    BeforeEffect();
                    Line($"igd_check_not_negative({Assign(a[0], _types.Int32)});");
                }
                return true;
            case "BitOperations.LeadingZeroCount":
                Push(Value.From($"igd_leading_zeros_{C(Unsigned(a[0].Kind))}({As(a[0], Unsigned(a[0].Kind))})", _types.Int32, a[0]) with { IsAtom = true });
                return true;
            case "BitOperations.TrailingZeroCount":
                Push(Value.From($"igd_trailing_zeros_{C(Unsigned(a[0].Kind))}({As(a[0], Unsigned(a[0].Kind))})", _types.Int32, a[0]) with { IsAtom = true });
                return true;
            case "BinaryPrimitives.ReverseEndianness":
                int bits = _program.Layouts.SizeOf(result) * 8;
                Push(bits == 8 ? a[0] : Value.From($"({C(result)})__builtin_bswap{bits}({a[0].Text})", result, a[0]));
                return true;
            case "Native.memcmp" or "Native.memchr" or "SpanHelpers.Memmove" or "SpanHelpers.Fill" or "SpanHelpers.ClearWithoutReferences":
                string builtin = "__builtin_" + _program.ImportedSymbol(method);
                string arguments = string.Join(", ", a.Select((value, i) => Assign(value, method.Signature.ParameterTypes[i])));
                Invoke($"{builtin}({arguments})", result);
                return true;
            case "Native.igd_slice_from" or "Native.igd_slice":
                Slice(a, result);
                return true;
            default:
                throw new RefusedException($"no C body is known for {method}");
        }
    }

    private Value Retyped(Value pointer, IlType type)
    {
        string text = Assign(pointer, type);
        return pointer with { Text = text, Type = type, IsAtom = text == pointer.Text && pointer.IsAtom, Constant = null };
    }

    private void CreateSpan(Value token, IlType element, IlType span)
    {
        if (token.DataField == default)
        {
            throw new RefusedException("only over constant data, named right before the call");
        }
        (string name, int count) = _program.Data.Array(token.DataField, element);
        Field[] fields = [.. _types.InstanceFields(span)];
        Push(Temporary(span, $"{{ .{CNames.OfField(fields[0])} = ({C(_types.Pointer(element))}){name}, .{CNames.OfField(fields[1])} = {count} }}"));
    }

    /// <summary>native/span.c as comparisons on the spot: C's calls return no structure in registers on every machine.</summary>
    private void Slice(Value[] a, IlType slice)
    {
        BeforeEffect();
        Field[] fields = [.. _types.InstanceFields(slice)];
        Value total = Fixed(a[1]), from = Fixed(a[2]);
        Line($"igd_check_not_above({Assign(from, _types.Int32)}, {Assign(total, _types.Int32)});");
        string length = $"{total.Text} - {from.Text}";
        if (a.Length == 4)
        {
            Value asked = Fixed(a[3]);
            Line($"igd_check_not_above({Assign(asked, _types.Int32)}, {length});");
            length = asked.Text;
        }
        Push(Temporary(slice, $"{{ .{CNames.OfField(fields[0])} = igd_move({a[0].Text}, {from.Text}), .{CNames.OfField(fields[1])} = (i32)({length}) }}"));
    }
}

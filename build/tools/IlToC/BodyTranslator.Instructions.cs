using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

internal sealed partial class BodyTranslator
{
    private const string NoAllocation = "nothing is allocated";
    private const string NoObjects = "there are no objects to cast";
    private const string NoExceptions = "a failure is a return value";
    private const string NoFloat = "no floating point: not every target has it";
    private const string NoArrays = "there are no arrays; use a span or an inline array";

    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["newarr"] = NoAllocation, ["box"] = NoAllocation,
        ["castclass"] = NoObjects, ["isinst"] = NoObjects, ["unbox"] = NoObjects, ["unbox.any"] = NoObjects,
        ["throw"] = NoExceptions, ["rethrow"] = NoExceptions, ["leave"] = NoExceptions, ["leave.s"] = NoExceptions,
        ["endfinally"] = NoExceptions, ["endfilter"] = NoExceptions,
        ["ldstr"] = "a string is an object; write \"...\"u8",
        ["ldvirtftn"] = "there are no objects to dispatch on; use a function pointer or a static abstract member",
        ["ldc.r4"] = NoFloat, ["ldc.r8"] = NoFloat, ["conv.r4"] = NoFloat, ["conv.r8"] = NoFloat, ["conv.r.un"] = NoFloat, ["ckfinite"] = NoFloat,
        ["ldind.r4"] = NoFloat, ["ldind.r8"] = NoFloat, ["stind.r4"] = NoFloat, ["stind.r8"] = NoFloat,
        ["ldind.ref"] = NoObjects, ["stind.ref"] = NoObjects, ["ldlen"] = NoArrays, ["ldelema"] = NoArrays, ["ldelem"] = NoArrays, ["stelem"] = NoArrays,
    };

    private void Translate(Instruction instruction)
    {
        string name = instruction.Name;
        int operand = (int)instruction.Operand;
        switch (name)
        {
            // Prefixes
            case "unaligned.":
                _isUnaligned = true;
                return;
            case "volatile.":
                _isVolatile = true;
                return;
            case "constrained.":
                _constrained = _types.Type(Token, _method.Context);
                return;
            case "nop" or "readonly." or "tail.":
                return;

            // Constants
            case "ldnull":
                Push(Value.Atom("NULL", _types.Pointer(_types.Void)) with { Constant = 0 });
                break;
            case "ldc.i4":
                Push(Value.Number(operand, _types.Int32));
                break;
            case "ldc.i4.s":
                Push(Value.Number(operand, _types.Int32));
                break;
            case "ldc.i4.m1":
                Push(Value.Number(-1, _types.Int32));
                break;
            case "ldc.i8":
                Push(Value.Number(instruction.Operand, _types.Int64));
                break;
            case "sizeof":
                Push(Value.Number(_program.Layouts.SizeOf(_types.Type(Token, _method.Context)), _types.UInt32));
                break;

            // Variables
            case "ldarg" or "ldarg.s":
                Push(Variable_(operand));
                break;
            case "ldloc" or "ldloc.s":
                Push(Variable_(operand + _argumentCount));
                break;
            case "starg" or "starg.s":
                StoreVariable(operand);
                break;
            case "stloc" or "stloc.s":
                StoreVariable(operand + _argumentCount);
                break;
            case "ldarga" or "ldarga.s" or "ldloca" or "ldloca.s":
                int index = AddressedVariable(instruction)!.Value;
                _usedVariables.Add(index);
                Push(AddressOf(_variables[index].Name, _variables[index].Type));
                break;

            // The stack
            case "dup":
                Value doubled = Pop();
                bool isCheap = doubled.Constant is not null || doubled.Lvalue is not null || (doubled.IsAtom && !doubled.ReadsMemory);
                doubled = isCheap ? doubled : Fixed(doubled);
                Push(doubled);
                Push(doubled);
                break;
            case "pop":
                Line($"(void){Pop().Paren};");
                break;

            // Memory
            case "ldfld":
                LoadField();
                break;
            case "ldflda":
                Push(FieldAddress(Pop(), _types.Field(Token, _method.Context)));
                break;
            case "stfld":
                StoreField();
                break;
            case "ldsfld":
                Value place = StaticAddress();
                Load(place, ((PointerType)place.Type).Target);
                break;
            case "ldsflda":
                Push(StaticAddress());
                break;
            case "stsfld":
                Value stored = Pop();
                Value where = StaticAddress();
                Store(where, stored, ((PointerType)where.Type).Target);
                break;
            case "ldobj":
                Load(Pop(), _types.Type(Token, _method.Context));
                break;
            case "stobj":
                Value item = Pop();
                Store(Pop(), item, _types.Type(Token, _method.Context));
                break;
            case "cpobj":
                IlType copied = _types.Type(Token, _method.Context);
                Load(Pop(), copied);
                Value copy = Pop();
                Store(Pop(), copy, copied);
                break;
            case "initobj":
                Clear(Pop(), _types.Type(Token, _method.Context));
                break;
            case "cpblk":
                Value count = Pop(), source = Pop();
                CopyBlock(Pop(), source, count);
                break;
            case "initblk":
                Value size = Pop(), filling = Pop();
                FillBlock(Pop(), filling, size);
                break;
            case "localloc":
                Allocate(Pop());
                break;
            case "ldtoken":
                Push(DataToken());
                break;

            // Calls
            case "call" or "callvirt":
                Call(isVirtual: name == "callvirt");
                break;
            case "newobj":
                NewObject();
                break;
            case "calli":
                CallIndirect();
                break;
            case "ldftn":
                Push(Value.Atom($"(void *){_program.Require(Target(isVirtual: false))}", _types.Pointer(_types.Void)) with { IsAtom = false });
                break;

            // Flow
            case "br" or "br.s":
                Carry(instruction.Targets);
                Goto(instruction.Targets[0]);
                break;
            case "brtrue" or "brtrue.s":
                Branch(Pop());
                break;
            case "brfalse" or "brfalse.s":
                Branch(Not(Pop()));
                break;
            case "switch":
                Switch();
                break;
            case "ret":
                Return();
                break;

            // Arithmetic
            case "neg":
                Negate();
                break;
            case "not":
                Value inverted = Pop();
                IlType invertedType = Unsigned(inverted.Kind);
                Push(inverted.Constant is long bits ? Value.Number(Truncate(~bits, invertedType), invertedType)
                    : Value.From($"~{As(inverted, invertedType)}", invertedType, inverted));
                break;

            default:
                TranslateByFamily(name);
                break;
        }
        _isUnaligned = false;
        _isVolatile = false;
        _constrained = null;
    }

    /// <summary>Instructions whose name is made of parts.</summary>
    private void TranslateByFamily(string name)
    {
        string[] parts = name.Split('.');
        switch (parts[0])
        {
            case "ldarg":
                Push(Variable_(int.Parse(parts[1])));
                return;
            case "ldloc":
                Push(Variable_(int.Parse(parts[1]) + _argumentCount));
                return;
            case "stloc":
                StoreVariable(int.Parse(parts[1]) + _argumentCount);
                return;
            case "ldc" when parts[1] == "i4":
                Push(Value.Number(int.Parse(parts[2]), _types.Int32));
                return;
            case "add" or "sub" or "mul" when parts.Length > 1:
                CheckedArithmetic(parts[0], isUnsigned: parts.Length == 3);
                return;
            case "add" or "sub" or "mul" or "and" or "or" or "xor":
                Arithmetic(parts[0]);
                return;
            case "div" or "rem":
                Divide(parts[0], isUnsigned: parts.Length == 2);
                return;
            case "shl" or "shr":
                Shift(parts[0], isUnsigned: parts.Length == 2);
                return;
            case "ceq" or "cgt" or "clt":
                Value right = Pop(), left = Pop();
                Push(Compare(parts[0][1..], left, right, isUnsigned: parts.Length == 2));
                return;
            case "beq" or "bne" or "bgt" or "bge" or "blt" or "ble":
                Value second = Pop(), first = Pop();
                Branch(Compare(parts[0][1..], first, second, isUnsigned: parts.Contains("un")));
                return;
            case "conv" when !s_refused.ContainsKey(name):
                Convert(parts);
                return;
            case "ldind" when !s_refused.ContainsKey(name):
                Load(Pop(), Named(parts[1]));
                return;
            case "stind" when !s_refused.ContainsKey(name):
                Value value = Pop(), pointer = Pop();
                // IL stores a byte as an i1 whatever its sign: the pointer knows better.
                bool isKnown = pointer.Type is PointerType { Target.Plain: PrimitiveType { Kind: not StackKind.None } }
                    && _program.Layouts.SizeOf(((PointerType)pointer.Type).Target) == _program.Layouts.SizeOf(Named(parts[1]));
                Store(pointer, value, isKnown ? ((PointerType)pointer.Type).Target : Named(parts[1]));
                return;
        }
        throw new RefusedException(s_refused.GetValueOrDefault(name) ?? s_refused.GetValueOrDefault(parts[0]) ?? "not an instruction of the firmware's subset");
    }

    /// <summary>A type by the short name that it has in instructions.</summary>
    private IlType Named(string name) => _types.Primitive(name switch
    {
        "i1" => PrimitiveTypeCode.SByte,
        "u1" => PrimitiveTypeCode.Byte,
        "i2" => PrimitiveTypeCode.Int16,
        "u2" => PrimitiveTypeCode.UInt16,
        "i4" => PrimitiveTypeCode.Int32,
        "u4" => PrimitiveTypeCode.UInt32,
        "i8" => PrimitiveTypeCode.Int64,
        "u8" => PrimitiveTypeCode.UInt64,
        "i" => PrimitiveTypeCode.IntPtr,
        "u" => PrimitiveTypeCode.UIntPtr,
        _ => throw new RefusedException(NoFloat),
    });

    // Flow

    private void Branch(Value condition)
    {
        int target = _current.Targets[0], next = Next;
        if (condition.Constant is long constant)
        {
            // The other way is not even translated: what a generic method does for other types stays away.
            int only = constant != 0 ? target : next;
            Carry([only]);
            if (only == target)
            {
                Goto(target);
            }
            return;
        }
        if (_stack.Count > 0)
        {
            // What is carried over must not change what is decided.
            condition = Fixed(condition);
        }
        Carry([target, next]);
        _labels.Add(target);
        Line($"if ({condition.Text}) goto IL_{target:x4};");
    }

    private void Switch()
    {
        Value value = Pop();
        int next = Next;
        if (value.Constant is long constant)
        {
            int only = (ulong)constant < (ulong)_current.Targets.Length ? _current.Targets[constant] : next;
            Carry([only]);
            if (only != next)
            {
                Goto(only);
            }
            return;
        }
        if (_stack.Count > 0)
        {
            value = Fixed(value);
        }
        Carry([.. _current.Targets, next]);
        var cases = _current.Targets.Select((target, i) => (target, i)).GroupBy(entry => entry.target, entry => entry.i);
        Line($"switch ({(value.Type == _types.UInt32 ? value.Text : As(value, _types.UInt32))}) {{");
        foreach (IGrouping<int, int> group in cases)
        {
            _labels.Add(group.Key);
            Line($"{string.Join(" ", group.Select(i => $"case {i}:"))} goto IL_{group.Key:x4};");
        }
        Line("default: break; }");
    }

    private void Return()
    {
        if (_method.Signature.ReturnType == _types.Void)
        {
            Line("return;");
            return;
        }
        Value value = Pop();
        if (value.IsMisaligned && !IsForBytes(_method.Signature.ReturnType))
        {
            throw new RefusedException("the address of a misaligned field is returned; return its value");
        }
        Line($"return {Assign(value, _method.Signature.ReturnType)};");
    }

    private static Value Not(Value value)
    {
        if (value.Constant is long constant)
        {
            return value with { Constant = constant == 0 ? 1 : 0 };
        }
        return value with { Text = value.Negation ?? "!" + value.Paren, Negation = value.Negation is null ? null : value.Text, IsAtom = false };
    }

    // Memory

    private Value AddressOf(string lvalue, IlType type) => new("&" + lvalue, _types.Reference(type)) { Lvalue = lvalue };

    /// <summary>The struct that a pointer points to, as C's left side of a dot.</summary>
    private string Object(Value pointer, IlType type)
    {
        if (pointer.Lvalue is not null && pointer.Type is PointerType known && known.Target == type)
        {
            return pointer.Lvalue;
        }
        return $"(*{Cast(pointer, type)})";
    }

    /// <summary>A pointer as one to this type.</summary>
    private string Cast(Value pointer, IlType target)
    {
        string wanted = C(_types.Reference(target));
        return C(pointer.Type) == wanted ? pointer.Paren : $"({wanted}){Widened(pointer)}";
    }

    private string Dot(string structure, Field field)
    {
        string name = CNames.OfField(field);
        string text = structure.StartsWith("(*", StringComparison.Ordinal) && structure.IndexOf(')') == structure.Length - 1
            ? $"{structure[2..^1]}->{name}" : $"{structure}.{name}";
        return _program.Layouts.Of(field.Owner).Elements > 0 ? text + "[0]" : text;
    }

    private FieldPlace Place(Field field) => _program.Layouts.Of(field.Owner).Fields.First(place => place.Field.Handle == field.Handle);

    private void LoadField()
    {
        Field field = _types.Field(Token, _method.Context);
        Value from = Pop();
        if (field.IsStatic)
        {
            throw new RefusedException("a static field through an instance");
        }
        if (field.Owner.Plain is PrimitiveType primitive)
        {
            // The one field of Int32 and its like is the number itself.
            Push(from.Kind == StackKind.Pointer ? Dereferenced(from, primitive) : from);
            return;
        }
        if (from.Kind == StackKind.Struct)
        {
            Push(Value.From(Dot(from.Paren, field), field.Type, from) with { IsAtom = true });
            return;
        }
        if (from.IsMisaligned || _isUnaligned || _isVolatile)
        {
            Load(FieldAddress(from, field), field.Type);
            return;
        }
        Push(Value.From(Dot(Object(from, field.Owner), field), field.Type, from) with { ReadsMemory = true, IsAtom = true });
    }

    private Value FieldAddress(Value from, Field field)
    {
        if (field.Owner.Plain is PrimitiveType)
        {
            return from;
        }
        FieldPlace place = Place(field);
        if (place.IsMisaligned || from.IsMisaligned)
        {
            string bytes = $"({C(_types.Reference(field.Type))})igd_move({Address(from)}, {place.Offset})";
            return Value.From(bytes, _types.Reference(field.Type), from) with { IsMisaligned = true };
        }
        string lvalue = Dot(Object(from, field.Owner), field);
        return Value.From("&" + lvalue, _types.Reference(field.Type), from) with { Lvalue = lvalue };
    }

    private void StoreField()
    {
        Field field = _types.Field(Token, _method.Context);
        Value value = Pop(), to = Pop();
        Store(Place(field).IsMisaligned && !to.IsMisaligned && !_isVolatile
            // C knows the place by its packed struct.
            ? AddressOf(Dot(Object(to, field.Owner), field), field.Type)
            : FieldAddress(to, field), value, field.Type);
    }

    private void Load(Value pointer, IlType type)
    {
        if (_isUnaligned || pointer.IsMisaligned)
        {
            Value loaded = Temporary(type, null);
            Line($"igd_load_unaligned(&{loaded.Text}, {Address(pointer)}, sizeof {loaded.Text});");
            Push(loaded);
            return;
        }
        if (_isVolatile)
        {
            BeforeEffect();
            Push(Temporary(type, Volatile(pointer, type)));
            return;
        }
        Push(Dereferenced(pointer, type));
    }

    /// <summary>What C takes as any pointer: IL has no conversion between native integers and pointers.</summary>
    private string Address(Value pointer) => pointer.Kind == StackKind.Pointer ? pointer.Text : $"(void *){Widened(pointer)}";

    /// <summary>The place as a volatile one. The word stands behind the type, which may be a pointer itself.</summary>
    private string Volatile(Value pointer, IlType type) => $"*({C(type)} volatile *){Widened(pointer)}";

    private Value Dereferenced(Value pointer, IlType type)
    {
        bool isKnown = pointer.Lvalue is not null && pointer.Type is PointerType known && C(known.Target) == C(type);
        return Value.From(isKnown ? pointer.Lvalue! : "*" + Cast(pointer, type), type, pointer) with { ReadsMemory = true, IsAtom = isKnown };
    }

    private void Store(Value pointer, Value value, IlType type)
    {
        if (value.IsMisaligned && !IsForBytes(type))
        {
            throw new RefusedException("the address of a misaligned field is kept; read the field instead");
        }
        BeforeEffect();
        if (_isUnaligned || pointer.IsMisaligned)
        {
            Value stored = Temporary(type, Assign(value, type));
            Line($"igd_store_unaligned({Address(pointer)}, &{stored.Text}, sizeof {stored.Text});");
            return;
        }
        string place = _isVolatile ? Volatile(pointer, type) : Dereferenced(pointer, type).Text;
        Line($"{place} = {Assign(value, type)};");
    }

    private void Clear(Value pointer, IlType type)
    {
        if (type.Kind != StackKind.Struct)
        {
            Store(pointer, Value.Number(0, type.Kind == StackKind.Pointer ? _types.IntPtr : type.Plain), type);
            return;
        }
        BeforeEffect();
        Line($"__builtin_memset({Address(pointer)}, 0, sizeof({C(type)}));");
    }

    private void CopyBlock(Value destination, Value source, Value count)
    {
        BeforeEffect();
        Line($"__builtin_memcpy({Assign(destination, _types.Pointer(_types.Void))}, {Assign(source, _types.Pointer(_types.Void))}, {As(count, _types.UInt32)});");
    }

    private void FillBlock(Value destination, Value filling, Value count)
    {
        BeforeEffect();
        Line($"__builtin_memset({Assign(destination, _types.Pointer(_types.Void))}, {filling.Text}, {As(count, _types.UInt32)});");
    }

    private void Allocate(Value size)
    {
        string name = $"stack_{_current.Offset:x4}";
        IlType pointer = _types.Pointer(_types.Byte);
        if (size.Constant is long constant && !_hasLoop)
        {
            // An array, which the compiler may put where it likes. The least size that C allows is 1.
            string start = _body.LocalVariablesInitialized ? " = {0}" : "";
            _declarations.Add($"_Alignas(8) u8 {name}[{Math.Max(constant, 1)}]{start};");
            Push(Value.Atom(name, pointer));
            return;
        }
        BeforeEffect();
        Value length = Fixed(size);
        Value memory = Temporary(pointer, $"__builtin_alloca({length.Text})");
        if (_body.LocalVariablesInitialized)
        {
            Line($"__builtin_memset({memory.Text}, 0, {length.Text});");
        }
        Push(memory);
    }

    private Value StaticAddress()
    {
        Field field = _types.Field(Token, _method.Context);
        return _program.Data.Bytes(field) is string data
            ? new Value("(u8 *)" + data, _types.Pointer(_types.Byte))
            : AddressOf(_program.Data.Variable(field), field.Type);
    }

    private Value DataToken()
    {
        if (Token.Kind != HandleKind.FieldDefinition)
        {
            throw new RefusedException("only the token of constant data has a meaning; there is no reflection");
        }
        return new Value("(data)", _types.IntPtr) { DataField = (FieldDefinitionHandle)Token };
    }
}

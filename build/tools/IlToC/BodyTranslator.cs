using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace IgdAot.IlToC;

/// <summary>
/// One method's IL as the body of a C function. The evaluation stack exists only here: its entries are C expressions,
/// which become a variable where something they depend on is about to change, where they are used twice, and where blocks
/// meet. BodyTranslator.Instructions.cs has the instructions, BodyTranslator.Calls.cs the calls.
/// </summary>
internal sealed partial class BodyTranslator
{
    private readonly Translation _program;
    private readonly TypeSystem _types;
    private readonly Method _method;
    private readonly MethodBodyBlock _body;
    private readonly ImmutableArray<Variable> _variables;
    private readonly int _argumentCount;
    private readonly List<Instruction> _instructions;
    private readonly SortedDictionary<int, Block> _blocks = [];
    private readonly SortedSet<int> _pending = [];
    private readonly HashSet<int> _labels = [];
    private readonly HashSet<int> _usedVariables = [];
    private readonly List<string> _declarations = [];
    private readonly List<Value> _stack = [];
    private readonly bool _hasLoop;

    private Block _block = null!;
    private Instruction _current = null!;
    private int _temporaries;

    // Prefixes of the instruction that follows.
    private bool _isUnaligned;
    private bool _isVolatile;
    private IlType? _constrained;

    public BodyTranslator(Translation program, Method method, MethodBodyBlock body)
    {
        _program = program;
        _types = program.Types;
        _method = method;
        _body = body;
        _instructions = Instruction.Read(body.GetILReader()!);
        _hasLoop = _instructions.Exists(instruction => instruction.Targets.Any(target => target <= instruction.Offset));
        ImmutableArray<string> parameters = program.ParameterNames(method);
        List<Variable> variables = [];
        for (int i = 0; i < parameters.Length; i++)
        {
            variables.Add(new Variable(parameters[i], program.ParameterType(method, i)));
        }
        _argumentCount = variables.Count;
        if (!body.LocalSignature.IsNil)
        {
            foreach (IlType type in _types.Reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_types, method.Context))
            {
                variables.Add(new Variable($"loc{variables.Count - _argumentCount}", type));
            }
        }
        foreach (Instruction instruction in _instructions)
        {
            if (AddressedVariable(instruction) is int index)
            {
                variables[index] = variables[index] with { HasAddress = true };
            }
        }
        _variables = [.. variables];
    }

    /// <summary>A parameter or a local variable. One whose address is taken may change whenever memory does.</summary>
    private sealed record Variable(string Name, IlType Type, bool HasAddress = false);

    /// <summary>Instructions with one way in, and what they find on the stack.</summary>
    private sealed class Block
    {
        public List<Value>? Entry { get; set; }

        public List<string> Lines { get; } = [];

        public bool Declares { get; set; }
    }

    /// <summary>The function's body with its braces.</summary>
    public string Translate()
    {
        if (_body.ExceptionRegions.Length > 0)
        {
            ExceptionRegion region = _body.ExceptionRegions[0];
            throw new RefusedException("nothing is thrown, nothing is caught").At(_method.Name, region.TryOffset, $"exception region ({region.Kind})");
        }
        FindBlocks();
        Enter(0);
        while (_pending.Count > 0)
        {
            int offset = _pending.Min;
            _pending.Remove(offset);
            TranslateBlock(offset);
        }
        return Assemble();
    }

    private int? AddressedVariable(Instruction instruction) => instruction.Name switch
    {
        "ldarga" or "ldarga.s" => (int)instruction.Operand,
        "ldloca" or "ldloca.s" => (int)instruction.Operand + _argumentCount,
        _ => null,
    };

    private void FindBlocks()
    {
        _blocks.Add(0, new Block());
        for (int i = 0; i < _instructions.Count; i++)
        {
            Instruction instruction = _instructions[i];
            foreach (int target in instruction.Targets)
            {
                _blocks.TryAdd(target, new Block());
            }
            if ((instruction.Targets.Length > 0 || instruction.EndsFlow) && i + 1 < _instructions.Count)
            {
                _blocks.TryAdd(_instructions[i + 1].Offset, new Block());
            }
        }
    }

    private void TranslateBlock(int start)
    {
        _block = _blocks[start];
        _stack.Clear();
        _stack.AddRange(_block.Entry!);
        int index = _instructions.FindIndex(instruction => instruction.Offset == start);
        do
        {
            _current = _instructions[index++];
            try
            {
                Translate(_current);
            }
            catch (RefusedException exception)
            {
                throw exception.At(_method.Name, _current.Offset, _current.Name);
            }
            if (_current.EndsFlow)
            {
                return;
            }
        }
        while (!_blocks.ContainsKey(_instructions[index].Offset));

        // A branch has told its successors already.
        if (_current.Targets.Length == 0)
        {
            Carry([_instructions[index].Offset]);
        }
    }

    private int Next => _instructions[_instructions.IndexOf(_current) + 1].Offset;

    /// <summary>Leaves what is on the stack where the blocks at these offsets look for it.</summary>
    private void Carry(IReadOnlyCollection<int> targets)
    {
        if (targets.Any(target => target <= _current.Offset))
        {
            // Back to a block whose entries these may be: all are read before any is set.
            Fix(value => value.Constant is null);
        }
        foreach (int target in targets.Distinct())
        {
            Enter(target);
            List<Value> entry = _blocks[target].Entry!;
            if (entry.Count != _stack.Count)
            {
                throw new RefusedException($"the stack has {_stack.Count} entries here and {entry.Count} elsewhere on the way to IL_{target:x4}");
            }
            for (int i = 0; i < entry.Count; i++)
            {
                if (_stack[i].IsMisaligned && !IsForBytes(entry[i].Type))
                {
                    throw new RefusedException("the address of a misaligned field is chosen between two; read the field instead");
                }
                Line($"{entry[i].Text} = {Assign(_stack[i], entry[i].Type)};");
            }
        }
    }

    /// <summary>Puts a block on the list; the first to come decides the types of its stack.</summary>
    private void Enter(int target)
    {
        Block block = _blocks[target];
        if (block.Entry is not null)
        {
            return;
        }
        block.Entry = [];
        for (int i = 0; i < _stack.Count; i++)
        {
            IlType type = _stack[i].Kind switch
            {
                StackKind.Int32 => _types.Int32,
                StackKind.Int64 => _types.Int64,
                StackKind.Native => _types.IntPtr,
                _ => _stack[i].Type,
            };
            Value value = Value.Atom($"in_{target:x4}_{i}", type);
            _declarations.Add(Declaration(type, value.Text) + ";");
            block.Entry.Add(value);
        }
        _pending.Add(target);
    }

    private string Assemble()
    {
        var text = new StringBuilder("{\n");
        for (int i = _argumentCount; i < _variables.Length; i++)
        {
            if (_usedVariables.Contains(i))
            {
                // Unless the module says SkipLocalsInit, variables begin as zero.
                string start = _body.LocalVariablesInitialized ? " = {0}" : "";
                text.Append($"    {Declaration(_variables[i].Type, _variables[i].Name)}{start};\n");
            }
        }
        foreach (string declaration in _declarations)
        {
            text.Append("    ").Append(declaration).Append('\n');
        }
        foreach ((int offset, Block block) in _blocks)
        {
            if (block.Entry is null)
            {
                continue;
            }
            if (_labels.Contains(offset))
            {
                text.Append($"IL_{offset:x4}:;\n");
            }
            string indent = block.Declares ? "        " : "    ";
            text.Append(block.Declares ? "    {\n" : "");
            foreach (string line in block.Lines)
            {
                text.Append(line.StartsWith('#') ? "" : indent).Append(line).Append('\n');
            }
            text.Append(block.Declares ? "    }\n" : "");
        }
        return text.Append("}\n").ToString();
    }

    // Emission

    private void Line(string statement)
    {
        if (_program.SourceLine(_method, _current.Offset) is string directive && _block.Lines.LastOrDefault(line => line.StartsWith('#')) != directive)
        {
            _block.Lines.Add(directive);
        }
        _block.Lines.Add($"{statement} // IL_{_current.Offset:x4}");
    }

    /// <summary>A variable that is set once.</summary>
    private Value Temporary(IlType type, string? expression)
    {
        string name = $"t{_temporaries++}";
        _block.Declares = true;
        Line(Declaration(type, name) + (expression is null ? ";" : $" = {expression};"));
        return Value.Atom(name, type);
    }

    private string Declaration(IlType type, string name)
    {
        string text = C(type);
        return text.EndsWith('*') ? text + name : text + " " + name;
    }

    private string C(IlType type) => _program.CType(type);

    private void Goto(int target)
    {
        _labels.Add(target);
        Line($"goto IL_{target:x4};");
    }

    // The stack

    private void Push(Value value) => _stack.Add(value);

    private Value Pop()
    {
        if (_stack.Count == 0)
        {
            throw new RefusedException("the stack is empty");
        }
        Value value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>Fixes the entries of the stack that the next statement could change.</summary>
    private void Fix(Predicate<Value> isInDanger)
    {
        for (int i = 0; i < _stack.Count; i++)
        {
            if (isInDanger(_stack[i]))
            {
                _stack[i] = Fixed(_stack[i]);
            }
        }
    }

    private Value Fixed(Value value) =>
        Temporary(value.Type, value.Text) with { IsMisaligned = value.IsMisaligned, DataField = value.DataField };

    /// <summary>Before a store, a call, anything that C# and C must do in the same order.</summary>
    private void BeforeEffect() => Fix(value => value.ReadsMemory);

    /// <summary>Whether the place is one for the address of bytes, to which any address is aligned.</summary>
    private bool IsForBytes(IlType place) =>
        place is PointerType { Target.Kind: not StackKind.None } pointer && _program.Layouts.AlignmentOf(pointer.Target) == 1;

    private Value Variable_(int index)
    {
        _usedVariables.Add(index);
        Variable variable = _variables[index];
        Value value = Value.Atom(variable.Name, variable.Type);
        return variable.HasAddress ? value with { ReadsMemory = true } : value with { Locals = [index] };
    }

    private void StoreVariable(int index)
    {
        Value value = Pop();
        _usedVariables.Add(index);
        Variable variable = _variables[index];
        if (value.IsMisaligned && !IsForBytes(variable.Type))
        {
            throw new RefusedException("the address of a misaligned field is kept; read the field instead");
        }
        Fix(entry => variable.HasAddress ? entry.ReadsMemory : entry.Locals.Contains(index));
        Line($"{variable.Name} = {Assign(value, variable.Type)};");
    }

    // Conversions of C's types

    /// <summary>An expression for a place of another type, with a cast where C wants one or would lose the sign.</summary>
    private string Assign(Value value, IlType target)
    {
        IlType plain = target.Plain;
        if (plain.Kind == StackKind.Struct)
        {
            return value.Type == target ? value.Text : throw new RefusedException($"a {value.Type} where a {target} is wanted");
        }
        if (plain.Kind == StackKind.None)
        {
            throw new RefusedException($"{target} is an object");
        }
        if (value.Kind is StackKind.Struct or StackKind.None)
        {
            throw new RefusedException($"a {value.Type} where a {target} is wanted");
        }
        if (value.Constant is long constant && (plain.Kind != StackKind.Pointer || constant == 0))
        {
            return Value.Literal(Truncate(constant, plain), plain);
        }
        string wanted = C(plain);
        if (C(value.Type) == wanted)
        {
            return value.Text;
        }
        if (plain.Kind == StackKind.Pointer || value.Kind == StackKind.Pointer)
        {
            return $"({wanted}){Widened(value)}";
        }
        // C converts between integers as IL does, but for u32 to a wider one: IL's int32 has a sign.
        return value.Kind == StackKind.Int32 && plain.Kind == StackKind.Native ? Widened(value) : value.Text;
    }

    /// <summary>The value with the sign that it has as an int32, ready for something wider.</summary>
    private string Widened(Value value) => value.Type.Plain == _types.UInt32 ? $"(i32){value.Paren}" : value.Paren;

    /// <summary>The value as just this integer type: for C's operators, whose meaning depends on it.</summary>
    private string As(Value value, IlType type)
    {
        if (value.Constant is long constant)
        {
            return Value.Number(Truncate(constant, type), type).Paren;
        }
        if (value.Type.Plain == type)
        {
            return value.Paren;
        }
        string inner = value.Kind == StackKind.Int32 && type.Kind != StackKind.Int32 ? Widened(value) : value.Paren;
        return $"(({C(type)}){inner})";
    }

    private long Truncate(long value, IlType type) => type.Plain is not PrimitiveType primitive ? value : primitive.Code switch
    {
        PrimitiveTypeCode.Boolean or PrimitiveTypeCode.Byte => (byte)value,
        PrimitiveTypeCode.SByte => (sbyte)value,
        PrimitiveTypeCode.Char or PrimitiveTypeCode.UInt16 => (ushort)value,
        PrimitiveTypeCode.Int16 => (short)value,
        PrimitiveTypeCode.Int32 or PrimitiveTypeCode.UInt32 => (int)value,
        PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr when _program.PointerSize == 4 => (int)value,
        _ => value,
    };

    private EntityHandle Token => MetadataTokens.EntityHandle((int)_current.Operand);
}

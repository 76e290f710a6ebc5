using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace IgdAot.IlToC;

/// <summary>What to translate and how.</summary>
/// <param name="PointerSize">4 or 8 bytes.</param>
/// <param name="Entry">The exported method to begin with; null for every one that the assembly exports.</param>
/// <param name="LineSource">A portable PDB whose lines the C shall have, or null.</param>
public sealed record TranslationOptions(int PointerSize, string? Entry = null, Stream? LineSource = null);

/// <summary>The whole program: from the exported methods everything that they reach, and nothing else.</summary>
public sealed class Translation
{
    private const string Import = "System.Runtime.RuntimeImportAttribute";
    private const string Export = "System.Runtime.RuntimeExportAttribute";
    private const string Unmanaged = "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute";

    private readonly PEReader _image;
    private readonly TranslationOptions _options;
    private readonly SourceLines? _lines;
    private readonly List<RefusedException> _refusals = [];
    private readonly HashSet<Method> _required = [];
    private readonly Queue<Method> _pending = new();
    private readonly Dictionary<Method, string> _bodies = [];
    private readonly Dictionary<string, string> _externs = [];
    private readonly List<NamedType> _structs = [];
    private readonly HashSet<NamedType> _knownStructs = [];

    public Translation(Stream assembly, TranslationOptions options)
    {
        _image = new PEReader(assembly);
        _options = options;
        CoreLibrary.CheckClosed(_image.GetMetadataReader());
        Types = new TypeSystem(_image.GetMetadataReader());
        CoreLibrary.Check(Types);
        Layouts = new Layouts(Types, options.PointerSize);
        Names = new CNames(Types);
        Data = new StaticData(_image, this);
        _lines = options.LineSource is null ? null : new SourceLines(options.LineSource);
    }

    internal TypeSystem Types { get; }

    internal Layouts Layouts { get; }

    internal CNames Names { get; }

    internal StaticData Data { get; }

    internal int PointerSize => _options.PointerSize;

    /// <summary>Everything found that has no C form, in the order found. If there is any, there is no C.</summary>
    public IReadOnlyList<RefusedException> Refusals => _refusals;

    /// <summary>The number of C functions.</summary>
    public int FunctionCount => _bodies.Count;

    /// <summary>The C file, or null if anything was refused.</summary>
    public string? Translate()
    {
        List<(Method Method, string Symbol)> exports = Exports();
        if (exports.Count == 0)
        {
            throw new RefusedException("the assembly exports no method" + (_options.Entry is null ? "" : " " + _options.Entry));
        }
        foreach ((Method method, _) in exports)
        {
            Require(method);
        }
        while (_pending.TryDequeue(out Method? method))
        {
            try
            {
                TranslateMethod(method);
            }
            catch (RefusedException exception)
            {
                _refusals.Add(exception.At(method.Name, null, null));
            }
        }
        return _refusals.Count > 0 ? null : Emission.Write(this, exports, _bodies, _externs.Values, _structs);
    }

    private List<(Method, string)> Exports()
    {
        List<(Method, string)> exports = [];
        foreach (MethodDefinitionHandle handle in Types.Reader.MethodDefinitions)
        {
            MethodDefinition definition = Types.Reader.GetMethodDefinition(handle);
            // Rhp: what ilc's own code calls by name, which C has no use for.
            if (Types.Attribute(definition.GetCustomAttributes(), Export) is CustomAttribute attribute && Strings(attribute, 1)[0] is string symbol
                && (_options.Entry is null ? !symbol.StartsWith("Rhp", StringComparison.Ordinal) : symbol == _options.Entry))
            {
                exports.Add((Types.Method(handle, Types.Type(definition.GetDeclaringType(), GenericContext.Empty), []), symbol));
            }
        }
        return exports;
    }

    private void TranslateMethod(Method method)
    {
        MethodDefinition definition = Types.Reader.GetMethodDefinition(method.Handle);
        if (definition.RelativeVirtualAddress == 0)
        {
            throw new RefusedException("it has no body, and none is known here");
        }
        CType(method.Signature.ReturnType);
        for (int i = 0; i < ParameterNames(method).Length; i++)
        {
            CType(ParameterType(method, i));
        }
        _bodies.Add(method, "");
        MethodBodyBlock body = _image.GetMethodBody(definition.RelativeVirtualAddress);
        _bodies[method] = new BodyTranslator(this, method, body).Translate();
    }

    /// <summary>Puts a method on the list; its C name.</summary>
    internal string Require(Method method)
    {
        if (ExternalSymbol(method) is string symbol)
        {
            return Declare(method, symbol);
        }
        if (_required.Add(method))
        {
            _pending.Enqueue(method);
        }
        return Names.Of(method);
    }

    /// <summary>The C function that a method without a body stands for, or null.</summary>
    private string? ExternalSymbol(Method method)
    {
        MethodDefinition definition = Types.Reader.GetMethodDefinition(method.Handle);
        if ((definition.Attributes & MethodAttributes.PinvokeImpl) != 0)
        {
            MethodImport import = definition.GetImport();
            if ((import.Attributes & MethodImportAttributes.SetLastError) != 0)
            {
                throw new RefusedException($"{method.Name} says SetLastError: there is no thread state to keep it in; read errno at once");
            }
            foreach (IlType type in method.Signature.ParameterTypes.Add(method.Signature.ReturnType))
            {
                if (type is ObjectType or NamedType { IsValueType: false } or PrimitiveType { Code: PrimitiveTypeCode.Boolean or PrimitiveTypeCode.Char })
                {
                    throw new RefusedException($"{method.Name} has a {type}: only types that C has, integers and pointers");
                }
            }
            return import.Name.IsNil ? Types.Reader.GetString(definition.Name) : Types.Reader.GetString(import.Name);
        }
        return Types.Attribute(definition.GetCustomAttributes(), Import) is null ? null : ImportedSymbol(method);
    }

    /// <summary>The symbol in a RuntimeImport.</summary>
    internal string ImportedSymbol(Method method) =>
        Strings(Types.Attribute(Types.Reader.GetMethodDefinition(method.Handle).GetCustomAttributes(), Import)!.Value, 2)[1];

    private string Declare(Method method, string symbol)
    {
        bool returns = Types.Attribute(Types.Reader.GetMethodDefinition(method.Handle).GetCustomAttributes(),
            "System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute") is null;
        // Any object pointer will do for C; so two declarations that differ only in that are one.
        string Plain(IlType type) => type.Kind == StackKind.Pointer ? "void *" : CType(type);
        string result = Plain(method.Signature.ReturnType), parameters = string.Join(", ", method.Signature.ParameterTypes.Select(Plain));
        parameters = parameters.Length == 0 ? "void" : parameters;
        for (int i = 1; ; i++)
        {
            // C's "..." may be bound by two different signatures.
            string name = i == 1 ? symbol : $"{symbol}_as{i}";
            string declaration = $"extern {(returns ? "" : "_Noreturn ")}{result}{(result.EndsWith('*') ? "" : " ")}{name}({parameters}){(i == 1 ? "" : $" __asm__(\"{symbol}\")")};";
            if (_externs.TryAdd(name, declaration) || _externs[name] == declaration)
            {
                return name;
            }
        }
    }

    /// <summary>A type in C's words. A struct so named is defined in the file.</summary>
    internal string CType(IlType type)
    {
        switch (type.Plain)
        {
            case PrimitiveType primitive:
                return primitive.Code switch
                {
                    PrimitiveTypeCode.Void => "void",
                    PrimitiveTypeCode.SByte => "i8",
                    PrimitiveTypeCode.Boolean or PrimitiveTypeCode.Byte => "u8",
                    PrimitiveTypeCode.Int16 => "i16",
                    PrimitiveTypeCode.Char or PrimitiveTypeCode.UInt16 => "u16",
                    PrimitiveTypeCode.Int32 => "i32",
                    PrimitiveTypeCode.UInt32 => "u32",
                    PrimitiveTypeCode.Int64 => "i64",
                    PrimitiveTypeCode.UInt64 => "u64",
                    PrimitiveTypeCode.IntPtr => "iptr",
                    PrimitiveTypeCode.UIntPtr => "uptr",
                    _ => throw new RefusedException($"{type} has no C type"),
                };
            case PointerType { Target: ObjectType or NamedType { IsValueType: false } }:
                return "void *";
            case PointerType pointer:
                string target = CType(pointer.Target);
                return target.EndsWith('*') ? target + "*" : target + " *";
            case FunctionPointerType:
                return "void *";
            case NamedType { IsValueType: true } named:
                if (_knownStructs.Add(named))
                {
                    _structs.Add(named);
                    foreach (Field field in Types.InstanceFields(named))
                    {
                        CType(field.Type);
                    }
                }
                return "struct " + Names.Of(named);
            default:
                throw new RefusedException($"{type} is an object, and there are none");
        }
    }

    /// <summary>The type of the n-th C parameter; an instance method has its object's address in front.</summary>
    internal IlType ParameterType(Method method, int index)
    {
        if (!method.Signature.Header.IsInstance)
        {
            return method.Signature.ParameterTypes[index];
        }
        if (index > 0)
        {
            return method.Signature.ParameterTypes[index - 1];
        }
        return method.Owner.Kind == StackKind.None ? throw new RefusedException($"{method.Owner} is a class: there are no objects") : Types.Reference(method.Owner);
    }

    /// <summary>The C library's functions that the assembly imports. A parameter of such a name would hide its function.</summary>
    private HashSet<string> ImportedNames => field ??= [.. Types.Reader.MethodDefinitions.Select(Types.Reader.GetMethodDefinition)
        .Where(method => (method.Attributes & MethodAttributes.PinvokeImpl) != 0)
        .Select(method => Types.Reader.GetString(method.GetImport().Name.IsNil ? method.Name : method.GetImport().Name))];

    internal ImmutableArray<string> ParameterNames(Method method)
    {
        int offset = method.Signature.Header.IsInstance ? 1 : 0;
        var names = new string[method.Signature.ParameterTypes.Length + offset];
        if (offset == 1)
        {
            names[0] = "self";
        }
        foreach (ParameterHandle handle in Types.Reader.GetMethodDefinition(method.Handle).GetParameters())
        {
            Parameter parameter = Types.Reader.GetParameter(handle);
            if (parameter.SequenceNumber > 0)
            {
                names[parameter.SequenceNumber - 1 + offset] = CNames.Local(Types.Reader.GetString(parameter.Name));
            }
        }
        HashSet<string> taken = [];
        for (int i = 0; i < names.Length; i++)
        {
            // Not one of the translator's own: t0, loc0, in_..., stack_....
            bool isOurs = string.IsNullOrEmpty(names[i]) || names[i].StartsWith("in_", StringComparison.Ordinal) || names[i].StartsWith("stack_", StringComparison.Ordinal)
                || char.IsAsciiDigit(names[i][^1]) || ImportedNames.Contains(names[i]);
            names[i] = isOurs || !taken.Add(names[i]) ? $"{names[i]}_{i}_" : names[i];
        }
        return [.. names];
    }

    internal bool HasStaticConstructor(IlType type) => Types.Reader.GetTypeDefinition(Types.Members(type).Handle).GetMethods()
        .Any(handle => Types.Reader.StringComparer.Equals(Types.Reader.GetMethodDefinition(handle).Name, ".cctor"));

    /// <summary>The #line for an instruction, where lines were asked for and one begins there.</summary>
    internal string? SourceLine(Method method, int offset) => _lines?.Directive(method.Handle, offset);

    /// <summary>The first arguments of an attribute, which are strings.</summary>
    private string[] Strings(CustomAttribute attribute, int count)
    {
        BlobReader blob = Types.Reader.GetBlobReader(attribute.Value);
        blob.ReadUInt16();
        var strings = new string[count];
        for (int i = 0; i < count; i++)
        {
            strings[i] = blob.ReadSerializedString() ?? "";
        }
        return strings;
    }
}

using System.Collections.Immutable;
using System.Linq;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>How a value stands on the evaluation stack (ECMA-335 III.1.1).</summary>
internal enum StackKind
{
    None,
    Int32,
    Int64,
    Native,
    Pointer,
    Struct,
}

/// <summary>A closed type: every type parameter has its argument. One object per type, so that reference equality is type equality.</summary>
internal abstract class IlType(string name)
{
    /// <summary>As C# would nearly write it; no two types share one.</summary>
    public string Name { get; } = name;

    /// <summary>The type behind an enum, and the type itself where it is none.</summary>
    public virtual IlType Plain => this;

    public abstract StackKind Kind { get; }

    public override string ToString() => Name;
}

internal sealed class PrimitiveType(PrimitiveTypeCode code, string name, NamedType? definition) : IlType(name)
{
    public PrimitiveTypeCode Code { get; } = code;

    /// <summary>System.Int32 and its like, which hold the methods; none for void.</summary>
    public NamedType? Definition { get; } = definition;

    public override StackKind Kind => Code switch
    {
        PrimitiveTypeCode.Void => StackKind.None,
        PrimitiveTypeCode.Int64 or PrimitiveTypeCode.UInt64 => StackKind.Int64,
        PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr => StackKind.Native,
        _ => StackKind.Int32,
    };

    public bool IsSigned => Code is PrimitiveTypeCode.SByte or PrimitiveTypeCode.Int16 or PrimitiveTypeCode.Int32
        or PrimitiveTypeCode.Int64 or PrimitiveTypeCode.IntPtr;
}

/// <summary>A struct, a class or an interface, with the arguments of its type parameters.</summary>
internal sealed class NamedType(string name, TypeDefinitionHandle handle, ImmutableArray<IlType> arguments, bool isValueType) : IlType(name)
{
    public TypeDefinitionHandle Handle { get; } = handle;

    public ImmutableArray<IlType> Arguments { get; } = arguments;

    public bool IsValueType { get; } = isValueType;

    /// <summary>How many types stand within each other as arguments.</summary>
    public int Depth { get; } = 1 + arguments.OfType<NamedType>().Select(argument => argument.Depth).DefaultIfEmpty().Max();

    public override StackKind Kind => IsValueType ? StackKind.Struct : StackKind.None;
}

internal sealed class EnumType(string name, TypeDefinitionHandle handle, IlType underlying) : IlType(name)
{
    public TypeDefinitionHandle Handle { get; } = handle;

    public override IlType Plain { get; } = underlying;

    public override StackKind Kind => Plain.Kind;
}

/// <summary>An unmanaged pointer or a managed reference; C has one kind for both.</summary>
internal sealed class PointerType(string name, IlType target, bool isReference) : IlType(name)
{
    public IlType Target { get; } = target;

    public bool IsReference { get; } = isReference;

    public override StackKind Kind => StackKind.Pointer;
}

internal sealed class FunctionPointerType(string name, MethodSignature<IlType> signature) : IlType(name)
{
    public MethodSignature<IlType> Signature { get; } = signature;

    public override StackKind Kind => StackKind.Pointer;
}

/// <summary>What only objects have: arrays, object, string. It may be named in a signature, never used.</summary>
internal sealed class ObjectType(string name, NamedType? definition = null) : IlType(name)
{
    /// <summary>System.Object and System.String, whose methods a struct may override; none for arrays.</summary>
    public NamedType? Definition { get; } = definition;

    public override StackKind Kind => StackKind.None;
}

/// <summary>The arguments in force inside a generic type and a generic method.</summary>
internal readonly record struct GenericContext(ImmutableArray<IlType> OfType, ImmutableArray<IlType> OfMethod)
{
    public static GenericContext Empty { get; } = new([], []);
}

/// <summary>A method with its arguments.</summary>
internal sealed class Method(MethodDefinitionHandle handle, IlType owner, GenericContext context, MethodSignature<IlType> signature, string name)
{
    public MethodDefinitionHandle Handle { get; } = handle;

    public IlType Owner { get; } = owner;

    public GenericContext Context { get; } = context;

    public MethodSignature<IlType> Signature { get; } = signature;

    /// <summary>Type and method as messages name them.</summary>
    public string Name { get; } = name;

    public override string ToString() => Name + "(" + string.Join(", ", Signature.ParameterTypes.Select(type => type.Name)) + ")";
}

/// <summary>A field of a closed type.</summary>
internal sealed record Field(FieldDefinitionHandle Handle, IlType Owner, string Name, IlType Type, bool IsStatic);

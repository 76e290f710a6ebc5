using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace IgdAot.Abi;

/// <summary>A number that C# has under a name of C, where it may be a pointer like SIG_IGN.</summary>
internal sealed record Constant(string Name, decimal Value, bool IsNativeInteger);

/// <summary>A field with its place in bytes.</summary>
internal sealed record Field(string Name, int Offset, int Size);

/// <summary>A structure with the layout that the target's compiler gives it.</summary>
internal sealed record Structure(string Name, int Size, IReadOnlyList<Field> Fields);

/// <summary>A function: its C# name, the symbol it binds, and the shapes of result and parameters.</summary>
internal sealed record Function(string Name, string Symbol, IReadOnlyList<Shape> Shapes);

/// <summary>What a value occupies; a pointer is told from a number of the same size.</summary>
internal readonly record struct Shape(int Size, int Alignment, bool IsPointer = false);

/// <summary>
/// Reads constants, structures and imported functions out of an assembly's metadata. The assembly is not loaded: that of
/// a firmware has its own System.Object, and sizes must be those of the target and not of this machine.
/// </summary>
internal sealed class AbiReader : ISignatureTypeProvider<Shape, object?>
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly Shape _pointer;

    public AbiReader(string path, int pointerSize)
    {
        _file = new PEReader(File.ReadAllBytes(path).ToImmutableArray());
        _metadata = _file.GetMetadataReader();
        _pointer = new Shape(pointerSize, pointerSize, IsPointer: true);
    }

    /// <summary>The constants of a class; none where this assembly lacks it.</summary>
    public IEnumerable<Constant> Constants(string typeNamespace, string typeName) =>
        from type in Types(typeNamespace)
        where Text(type.Name) == typeName
        from handle in type.GetFields()
        let field = _metadata.GetFieldDefinition(handle)
        where (field.Attributes & FieldAttributes.Literal) != 0
        let constant = _metadata.GetConstant(field.GetDefaultValue())
        where constant.TypeCode != ConstantTypeCode.String
        let value = _metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)
        select new Constant(Text(field.Name), Convert.ToDecimal(value, null), IsNativeInteger(field));

    /// <summary>The structures of a namespace whose names are those of C: in lower case.</summary>
    public IEnumerable<Structure> Structures(string typeNamespace) =>
        from type in Types(typeNamespace)
        let name = Text(type.Name)
        where char.IsLower(name.TrimStart('_')[0]) && (type.Attributes & TypeAttributes.SequentialLayout) != 0
        select Layout(type);

    /// <summary>All imported functions of a class.</summary>
    public IEnumerable<Function> Functions(string typeNamespace, string typeName) =>
        from type in Types(typeNamespace)
        where Text(type.Name) == typeName
        from handle in type.GetMethods()
        let method = _metadata.GetMethodDefinition(handle)
        where (method.Attributes & MethodAttributes.PinvokeImpl) != 0
        let signature = method.DecodeSignature(this, null)
        select new Function(
            Text(method.Name), Text(method.GetImport().Name), signature.ParameterTypes.Prepend(signature.ReturnType).ToArray());

    public Shape GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Void => default,
        PrimitiveTypeCode.Byte or PrimitiveTypeCode.SByte => new Shape(1, 1),
        PrimitiveTypeCode.Int16 or PrimitiveTypeCode.UInt16 => new Shape(2, 2),
        PrimitiveTypeCode.Int32 or PrimitiveTypeCode.UInt32 => new Shape(4, 4),
        // The ABI of all our targets aligns 64 bits to eight bytes; i386 would not, and is compiled with -malign-double.
        PrimitiveTypeCode.Int64 or PrimitiveTypeCode.UInt64 => new Shape(8, 8),
        PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr => _pointer with { IsPointer = false },
        _ => throw new NotSupportedException($"{typeCode} has no fixed form in C"),
    };

    public Shape GetPointerType(Shape elementType) => _pointer;

    public Shape GetFunctionPointerType(MethodSignature<Shape> signature) => _pointer;

    public Shape GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        return new Shape(Layout(type).Size, Alignment(type));
    }

    // A type of another assembly behind a pointer: its size does not matter.
    public Shape GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => default;

    public Shape GetModifiedType(Shape modifier, Shape unmodifiedType, bool isRequired) => unmodifiedType;

    public Shape GetArrayType(Shape elementType, ArrayShape shape) => throw new NotSupportedException("array");

    public Shape GetByReferenceType(Shape elementType) => throw new NotSupportedException("ref");

    public Shape GetGenericInstantiation(Shape genericType, ImmutableArray<Shape> typeArguments) => throw new NotSupportedException("generic");

    public Shape GetGenericMethodParameter(object? genericContext, int index) => throw new NotSupportedException("generic");

    public Shape GetGenericTypeParameter(object? genericContext, int index) => throw new NotSupportedException("generic");

    public Shape GetPinnedType(Shape elementType) => throw new NotSupportedException("pinned");

    public Shape GetSZArrayType(Shape elementType) => throw new NotSupportedException("array");

    public Shape GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        throw new NotSupportedException("specification");

    private IEnumerable<TypeDefinition> Types(string typeNamespace) =>
        _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition).Where(type => Text(type.Namespace) == typeNamespace);

    // ECMA-335, II.10.7: sequential layout, each field at a multiple of its alignment, which the packing limits
    private Structure Layout(TypeDefinition type)
    {
        int packing = Packing(type);
        int end = 0;
        List<Field> fields = [];
        foreach ((string name, Shape shape) in Fields(type))
        {
            int offset = RoundUp(end, Math.Min(shape.Alignment, packing));
            fields.Add(new Field(name, offset, shape.Size));
            end = offset + shape.Size;
        }

        int size = Math.Max(RoundUp(end, Alignment(type)), type.GetLayout().Size);
        return new Structure(Text(type.Name), size, fields);
    }

    private int Alignment(TypeDefinition type) =>
        Fields(type).Select(field => Math.Min(field.Shape.Alignment, Packing(type))).DefaultIfEmpty(1).Max();

    private static int Packing(TypeDefinition type) => type.GetLayout().PackingSize is int packing and not 0 ? packing : 8;

    private IEnumerable<(string Name, Shape Shape)> Fields(TypeDefinition type) =>
        from handle in type.GetFields()
        let field = _metadata.GetFieldDefinition(handle)
        where (field.Attributes & FieldAttributes.Static) == 0
        select (Text(field.Name), field.DecodeSignature(this, null));

    private bool IsNativeInteger(FieldDefinition field)
    {
        BlobReader signature = _metadata.GetBlobReader(field.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadSignatureTypeCode() == SignatureTypeCode.IntPtr;
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private string Text(StringHandle handle) => _metadata.GetString(handle);
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>Turns the tokens of the assembly into closed types, methods and fields.</summary>
internal sealed class TypeSystem : ISignatureTypeProvider<IlType, GenericContext>
{
    // A generic method that calls itself with a greater type has no end here; .NET makes its instances as it runs.
    private const int MaxDepth = 32;

    private readonly Dictionary<string, IlType> _types = [];
    private readonly Dictionary<(MethodDefinitionHandle, string), Method> _methods = [];
    private readonly Dictionary<string, TypeDefinitionHandle> _definitions = [];

    public TypeSystem(MetadataReader reader)
    {
        Reader = reader;
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            _definitions.TryAdd(FullName(handle), handle);
        }
        Byte = Primitive(PrimitiveTypeCode.Byte);
        UInt16 = Primitive(PrimitiveTypeCode.UInt16);
        Int32 = Primitive(PrimitiveTypeCode.Int32);
        UInt32 = Primitive(PrimitiveTypeCode.UInt32);
        Int64 = Primitive(PrimitiveTypeCode.Int64);
        UInt64 = Primitive(PrimitiveTypeCode.UInt64);
        IntPtr = Primitive(PrimitiveTypeCode.IntPtr);
        UIntPtr = Primitive(PrimitiveTypeCode.UIntPtr);
        Void = Primitive(PrimitiveTypeCode.Void);
    }

    public MetadataReader Reader { get; }

    public IlType Byte { get; }

    public IlType UInt16 { get; }

    public IlType Int32 { get; }

    public IlType UInt32 { get; }

    public IlType Int64 { get; }

    public IlType UInt64 { get; }

    public IlType IntPtr { get; }

    public IlType UIntPtr { get; }

    public IlType Void { get; }

    public IlType Primitive(PrimitiveTypeCode code) => GetPrimitiveType(code);

    public PointerType Pointer(IlType target) => (PointerType)GetPointerType(target);

    public PointerType Reference(IlType target) => (PointerType)GetByReferenceType(target);

    public TypeDefinitionHandle? Definition(string fullName) =>
        _definitions.TryGetValue(fullName, out TypeDefinitionHandle handle) ? handle : null;

    public string FullName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = Reader.GetTypeDefinition(handle);
        string name = Reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
        {
            return FullName(type.GetDeclaringType()) + "." + name;
        }
        return type.Namespace.IsNil ? name : Reader.GetString(type.Namespace) + "." + name;
    }

    // Types

    public IlType Type(EntityHandle handle, GenericContext context) => handle.Kind switch
    {
        HandleKind.TypeDefinition => GetTypeFromDefinition(Reader, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeSpecification => GetTypeFromSpecification(Reader, context, (TypeSpecificationHandle)handle, 0),
        _ => throw new RefusedException("a type of another assembly"),
    };

    /// <summary>The definition that holds a type's methods and fields, and its arguments.</summary>
    public (TypeDefinitionHandle Handle, ImmutableArray<IlType> Arguments) Members(IlType type) => type switch
    {
        NamedType named => (named.Handle, named.Arguments),
        EnumType enumeration => (enumeration.Handle, []),
        PrimitiveType { Definition: NamedType definition } => (definition.Handle, []),
        ObjectType { Definition: NamedType definition } => (definition.Handle, []),
        _ => throw new RefusedException($"{type} has no members"),
    };

    public bool IsInterface(IlType type) => type is NamedType { IsValueType: false } named
        && (Reader.GetTypeDefinition(named.Handle).Attributes & TypeAttributes.Interface) != 0;

    public IlType GetPrimitiveType(PrimitiveTypeCode code)
    {
        if (code is PrimitiveTypeCode.String or PrimitiveTypeCode.Object or PrimitiveTypeCode.Single or PrimitiveTypeCode.Double
            or PrimitiveTypeCode.TypedReference)
        {
            return Intern(code.ToString(), name => new ObjectType(name,
                Definition("System." + name) is TypeDefinitionHandle handle ? new NamedType("System." + name, handle, [], false) : null));
        }
        return Intern(code.ToString(), name => new PrimitiveType(code, name, code == PrimitiveTypeCode.Void ? null
            : Definition("System." + name) is TypeDefinitionHandle handle ? new NamedType("System." + name, handle, [], true)
            : throw new RefusedException($"the core library lacks System.{name}")));
    }

    public IlType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Named(handle, []);

    public IlType GetGenericInstantiation(IlType genericType, ImmutableArray<IlType> typeArguments) =>
        Named(((NamedType)genericType).Handle, typeArguments);

    public IlType GetPointerType(IlType elementType) => Intern(elementType.Name + "*", name => new PointerType(name, elementType, false));

    public IlType GetByReferenceType(IlType elementType) => Intern("ref " + elementType.Name, name => new PointerType(name, elementType, true));

    public IlType GetFunctionPointerType(MethodSignature<IlType> signature) =>
        Intern($"delegate*<{string.Join(", ", signature.ParameterTypes.Append(signature.ReturnType).Select(type => type.Name))}>",
            name => new FunctionPointerType(name, signature));

    public IlType GetArrayType(IlType elementType, ArrayShape shape) => Intern(elementType.Name + "[,]", name => new ObjectType(name));

    public IlType GetSZArrayType(IlType elementType) => Intern(elementType.Name + "[]", name => new ObjectType(name));

    public IlType GetGenericTypeParameter(GenericContext genericContext, int index) => genericContext.OfType[index];

    public IlType GetGenericMethodParameter(GenericContext genericContext, int index) => genericContext.OfMethod[index];

    public IlType GetModifiedType(IlType modifier, IlType unmodifiedType, bool isRequired) => unmodifiedType;

    public IlType GetPinnedType(IlType elementType) => elementType;

    public IlType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        throw new RefusedException("a type of another assembly: " + reader.GetString(reader.GetTypeReference(handle).Name));

    public IlType GetTypeFromSpecification(MetadataReader reader, GenericContext genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    // Methods

    public Method Method(EntityHandle handle, GenericContext context)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var definition = (MethodDefinitionHandle)handle;
                return Method(definition, Type(Reader.GetMethodDefinition(definition).GetDeclaringType(), context), []);
            case HandleKind.MemberReference:
                return MethodOfReference((MemberReferenceHandle)handle, context, []);
            case HandleKind.MethodSpecification:
                MethodSpecification specification = Reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                ImmutableArray<IlType> arguments = specification.DecodeSignature(this, context);
                return specification.Method.Kind == HandleKind.MemberReference
                    ? MethodOfReference((MemberReferenceHandle)specification.Method, context, arguments)
                    : Method((MethodDefinitionHandle)specification.Method,
                        Type(Reader.GetMethodDefinition((MethodDefinitionHandle)specification.Method).GetDeclaringType(), context), arguments);
            default:
                throw new RefusedException("a method token of kind " + handle.Kind);
        }
    }

    public Method Method(MethodDefinitionHandle handle, IlType owner, ImmutableArray<IlType> arguments)
    {
        string ownArguments = arguments.IsEmpty ? "" : "<" + string.Join(", ", arguments.Select(type => type.Name)) + ">";
        if (_methods.TryGetValue((handle, owner.Name + ownArguments), out Method? known))
        {
            return known;
        }
        MethodDefinition definition = Reader.GetMethodDefinition(handle);
        var context = new GenericContext(Members(owner).Arguments, arguments);
        var method = new Method(handle, owner, context, definition.DecodeSignature(this, context),
            owner.Name + "." + Reader.GetString(definition.Name) + ownArguments);
        _methods.Add((handle, owner.Name + ownArguments), method);
        return method;
    }

    private Method MethodOfReference(MemberReferenceHandle handle, GenericContext context, ImmutableArray<IlType> arguments)
    {
        MemberReference reference = Reader.GetMemberReference(handle);
        if (reference.Parent.Kind is HandleKind.TypeReference)
        {
            throw new RefusedException("a method of another assembly: " + Reader.GetString(reference.Name));
        }
        IlType owner = Type(reference.Parent, context);
        byte[] signature = Reader.GetBlobBytes(reference.Signature);
        foreach (MethodDefinitionHandle candidate in Reader.GetTypeDefinition(Members(owner).Handle).GetMethods())
        {
            // One module, so equal signatures are equal bytes.
            MethodDefinition definition = Reader.GetMethodDefinition(candidate);
            if (NameEquals(definition.Name, reference.Name) && Reader.GetBlobBytes(definition.Signature).AsSpan().SequenceEqual(signature))
            {
                return Method(candidate, owner, arguments);
            }
        }
        throw new RefusedException($"{owner} has no method {Reader.GetString(reference.Name)} of that signature");
    }

    /// <summary>The method that a constrained call on <paramref name="type"/> reaches, or null where the value would be boxed.</summary>
    public Method? Implementation(IlType type, Method declaration)
    {
        (TypeDefinitionHandle handle, ImmutableArray<IlType> arguments) = Members(type);
        TypeDefinition definition = Reader.GetTypeDefinition(handle);
        var context = new GenericContext(arguments, declaration.Context.OfMethod);
        foreach (MethodImplementationHandle entry in definition.GetMethodImplementations())
        {
            MethodImplementation implementation = Reader.GetMethodImplementation(entry);
            if (Implements(implementation.MethodDeclaration, context, declaration) && implementation.MethodBody.Kind == HandleKind.MethodDefinition)
            {
                return Method((MethodDefinitionHandle)implementation.MethodBody, type, declaration.Context.OfMethod);
            }
        }

        MethodDefinition declared = Reader.GetMethodDefinition(declaration.Handle);
        foreach (MethodDefinitionHandle candidate in definition.GetMethods())
        {
            MethodDefinition method = Reader.GetMethodDefinition(candidate);
            if (NameEquals(method.Name, declared.Name)
                && (method.Attributes & MethodAttributes.Static) == (declared.Attributes & MethodAttributes.Static)
                && method.GetGenericParameters().Count == declaration.Context.OfMethod.Length
                && SameTypes(Method(candidate, type, declaration.Context.OfMethod).Signature, declaration.Signature))
            {
                return Method(candidate, type, declaration.Context.OfMethod);
            }
        }

        // A static member's default stands in the interface.
        bool hasDefault = (declared.Attributes & MethodAttributes.Static) != 0 && declared.RelativeVirtualAddress != 0;
        return hasDefault ? declaration : null;
    }

    private bool Implements(EntityHandle handle, GenericContext context, Method declaration)
    {
        EntityHandle method = handle.Kind == HandleKind.MethodSpecification
            ? Reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method : handle;
        if (method.Kind == HandleKind.MethodDefinition)
        {
            return (MethodDefinitionHandle)method == declaration.Handle;
        }
        MemberReference reference = Reader.GetMemberReference((MemberReferenceHandle)method);
        return Type(reference.Parent, context) == declaration.Owner
            && MethodOfReference((MemberReferenceHandle)method, context, declaration.Context.OfMethod).Handle == declaration.Handle;
    }

    private static bool SameTypes(MethodSignature<IlType> left, MethodSignature<IlType> right) =>
        left.ReturnType == right.ReturnType && left.ParameterTypes.SequenceEqual(right.ParameterTypes);

    private bool NameEquals(StringHandle left, StringHandle right) => Reader.StringComparer.Equals(left, Reader.GetString(right));

    // Fields

    public Field Field(EntityHandle handle, GenericContext context)
    {
        if (handle.Kind == HandleKind.FieldDefinition)
        {
            var definition = (FieldDefinitionHandle)handle;
            return Field(definition, Type(Reader.GetFieldDefinition(definition).GetDeclaringType(), context));
        }
        MemberReference reference = Reader.GetMemberReference((MemberReferenceHandle)handle);
        IlType owner = Type(reference.Parent, context);
        foreach (FieldDefinitionHandle candidate in Reader.GetTypeDefinition(Members(owner).Handle).GetFields())
        {
            if (NameEquals(Reader.GetFieldDefinition(candidate).Name, reference.Name))
            {
                return Field(candidate, owner);
            }
        }
        throw new RefusedException($"{owner} has no field {Reader.GetString(reference.Name)}");
    }

    public Field Field(FieldDefinitionHandle handle, IlType owner)
    {
        FieldDefinition definition = Reader.GetFieldDefinition(handle);
        return new Field(handle, owner, Reader.GetString(definition.Name),
            definition.DecodeSignature(this, new GenericContext(Members(owner).Arguments, [])), (definition.Attributes & FieldAttributes.Static) != 0);
    }

    public IEnumerable<Field> InstanceFields(IlType type) => Reader.GetTypeDefinition(Members(type).Handle).GetFields()
        .Where(field => (Reader.GetFieldDefinition(field).Attributes & FieldAttributes.Static) == 0)
        .Select(field => Field(field, type));

    // Attributes

    /// <summary>The attribute of this full name among some, if it is there.</summary>
    public CustomAttribute? Attribute(CustomAttributeHandleCollection attributes, string fullName)
    {
        foreach (CustomAttributeHandle handle in attributes)
        {
            CustomAttribute attribute = Reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind == HandleKind.MethodDefinition
                && FullName(Reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()) == fullName)
            {
                return attribute;
            }
        }
        return null;
    }

    private IlType Named(TypeDefinitionHandle handle, ImmutableArray<IlType> arguments)
    {
        string fullName = FullName(handle);
        string name = arguments.IsEmpty ? fullName : $"{fullName}<{string.Join(", ", arguments.Select(type => type.Name))}>";
        return Intern(name, _ =>
        {
            if (fullName.StartsWith("System.", StringComparison.Ordinal) && Enum.TryParse(fullName["System.".Length..], out PrimitiveTypeCode code))
            {
                return GetPrimitiveType(code);
            }
            TypeDefinition type = Reader.GetTypeDefinition(handle);
            string parent = type.BaseType.Kind == HandleKind.TypeDefinition && !type.BaseType.IsNil ? FullName((TypeDefinitionHandle)type.BaseType) : "";
            return parent switch
            {
                "System.Enum" => new EnumType(name, handle, UnderlyingType(type)),
                // System.Enum is a class, although its parent is the parent of structs.
                "System.ValueType" => Shallow(new NamedType(name, handle, arguments, fullName != "System.Enum")),
                _ => Shallow(new NamedType(name, handle, arguments, false)),
            };
        });
    }

    private static NamedType Shallow(NamedType type) => type.Depth <= MaxDepth ? type
        : throw new RefusedException($"generic types within each other, more than {MaxDepth} deep: does a method call itself with a greater type each time?");

    private IlType UnderlyingType(TypeDefinition type)
    {
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = Reader.GetFieldDefinition(handle);
            if ((field.Attributes & FieldAttributes.Static) == 0)
            {
                return field.DecodeSignature(this, GenericContext.Empty);
            }
        }
        throw new RefusedException("an enum without a value field");
    }

    private IlType Intern(string name, Func<string, IlType> create)
    {
        if (!_types.TryGetValue(name, out IlType? type))
        {
            type = create(name);
            _types[name] = type;
        }
        return type;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>Where the fields of a struct lie, in bytes. <c>Elements</c> is the count of an inline array or a fixed buffer, else 0.</summary>
internal sealed record StructLayout(int Size, int Alignment, bool IsExplicit, int Elements, IReadOnlyList<FieldPlace> Fields);

/// <summary>A field and its place; misaligned when its own type asks for more than the place gives.</summary>
internal sealed record FieldPlace(Field Field, int Offset, int Size, int Alignment, bool IsMisaligned);

/// <summary>
/// Sizes and offsets by the rules of .NET: sequential structs as C lays them out, with Pack and Size; explicit ones; inline
/// arrays. The C compiler confirms each by a static assert.
/// </summary>
internal sealed class Layouts(TypeSystem types, int pointerSize)
{
    private readonly Dictionary<IlType, StructLayout> _layouts = [];

    public int SizeOf(IlType type) => type.Plain switch
    {
        PrimitiveType primitive => SizeOf(primitive.Code),
        PointerType or FunctionPointerType => pointerSize,
        NamedType { IsValueType: true } => Of(type).Size,
        _ => throw new RefusedException($"{type} has no size: it is an object"),
    };

    public int AlignmentOf(IlType type) => type.Plain is NamedType { IsValueType: true } ? Of(type).Alignment : SizeOf(type);

    public StructLayout Of(IlType type)
    {
        if (!_layouts.TryGetValue(type, out StructLayout? layout))
        {
            layout = Compute((NamedType)type);
            _layouts.Add(type, layout);
        }
        return layout;
    }

    private int SizeOf(PrimitiveTypeCode code) => code switch
    {
        PrimitiveTypeCode.Boolean or PrimitiveTypeCode.SByte or PrimitiveTypeCode.Byte => 1,
        PrimitiveTypeCode.Char or PrimitiveTypeCode.Int16 or PrimitiveTypeCode.UInt16 => 2,
        PrimitiveTypeCode.Int32 or PrimitiveTypeCode.UInt32 => 4,
        PrimitiveTypeCode.Int64 or PrimitiveTypeCode.UInt64 => 8,
        PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr => pointerSize,
        _ => throw new RefusedException($"{code} has no size"),
    };

    private StructLayout Compute(NamedType type)
    {
        TypeDefinition definition = types.Reader.GetTypeDefinition(type.Handle);
        TypeLayout stated = definition.GetLayout();
        bool isExplicit = (definition.Attributes & TypeAttributes.LayoutMask) == TypeAttributes.ExplicitLayout;
        int pack = stated.PackingSize == 0 ? int.MaxValue : stated.PackingSize;
        List<FieldPlace> places = [];
        int end = 0, alignment = 1;
        foreach (Field field in types.InstanceFields(type))
        {
            int size = SizeOf(field.Type), natural = AlignmentOf(field.Type), own = Math.Min(natural, pack);
            int offset = isExplicit ? types.Reader.GetFieldDefinition(field.Handle).GetOffset() : RoundUp(end, own);
            places.Add(new FieldPlace(field, offset, size, natural, false));
            end = Math.Max(end, offset + size);
            alignment = Math.Max(alignment, own);
        }

        int elements = ElementsOf(type, definition, stated, places);
        int total = elements > 0 ? elements * places[0].Size : Math.Max(RoundUp(Math.Max(end, 1), alignment), stated.Size);
        if (total % alignment != 0)
        {
            throw new RefusedException($"{type} says Size = {total}, and C has only multiples of its alignment, {alignment}");
        }
        // An address is as aligned as the struct is and the offset allows.
        List<FieldPlace> judged = places
            .ConvertAll(place => place with { IsMisaligned = place.Alignment > alignment || place.Offset % place.Alignment != 0 });
        return new StructLayout(total, alignment, isExplicit, elements, judged);
    }

    private int ElementsOf(NamedType type, TypeDefinition definition, TypeLayout stated, List<FieldPlace> places)
    {
        if (types.Attribute(definition.GetCustomAttributes(), "System.Runtime.CompilerServices.InlineArrayAttribute") is CustomAttribute inline)
        {
            // The blob: a prolog of two bytes, then the length.
            BlobReader blob = types.Reader.GetBlobReader(inline.Value);
            blob.ReadUInt16();
            return blob.ReadInt32();
        }
        // What C# makes of "fixed byte name[16]": one field, and a size.
        return type.Name.EndsWith("e__FixedBuffer", StringComparison.Ordinal) && places.Count == 1 ? stated.Size / places.Single().Size : 0;
    }

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}

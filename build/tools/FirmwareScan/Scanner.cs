using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace IgdAot.FirmwareScan;

/// <summary>
/// Finds in an assembly what the firmware must not contain: allocation, exceptions, dispatch through objects, mutable
/// statics, floating point. The linker cannot tell (an unused <c>new object()</c> compiles clean), and the IL can: it still
/// has the method's name and the offset. Nothing is exempt, the core library neither.
/// </summary>
public sealed class Scanner
{
    private static readonly Dictionary<ushort, OpCode> s_opcodes = ReadOpcodes();

    private readonly PEReader _image;
    private readonly MetadataReader _reader;
    private readonly List<Finding> _findings = [];

    public Scanner(Stream assembly)
    {
        _image = new PEReader(assembly);
        _reader = _image.GetMetadataReader();
    }

    public IReadOnlyList<Finding> Scan()
    {
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            TypeDefinition type = _reader.GetTypeDefinition(handle);
            foreach (FieldDefinitionHandle field in type.GetFields())
            {
                ScanField(field);
            }
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                ScanMethod(method);
            }
        }
        return _findings;
    }

    private void ScanField(FieldDefinitionHandle handle)
    {
        FieldAttributes attributes = _reader.GetFieldDefinition(handle).Attributes;
        const FieldAttributes Constant = FieldAttributes.Literal | FieldAttributes.InitOnly | FieldAttributes.HasFieldRVA;
        if ((attributes & FieldAttributes.Static) != 0 && (attributes & Constant) == 0)
        {
            Report(Names.Of(_reader, handle), null, "mutable static field", "state lives in one structure that is passed by reference");
        }
    }

    private void ScanMethod(MethodDefinitionHandle handle)
    {
        MethodDefinition method = _reader.GetMethodDefinition(handle);
        string name = Names.Of(_reader, handle);

        if (_reader.StringComparer.Equals(method.Name, ".cctor"))
        {
            Report(name, null, "static constructor", "nothing runs before main; use a constant or a span over constants");
        }
        if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0)
        {
            ScanImport(name, method);
        }
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Report(name, region.TryOffset, "exception region (" + region.Kind + ")", "nothing is thrown, nothing is caught; a using or foreach over a disposable is one too");
        }
        ScanBody(name, body.GetILReader());
    }

    /// <summary>What would need marshalling code on the way into C.</summary>
    private void ScanImport(string name, MethodDefinition method)
    {
        if ((method.GetImport().Attributes & MethodImportAttributes.SetLastError) != 0)
        {
            Report(name, null, "SetLastError", "there is no thread state to keep it in; read errno at once");
        }
        MethodSignature<string> signature = method.DecodeSignature(new SignatureNames(), null);
        foreach (string type in (IEnumerable<string>)[signature.ReturnType, .. signature.ParameterTypes])
        {
            if (type is "Boolean" or "Char" or "String" or "Object" || type.EndsWith(']'))
            {
                Report(name, null, type + " in a DllImport", "only types that C has: integers and pointers");
            }
        }
    }

    private void ScanBody(string name, BlobReader il)
    {
        EntityHandle constrained = default;
        while (il.RemainingBytes > 0)
        {
            int offset = il.Offset;
            ushort code = il.ReadByte();
            if (code == 0xFE)
            {
                code = (ushort)(0xFE00 | il.ReadByte());
            }
            OpCode opcode = s_opcodes[code];
            EntityHandle operand = default;
            switch (opcode.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineField or OperandType.InlineTok:
                    operand = MetadataTokens.EntityHandle(il.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    int cases = il.ReadInt32();
                    il.Offset += 4 * cases;
                    break;
                default:
                    il.Offset += OperandSize(opcode.OperandType);
                    break;
            }

            if (opcode == OpCodes.Constrained)
            {
                constrained = operand;
                continue;
            }
            ScanInstruction(name, offset, opcode, operand, constrained);
            constrained = default;
        }
    }

    private void ScanInstruction(string name, int offset, OpCode opcode, EntityHandle operand, EntityHandle constrained)
    {
        string? reason = null;
        if (opcode == OpCodes.Newobj)
        {
            reason = IsValueType(ParentOf(operand)) ? null : "nothing is allocated";
        }
        else if (opcode == OpCodes.Newarr || opcode == OpCodes.Box)
        {
            reason = "nothing is allocated";
        }
        else if (opcode == OpCodes.Throw || opcode == OpCodes.Rethrow)
        {
            reason = "a failure is a return value";
        }
        else if (opcode == OpCodes.Callvirt)
        {
            reason = ReasonAgainst(operand, constrained);
        }
        else if (opcode == OpCodes.Ldvirtftn)
        {
            reason = "there are no objects to dispatch on; use a function pointer or a static abstract member";
        }
        else if (opcode == OpCodes.Stsfld)
        {
            reason = "state lives in one structure that is passed by reference";
        }
        else if (opcode == OpCodes.Ldstr)
        {
            reason = "a string is an object; write \"...\"u8";
        }
        else if (opcode == OpCodes.Castclass || opcode == OpCodes.Isinst || opcode == OpCodes.Unbox || opcode == OpCodes.Unbox_Any)
        {
            reason = "there are no objects to cast";
        }
        else if (opcode == OpCodes.Ldc_R4 || opcode == OpCodes.Ldc_R8 || opcode == OpCodes.Conv_R4 || opcode == OpCodes.Conv_R8 || opcode == OpCodes.Conv_R_Un)
        {
            reason = "no floating point: not every target has it";
        }

        if (reason is not null)
        {
            Report(name, offset, operand.IsNil ? opcode.Name! : $"{opcode.Name} {Names.Of(_reader, operand)}", reason);
        }
    }

    /// <summary>
    /// C# writes callvirt for every method of a class, for the null check; only a virtual one dispatches. With the
    /// constrained prefix the method is known at compile time, unless it is one that every object has: then the value
    /// is boxed, if its own type does not override it.
    /// </summary>
    private string? ReasonAgainst(EntityHandle method, EntityHandle constrained)
    {
        bool ofObject = Names.Of(_reader, ParentOf(method)) is "System.Object" or "System.ValueType" or "System.Enum";
        if (!constrained.IsNil && (!ofObject || Overrides(constrained, NameOf(method))))
        {
            return null;
        }
        if (!constrained.IsNil)
        {
            return "boxes, as " + Names.Of(_reader, constrained) + " does not override it";
        }
        return IsVirtual(method) ? "there are no objects to dispatch on; use a static abstract member of an interface" : null;
    }

    private bool Overrides(EntityHandle type, string method)
    {
        EntityHandle definition = DefinitionOf(type);
        if (definition.Kind != HandleKind.TypeDefinition)
        {
            return false;
        }
        foreach (MethodDefinitionHandle handle in _reader.GetTypeDefinition((TypeDefinitionHandle)definition).GetMethods())
        {
            MethodDefinition candidate = _reader.GetMethodDefinition(handle);
            if (_reader.StringComparer.Equals(candidate.Name, method) && (candidate.Attributes & MethodAttributes.Virtual) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Unknown (of another assembly) counts as virtual: the firmware has no other assembly.</summary>
    private bool IsVirtual(EntityHandle method)
    {
        if (method.Kind == HandleKind.MethodSpecification)
        {
            method = _reader.GetMethodSpecification((MethodSpecificationHandle)method).Method;
        }
        if (method.Kind == HandleKind.MethodDefinition)
        {
            return (_reader.GetMethodDefinition((MethodDefinitionHandle)method).Attributes & MethodAttributes.Virtual) != 0;
        }
        EntityHandle parent = DefinitionOf(ParentOf(method));
        return parent.Kind != HandleKind.TypeDefinition || Overrides(parent, NameOf(method));
    }

    private string NameOf(EntityHandle method) => method.Kind switch
    {
        HandleKind.MethodSpecification => NameOf(_reader.GetMethodSpecification((MethodSpecificationHandle)method).Method),
        HandleKind.MethodDefinition => _reader.GetString(_reader.GetMethodDefinition((MethodDefinitionHandle)method).Name),
        _ => _reader.GetString(_reader.GetMemberReference((MemberReferenceHandle)method).Name),
    };

    private EntityHandle ParentOf(EntityHandle method) => method.Kind switch
    {
        HandleKind.MethodSpecification => ParentOf(_reader.GetMethodSpecification((MethodSpecificationHandle)method).Method),
        HandleKind.MethodDefinition => _reader.GetMethodDefinition((MethodDefinitionHandle)method).GetDeclaringType(),
        _ => _reader.GetMemberReference((MemberReferenceHandle)method).Parent,
    };

    /// <summary>The type without its arguments.</summary>
    private EntityHandle DefinitionOf(EntityHandle type)
    {
        if (type.Kind != HandleKind.TypeSpecification)
        {
            return type;
        }
        BlobReader signature = _reader.GetBlobReader(_reader.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return type;
        }
        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle();
    }

    private bool IsValueType(EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeSpecification)
        {
            // ECMA-335 II.23.2.12: GENERICINST (CLASS | VALUETYPE) ...
            BlobReader signature = _reader.GetBlobReader(_reader.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
            return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance
                && signature.ReadCompressedInteger() == (int)SignatureTypeKind.ValueType;
        }
        if (type.Kind != HandleKind.TypeDefinition)
        {
            return false;
        }
        EntityHandle parent = _reader.GetTypeDefinition((TypeDefinitionHandle)type).BaseType;
        return !parent.IsNil && Names.Of(_reader, parent) == "System.ValueType";
    }

    private void Report(string member, int? offset, string construct, string reason) =>
        _findings.Add(new Finding(member, offset, construct, reason));

    private static int OperandSize(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static Dictionary<ushort, OpCode> ReadOpcodes()
    {
        var result = new Dictionary<ushort, OpCode>();
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var opcode = (OpCode)field.GetValue(null)!;
            result[(ushort)opcode.Value] = opcode;
        }
        return result;
    }
}

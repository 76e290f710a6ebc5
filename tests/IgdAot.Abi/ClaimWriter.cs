using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace IgdAot.Abi;

/// <summary>Writes the claims: C that compiles only where the C headers say the same as our C#.</summary>
internal sealed class ClaimWriter
{
    private const string LinuxNamespace = "IgdAot.Linux";

    // Not in any header for programs: one belongs to libnftnl, the others stand in the kernel's own nf_internals.h.
    private const string LibnftnlPrefix = "NFTNL_";
    private const string InternalPrefix = "CTA_FILTER_F_";

    // C writes it as the complement of two bits, for use on 16 of them.
    private const string Complement = "NLA_TYPE_MASK";

    // Where musl writes an int and padding for what has the machine's width in the kernel.
    private static readonly Dictionary<string, string> s_muslPadding = new()
    {
        ["msghdr.msg_iovlen"] = "__pad1",
        ["msghdr.msg_controllen"] = "__pad2",
        ["cmsghdr.cmsg_len"] = "__pad1",
    };

    // The parameters behind C's "..." have no declaration that could be compared.
    private static readonly Dictionary<string, int> s_variadicTail = new() { ["open"] = 1, ["syscall"] = 5 };

    private readonly int _pointerSize;
    private readonly bool _isMusl;
    private readonly Constant[] _library;
    private readonly Constant[] _errors;
    private readonly Constant[] _kernel;
    private readonly Structure[] _structures;
    private readonly Function[] _functions;

    public ClaimWriter(AbiReader[] assemblies, int pointerSize, bool isMusl)
    {
        _pointerSize = pointerSize;
        _isMusl = isMusl;
        _library = assemblies.SelectMany(assembly => assembly.Constants(LinuxNamespace, "Libc")).ToArray();
        _errors = assemblies.SelectMany(assembly => assembly.Constants(LinuxNamespace, "Errno")).ToArray();
        _kernel = assemblies.SelectMany(assembly => assembly.Constants("IgdAot.Wire.Netlink", "NetlinkAbi"))
            .Where(constant => !constant.Name.StartsWith(LibnftnlPrefix) && !constant.Name.StartsWith(InternalPrefix))
            .ToArray();
        _structures = assemblies.SelectMany(assembly => assembly.Structures(LinuxNamespace)).ToArray();
        _functions = assemblies.SelectMany(assembly => assembly.Functions(LinuxNamespace, "Libc")).ToArray();
    }

    /// <summary>Numbers, error numbers and structures of the C library.</summary>
    public string LibraryClaims()
    {
        StringBuilder text = new("#include \"libc-headers.h\"\n");
        AppendConstants(text, _library, "");
        AppendConstants(text, _errors, "E");
        foreach (Structure structure in _structures)
        {
            string type = structure.Name.EndsWith("_t") ? structure.Name : "struct " + structure.Name;
            Claim(text, $"sizeof({type})", structure.Size);
            // C keeps names with two underscores for the library's own use.
            foreach (Field field in structure.Fields.Where(field => !field.Name.StartsWith("__")))
            {
                Claim(text, Offset(type, structure.Name, field.Name), field.Offset);
                Claim(text, Size(type, structure.Name, field.Name), field.Size);
            }
        }

        return text.ToString();
    }

    /// <summary>Numbers of the kernel's headers.</summary>
    public string KernelClaims()
    {
        StringBuilder text = new("#include \"kernel-headers.h\"\n");
        AppendConstants(text, _kernel, "");
        return text.ToString();
    }

    /// <summary>Number and sizes of parameters and results, which only C++ can ask a declaration for.</summary>
    public string FunctionClaims()
    {
        StringBuilder text = new("#include \"libc-headers.h\"\n#include \"shapes.h\"\n");
        foreach (Function function in _functions)
        {
            IEnumerable<string> shapes = function.Shapes
                .SkipLast(s_variadicTail.GetValueOrDefault(function.Name))
                .Select(shape => shape.IsPointer ? "pointer" : shape.Size.ToString(CultureInfo.InvariantCulture));
            text.Append("CLAIM_SHAPE(").Append(function.Name).Append(", ").AppendJoin(", ", shapes).Append(");\n");
        }

        return text.ToString();
    }

    /// <summary>A table of all functions: its assembly shows which symbols the headers bind the names to.</summary>
    public string SymbolTable()
    {
        StringBuilder text = new("#include \"libc-headers.h\"\nvoid *const table[] = {\n");
        foreach (Function function in _functions)
        {
            text.Append("    (void *)").Append(function.Name).Append(",\n");
        }

        return text.Append("};\n").ToString();
    }

    /// <summary>The symbols that our C# binds, in the order of <see cref="SymbolTable"/>.</summary>
    public string ExpectedSymbols() => string.Concat(_functions.Select(function => function.Symbol + "\n"));

    public string Summary() =>
        $"{_library.Length + _errors.Length + _kernel.Length} numbers, {_structures.Length} structures, {_functions.Length} functions";

    private static void AppendConstants(StringBuilder text, Constant[] constants, string prefix)
    {
        foreach (Constant constant in constants)
        {
            Claim(text, $"({CType(constant)}){prefix}{constant.Name}", constant.Value);
        }
    }

    private static string CType(Constant constant) =>
        constant.Name == Complement ? "unsigned short" : constant.IsNativeInteger ? "long" : "long long";

    private static void Claim(StringBuilder text, string expression, decimal value) =>
        text.Append(CultureInfo.InvariantCulture, $"CLAIM({expression}, {value});\n");

    // The padding stands behind the number, in big-endian order in front of it.
    private string Offset(string type, string structure, string field) => Padding(structure, field) is string padding
        ? $"offsetof({type}, {field}) < offsetof({type}, {padding}) ? offsetof({type}, {field}) : offsetof({type}, {padding})"
        : $"offsetof({type}, {field})";

    private string Size(string type, string structure, string field)
    {
        string size = $"sizeof((({type} *)0)->{field})";
        return Padding(structure, field) is string padding ? $"{size} + sizeof((({type} *)0)->{padding})" : size;
    }

    private string? Padding(string structure, string field) =>
        _isMusl && _pointerSize == 8 ? s_muslPadding.GetValueOrDefault($"{structure}.{field}") : null;
}

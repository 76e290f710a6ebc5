using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Metadata;
using System.Text;

namespace IgdAot.IlToC;

/// <summary>
/// The C identifiers. A method is Namespace_Type__Method, as ilc names it but for the assembly, so that build/resolve reads
/// both; overloads are numbered in the order of the source; type arguments follow after "_of_".
/// </summary>
internal sealed class CNames(TypeSystem types)
{
    private static readonly HashSet<string> s_reserved =
    [
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
        "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
        "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "asm", "typeof", "linux", "unix", "errno", "mips", "i386",
        "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "iptr", "uptr", "self", "NULL", "main",
    ];

    private readonly Dictionary<object, string> _names = [];
    private readonly HashSet<string> _taken = [];

    public string Of(Method method) => Name(method, () =>
    {
        MethodDefinition definition = types.Reader.GetMethodDefinition(method.Handle);
        string name = types.Reader.GetString(definition.Name);
        var sameName = types.Reader.GetTypeDefinition(definition.GetDeclaringType()).GetMethods()
            .Where(other => types.Reader.StringComparer.Equals(types.Reader.GetMethodDefinition(other).Name, name)).ToList();
        int overload = sameName.IndexOf(method.Handle);
        string arguments = method.Context.OfMethod.IsEmpty ? "" : "_of_" + string.Join("_", method.Context.OfMethod.Select(Short));
        return Identifier(OwnerName(method.Owner) + "__" + name) + arguments + (overload > 0 ? "_" + overload : "");
    });

    public string Of(NamedType type) => Name(type, () => OwnerName(type));

    /// <summary>A name for static data, from its field.</summary>
    public string OfStatic(Field field) => Name((field.Handle, field.Owner), () => Identifier(OwnerName(field.Owner) + "_" + field.Name));

    public static string OfField(Field field)
    {
        string name = field.Name;
        // The field behind an automatic property: <Name>k__BackingField.
        if (name.StartsWith('<') && name.IndexOf('>') is int end and > 1)
        {
            name = name[1..end];
        }
        return Local(name);
    }

    /// <summary>A parameter's or a field's name, which must not be a word of C.</summary>
    public static string Local(string name)
    {
        string identifier = Identifier(name);
        return s_reserved.Contains(identifier) ? identifier + "_" : identifier;
    }

    private string OwnerName(IlType type)
    {
        (TypeDefinitionHandle handle, var arguments) = types.Members(type);
        string name = Identifier(types.FullName(handle));
        return arguments.IsEmpty ? name : name + "_of_" + string.Join("_", arguments.Select(Short));
    }

    /// <summary>A type as part of a name: without its namespace.</summary>
    private string Short(IlType type) => type switch
    {
        PointerType pointer => Short(pointer.Target) + "Ptr",
        NamedType named => Identifier(Reader(named.Handle)) + (named.Arguments.IsEmpty ? "" : "_of_" + string.Join("_", named.Arguments.Select(Short))),
        EnumType enumeration => Identifier(Reader(enumeration.Handle)),
        _ => Identifier(type.Name),
    };

    private string Reader(TypeDefinitionHandle handle) => types.Reader.GetString(types.Reader.GetTypeDefinition(handle).Name);

    private string Name(object key, Func<string> propose)
    {
        if (!_names.TryGetValue(key, out string? name))
        {
            string proposal = propose();
            name = proposal;
            for (int i = 2; !_taken.Add(name); i++)
            {
                name = $"{proposal}_no{i}";
            }
            _names.Add(key, name);
        }
        return name;
    }

    private static string Identifier(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                result.Append(c);
            }
            else if (c is '.' or '`' or '<' or '|')
            {
                result.Append('_');
            }
        }
        return result.Length == 0 || char.IsAsciiDigit(result[0]) ? "_" + result : result.ToString();
    }
}

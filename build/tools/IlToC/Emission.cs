using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace IgdAot.IlToC;

/// <summary>Puts the parts together: prelude, structs, data, declarations, functions in the order of the assembly, exports.</summary>
internal static class Emission
{
    public static string Write(Translation program, List<(Method Method, string Symbol)> exports, Dictionary<Method, string> bodies,
        IEnumerable<string> externs, List<NamedType> structs)
    {
        // By the order in the assembly, not that of discovery: a small change in C# is a small one in C.
        List<Method> methods = [.. bodies.Keys.OrderBy(method => MetadataTokens.GetRowNumber(method.Handle))
            .ThenBy(method => program.Names.Of(method), StringComparer.Ordinal)];

        // The signatures name structs too, so they come before those are written.
        string prototypes = string.Concat(methods.Select(method => Signature(program, method) + ";\n"));
        string data = program.Data.Text;

        var text = new StringBuilder();
        text.Append("// Written by build/il2c from the firmware's IL; do not edit. Functions and structs are named as in the C#.\n\n");
        text.Append(Prelude());
        text.Append($"\n_Static_assert(sizeof(void *) == {program.PointerSize}, \"translated for pointers of another size\");\n");
        text.Append("\n// Structures, each with the layout that .NET gives it.\n\n");
        foreach (NamedType type in structs)
        {
            text.Append($"struct {program.Names.Of(type)};\n");
        }
        foreach (NamedType type in HeldFirst(program, structs))
        {
            WriteStruct(text, program, type);
        }
        text.Append("\n// The C library, and src/IgdAot.CoreLib/native.\n\n");
        foreach (string declaration in externs.Order(StringComparer.Ordinal))
        {
            text.Append(declaration).Append('\n');
        }
        text.Append("\n// Constant data.\n\n").Append(data);
        text.Append("\n// Declarations.\n\n").Append(prototypes);
        foreach (Method method in methods)
        {
            text.Append($"\n// {method}\n{Signature(program, method)}\n{bodies[method]}");
        }
        text.Append("\n// Exports.\n");
        foreach ((Method method, string symbol) in exports)
        {
            WriteExport(text, program, method, symbol);
        }
        return text.ToString();
    }

    /// <summary>Each struct behind those that it holds by value, as C must know their size; those that it points to need not be known.</summary>
    private static List<NamedType> HeldFirst(Translation program, List<NamedType> structs)
    {
        List<NamedType> ordered = [];
        HashSet<NamedType> seen = [];
        void Place(NamedType type)
        {
            if (!seen.Add(type))
            {
                return;
            }
            foreach (NamedType held in program.Layouts.Of(type).Fields.Select(place => place.Field.Type).Where(held => held.Kind == StackKind.Struct).Cast<NamedType>())
            {
                Place(held);
            }
            ordered.Add(type);
        }
        structs.ForEach(Place);
        return ordered;
    }

    private static string Prelude()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Prelude.h")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void WriteStruct(StringBuilder text, Translation program, NamedType type)
    {
        StructLayout layout = program.Layouts.Of(type);
        string name = "struct " + program.Names.Of(type);
        string packed = layout.Fields.Any(place => place.IsMisaligned) || NaturalSize(layout) != layout.Size ? $"packed, aligned({layout.Alignment}), " : "";
        text.Append($"\n// {type}\n{name}\n{{\n");
        int end = 0, padding = 0;
        if (layout.IsExplicit && layout.Fields.Count > 0)
        {
            text.Append("    union\n    {\n");
            foreach (FieldPlace place in layout.Fields)
            {
                string before = place.Offset > 0 ? $"u8 padding_{padding++}[{place.Offset}]; " : "";
                text.Append($"        struct {{ {before}{Declaration(program, place.Field, 0)}; }} __attribute__((packed));\n");
            }
            text.Append("    };\n");
            end = layout.Fields.Max(place => place.Offset + place.Size);
        }
        else
        {
            foreach (FieldPlace place in layout.Fields)
            {
                if (packed.Length > 0 && place.Offset > end)
                {
                    text.Append($"    u8 padding_{padding++}[{place.Offset - end}];\n");
                }
                text.Append($"    {Declaration(program, place.Field, layout.Elements)};\n");
                end = place.Offset + (place.Size * Math.Max(layout.Elements, 1));
            }
        }
        if (end < layout.Size && (packed.Length > 0 || layout.Fields.Count == 0 || layout.IsExplicit))
        {
            text.Append($"    u8 padding_{padding}[{layout.Size - end}];\n");
        }
        string explicitAlignment = layout.IsExplicit && packed.Length == 0 ? $"aligned({layout.Alignment}), " : "";
        text.Append($"}} __attribute__(({packed}{explicitAlignment}may_alias));\n");
        text.Append($"_Static_assert(sizeof({name}) == {layout.Size} && _Alignof({name}) == {layout.Alignment}, \"layout of {type}\");\n");
        foreach (FieldPlace place in layout.Fields.Where(place => place.Offset > 0))
        {
            text.Append($"_Static_assert(offsetof({name}, {CNames.OfField(place.Field)}) == {place.Offset}, \"layout of {type}\");\n");
        }
    }

    /// <summary>The size that C gives the fields without being told more.</summary>
    private static int NaturalSize(StructLayout layout)
    {
        if (layout.Fields.Count == 0 || layout.Elements > 0 || layout.IsExplicit)
        {
            return layout.Size;
        }
        int end = layout.Fields.Max(place => place.Offset + place.Size);
        return (end + layout.Alignment - 1) / layout.Alignment * layout.Alignment;
    }

    private static string Declaration(Translation program, Field field, int elements)
    {
        string type = program.CType(field.Type);
        return $"{type}{(type.EndsWith('*') ? "" : " ")}{CNames.OfField(field)}{(elements > 0 ? $"[{elements}]" : "")}";
    }

    private static string Signature(Translation program, Method method)
    {
        MethodImplAttributes attributes = program.Types.Reader.GetMethodDefinition(method.Handle).ImplAttributes;
        string linkage = (attributes & MethodImplAttributes.AggressiveInlining) != 0 ? "ALWAYS_INLINE"
            : (attributes & MethodImplAttributes.NoInlining) != 0 ? "NEVER_INLINE" : "static";
        string result = program.CType(method.Signature.ReturnType);
        return $"{linkage} {result}{(result.EndsWith('*') ? "" : " ")}{program.Names.Of(method)}({Parameters(program, method)})";
    }

    private static string Parameters(Translation program, Method method)
    {
        IEnumerable<string> parameters = program.ParameterNames(method).Select((name, i) =>
        {
            string type = program.CType(program.ParameterType(method, i));
            return type + (type.EndsWith('*') ? "" : " ") + name;
        });
        string text = string.Join(", ", parameters);
        return text.Length == 0 ? "void" : text;
    }

    private static void WriteExport(StringBuilder text, Translation program, Method method, string symbol)
    {
        string name = program.Names.Of(method);
        if (symbol == "main")
        {
            // C prescribes the types of its parameters.
            string arguments = method.Signature.ParameterTypes.Length == 2 ? $"argc, ({program.CType(method.Signature.ParameterTypes[1])})argv" : "";
            text.Append($"\nint main(int argc, char **argv)\n{{\n    return {name}({arguments});\n}}\n");
            return;
        }
        string result = program.CType(method.Signature.ReturnType), parameters = Parameters(program, method);
        text.Append($"\n{result} {symbol}({parameters});\n{result} {symbol}({parameters})\n{{\n    ");
        text.Append($"{(result == "void" ? "" : "return ")}{name}({string.Join(", ", program.ParameterNames(method))});\n}}\n");
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>
/// What this tool knows of src/IgdAot.CoreLib. That an assembly holds just that library is told by its contents: the
/// methods without a body must be those that have one here, by name and count.
/// </summary>
internal static class CoreLibrary
{
    /// <summary>Class, namespace, and its methods that BodyTranslator.Calls.cs writes in C, each with the number of its overloads.</summary>
    private static readonly Dictionary<string, Dictionary<string, int>> s_intrinsics = new()
    {
        ["System.Runtime.CompilerServices.Unsafe"] = new()
        {
            ["As"] = 1, ["AsRef"] = 2, ["AsPointer"] = 1, ["Add"] = 2, ["Subtract"] = 1, ["AddByteOffset"] = 2, ["ByteOffset"] = 1,
            ["AreSame"] = 1, ["IsAddressLessThan"] = 1, ["IsAddressGreaterThan"] = 1, ["IsNullRef"] = 1, ["NullRef"] = 1, ["SkipInit"] = 1,
            ["Read"] = 1, ["Write"] = 1, ["ReadUnaligned"] = 2, ["WriteUnaligned"] = 2,
            ["CopyBlock"] = 2, ["InitBlock"] = 2, ["CopyBlockUnaligned"] = 2, ["InitBlockUnaligned"] = 2,
        },
        ["System.Runtime.CompilerServices.RuntimeHelpers"] = new()
        {
            ["CreateSpan"] = 1, ["IsReferenceOrContainsReferences"] = 1, ["IsBitwiseEquatable"] = 1,
        },
        ["System.Check"] = new() { ["NotAbove"] = 1, ["NotNegative"] = 1 },
        ["System.Native"] = new() { ["memcmp"] = 1, ["memchr"] = 1, ["igd_slice_from"] = 1, ["igd_slice"] = 1 },
        ["System.SpanHelpers"] = new() { ["Memmove"] = 1, ["Fill"] = 1, ["ClearWithoutReferences"] = 1 },
        ["System.Numerics.BitOperations"] = new() { ["LeadingZeroCount"] = 2, ["TrailingZeroCount"] = 4 },
        ["System.Buffers.Binary.BinaryPrimitives"] = new() { ["ReverseEndianness"] = 8 },
    };

    /// <summary>Type.Method for a method that has its C here, else null.</summary>
    public static string? IntrinsicName(Method method)
    {
        string owner = method.Owner.Name;
        if (!s_intrinsics.TryGetValue(owner, out Dictionary<string, int>? methods))
        {
            return null;
        }
        string name = method.Name[(owner.Length + 1)..].Split('<')[0];
        return methods.ContainsKey(name) ? owner[(owner.LastIndexOf('.') + 1)..] + "." + name : null;
    }

    /// <summary>Refuses an assembly that is one of several: ours is closed.</summary>
    public static void CheckClosed(MetadataReader reader)
    {
        if (reader.AssemblyReferences.Count > 0)
        {
            string reference = reader.GetString(reader.GetAssemblyReference(reader.AssemblyReferences.First()).Name);
            throw new RefusedException($"not a closed assembly: it refers to {reference}; translated is what build/freestanding.props compiles, with src/IgdAot.CoreLib inside");
        }
    }

    /// <summary>Refuses an assembly that does not hold our core library as this tool knows it.</summary>
    public static void Check(TypeSystem types)
    {
        MetadataReader reader = types.Reader;
        foreach ((string owner, Dictionary<string, int> methods) in s_intrinsics)
        {
            TypeDefinitionHandle handle = types.Definition(owner) ?? throw Different($"there is no {owner}");
            ILookup<string, MethodDefinition> found = reader.GetTypeDefinition(handle).GetMethods()
                .Select(reader.GetMethodDefinition).ToLookup(method => reader.GetString(method.Name));
            foreach ((string name, int count) in methods)
            {
                if (found[name].Count() != count)
                {
                    throw Different($"{owner}.{name} has {found[name].Count()} forms and {count} are known");
                }
            }
            foreach (MethodDefinition method in found.SelectMany(group => group))
            {
                string name = reader.GetString(method.Name);
                if ((method.ImplAttributes & MethodImplAttributes.InternalCall) != 0 && !methods.ContainsKey(name))
                {
                    throw Different($"{owner}.{name} has no body, and none is known");
                }
            }
        }
    }

    private static RefusedException Different(string what) =>
        new($"the core library is not the one that this tool was written for: {what}; see build/tools/IlToC/CoreLibrary.cs");
}

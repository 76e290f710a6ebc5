using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>Lines of the C# from a portable PDB, as #line directives: a debugger then shows the C#.</summary>
internal sealed class SourceLines(Stream symbols)
{
    private readonly MetadataReader _reader = MetadataReaderProvider.FromPortablePdbStream(symbols).GetMetadataReader();
    private readonly Dictionary<MethodDefinitionHandle, List<SequencePoint>> _points = [];

    /// <summary>The directive in force at an instruction, or null where nothing is known.</summary>
    public string? Directive(MethodDefinitionHandle method, int offset)
    {
        if (!_points.TryGetValue(method, out List<SequencePoint>? points))
        {
            points = _reader.GetMethodDebugInformation(method).GetSequencePoints().Where(point => !point.IsHidden).ToList();
            _points.Add(method, points);
        }
        int index = points.FindLastIndex(point => point.Offset <= offset);
        if (index < 0)
        {
            return null;
        }
        string document = _reader.GetString(_reader.GetDocument(points[index].Document).Name);
        return $"#line {points[index].StartLine} \"{document.Replace("\\", "/")}\"";
    }
}

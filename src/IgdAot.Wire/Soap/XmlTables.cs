using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Wire.Soap;

/// <summary>Where a stretch of the document lies.</summary>
internal struct XmlRange
{
    public int Start;
    public int Length;

    public readonly ReadOnlySpan<byte> Of(ReadOnlySpan<byte> document) => document.Slice(Start, Length);
}

/// <summary>A name with or without a prefix.</summary>
internal struct XmlName
{
    /// <summary>Empty where there is none.</summary>
    public XmlRange Prefix;
    public XmlRange Local;
    public XmlRange Whole;
}

/// <summary>An element whose end has not come yet.</summary>
internal struct XmlOpenElement
{
    public XmlName Name;

    /// <summary>How many namespace declarations hold outside of it.</summary>
    public int OuterDeclarations;
}

internal struct XmlAttribute
{
    public XmlName Name;
    public XmlRange Value;
}

/// <summary>A namespace declaration; the prefix is empty for the default one.</summary>
internal struct XmlDeclaration
{
    public XmlRange Prefix;
    public XmlRange Namespace;
}

[InlineArray(XmlCursor.MaxDepth)]
internal struct XmlOpenElements
{
    private XmlOpenElement _first;
}

[InlineArray(XmlCursor.MaxAttributes)]
internal struct XmlAttributes
{
    private XmlAttribute _first;
}

[InlineArray(XmlCursor.MaxDeclarations)]
internal struct XmlDeclarations
{
    private XmlDeclaration _first;
}

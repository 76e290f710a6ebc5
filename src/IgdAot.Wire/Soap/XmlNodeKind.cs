namespace IgdAot.Wire.Soap;

/// <summary>What an <see cref="XmlCursor"/> stands on.</summary>
public enum XmlNodeKind : byte
{
    /// <summary>The document is not well-formed or not of the subset; <see cref="XmlCursor.Error"/> tells more.</summary>
    Error,
    StartElement,
    /// <summary>The end of an element; an empty-element tag has one too.</summary>
    EndElement,
    /// <summary>A stretch of text or a CDATA section, not decoded. Text may come in several stretches.</summary>
    Text,
    EndOfDocument,
}

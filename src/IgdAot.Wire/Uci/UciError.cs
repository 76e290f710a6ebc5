namespace IgdAot.Wire.Uci;

/// <summary>What is wrong with a statement of a UCI file.</summary>
public enum UciError : byte
{
    None,
    /// <summary>The first word is none of package, config, option and list.</summary>
    UnknownKeyword,
    /// <summary>A package or option without a name, or a section without a type.</summary>
    MissingName,
    /// <summary>A name, or a section's type, with a character that it may not have.</summary>
    BadName,
    /// <summary>More words than the statement has room for.</summary>
    TooManyWords,
    /// <summary>An option or list before the first section.</summary>
    NoSection,
    /// <summary>A quote that is still open at the end of the file. The line is the one where it opens.</summary>
    UnterminatedQuote,
    /// <summary>A word longer than its limit.</summary>
    TooLong,
    /// <summary>A control character other than tab, line feed and carriage return.</summary>
    BadCharacter,
}

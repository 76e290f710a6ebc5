namespace IgdAot.Wire.Uci;

/// <summary>What a statement of a UCI file is.</summary>
public enum UciItem : byte
{
    None,
    /// <summary><c>package NAME</c>.</summary>
    Package,
    /// <summary><c>config TYPE [NAME]</c>: a section starts.</summary>
    Config,
    /// <summary><c>option NAME VALUE</c>.</summary>
    Option,
    /// <summary><c>list NAME VALUE</c>: one more value of that name.</summary>
    List,
    /// <summary>No statement: <see cref="UciReader.Error"/> says why.</summary>
    Error,
}

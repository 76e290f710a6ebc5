namespace IgdAot.Gateway.Mappings;

/// <summary>How the external port of a new mapping is settled.</summary>
public enum PortChoice : byte
{
    /// <summary>The one that is asked for where it is free, else the next free one above it; a random dynamic one where none is asked for.</summary>
    Any,

    /// <summary>The one that is asked for, and only while nobody has it.</summary>
    Exact,

    /// <summary>The one that is asked for; the client may have it already, for other remote hosts.</summary>
    Shared,
}

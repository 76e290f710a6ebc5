using System;

namespace IgdAot.IlToC;

/// <summary>Something that has no C form here. <c>Offset</c> and <c>Opcode</c> are null where no single instruction is to blame.</summary>
public sealed class RefusedException : Exception
{
    public RefusedException(string reason)
        : base(reason)
    {
    }

    private RefusedException(string method, int? offset, string? opcode, string reason)
        : base(offset is int at ? $"{method} IL_{at:x4}: {opcode}: {reason}" : $"{method}: {reason}")
    {
        IsPlaced = true;
    }

    /// <summary>Whether the message names the method already.</summary>
    public bool IsPlaced { get; }

    /// <summary>The same reason, with its place.</summary>
    public RefusedException At(string method, int? offset, string? opcode) =>
        IsPlaced ? this : new RefusedException(method, offset, opcode, Message);
}

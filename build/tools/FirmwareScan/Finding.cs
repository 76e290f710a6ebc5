namespace IgdAot.FirmwareScan;

/// <summary>A forbidden construct: where, what, and why not. <c>Offset</c> is that of the instruction, or null for a whole member.</summary>
public sealed record Finding(string Member, int? Offset, string Construct, string Reason)
{
    public override string ToString() =>
        Offset is int offset ? $"{Member} IL_{offset:x4}: {Construct}: {Reason}" : $"{Member}: {Construct}: {Reason}";
}

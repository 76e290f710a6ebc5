using System;
using System.Buffers.Binary;

namespace IgdAot.Wire.Pcp;

/// <summary>Codes of options (RFC 6887, sections 13.1 to 13.3; RFC 7220, section 2).</summary>
public enum PcpOptionCode : byte
{
    ThirdParty = 1,
    PreferFailure = 2,
    Filter = 3,
    Description = 128,
}

/// <summary>
/// Walks the options of a request (RFC 6887, section 7.3): code, reserved, length in 16 bits, data padded to four
/// bytes. A length that goes past the end sets <see cref="Failed"/> and ends the walk.
/// </summary>
public ref struct PcpOptionReader
{
    /// <summary>Bytes in front of an option's data.</summary>
    public const int HeaderLength = 4;

    private const int LengthOffset = 2;

    private ReadOnlySpan<byte> _rest;
    private bool _failed;

    public PcpOptionReader(ReadOnlySpan<byte> options)
    {
        _rest = options;
        _failed = false;
        Code = 0;
        Data = default;
    }

    /// <summary>True once an option did not lie within the bytes.</summary>
    public readonly bool Failed => _failed;

    /// <summary>As it came: unknown numbers are kept.</summary>
    public PcpOptionCode Code { get; private set; }

    /// <summary>The data, without padding.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>True for an option that must be understood (RFC 6887, section 7.3: codes below 128).</summary>
    public readonly bool IsMandatory => (byte)Code < 128;

    /// <summary>Moves to the next option; false at the end and after a failure.</summary>
    public bool Next()
    {
        if (_failed || _rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < HeaderLength)
        {
            _failed = true;
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest.Slice(LengthOffset));
        int padded = HeaderLength + ((length + 3) & ~3);
        if (padded > _rest.Length)
        {
            _failed = true;
            return false;
        }

        Code = (PcpOptionCode)_rest[0];
        Data = _rest.Slice(HeaderLength, length);
        _rest = _rest.Slice(padded);
        return true;
    }
}

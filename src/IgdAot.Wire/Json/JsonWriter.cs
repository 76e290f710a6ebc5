using System;

namespace IgdAot.Wire.Json;

/// <summary>
/// Writes one JSON text (RFC 8259) without white space into a caller's buffer; the commas are its own concern.
/// What does not fit sets <see cref="Failed"/> for good, as in <see cref="ByteWriter"/>. That a member has its
/// <see cref="Name"/> and that every start has its end is the caller's concern.
/// </summary>
public ref struct JsonWriter
{
    /// <summary>The deepest nesting of objects and arrays: one bit each in a field.</summary>
    public const int MaxDepth = 32;

    /// <summary>The most bytes that one byte of text takes when escaped.</summary>
    public const int MaxEscapedLength = 6;

    private readonly Span<byte> _buffer;
    private ByteWriter _output;
    private uint _needsComma;
    private int _depth;
    private bool _isTooDeep;

    public JsonWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        _output = new ByteWriter(buffer);
        _needsComma = 0;
        _depth = 0;
        _isTooDeep = false;
    }

    /// <summary>True once something did not fit, or was nested deeper than <see cref="MaxDepth"/>.</summary>
    public readonly bool Failed => _isTooDeep || _output.Failed;

    /// <summary>Bytes of the buffer that are still free.</summary>
    public readonly int Remaining => _output.Remaining;

    /// <summary>What was written since the start or the last <see cref="Restart"/>.</summary>
    public readonly ReadOnlySpan<byte> Written => _output.Written;

    /// <summary>Begins the buffer again, in the middle of the text, once the caller has sent what is in it. A failure stays.</summary>
    public void Restart()
    {
        if (!Failed)
        {
            _output = new ByteWriter(_buffer);
        }
    }

    public void StartObject() => Start((byte)'{');

    public void EndObject() => End((byte)'}');

    public void StartArray() => Start((byte)'[');

    public void EndArray() => End((byte)']');

    /// <summary>Writes the name of an object's member; its value comes next.</summary>
    public void Name(scoped ReadOnlySpan<byte> name)
    {
        Separate();
        WriteQuoted(name);
        _output.WriteByte((byte)':');
        _needsComma &= ~Level;
    }

    /// <summary>Writes text as a string. A byte that is no part of well-formed UTF-8 becomes U+FFFD.</summary>
    public void Text(scoped ReadOnlySpan<byte> text)
    {
        Separate();
        WriteQuoted(text);
    }

    /// <summary>Writes an IPv4 address as a string in dotted decimal.</summary>
    public void Address(Ipv4Address address)
    {
        Separate();
        _output.WriteByte((byte)'"');
        _output.WriteAddress(address);
        _output.WriteByte((byte)'"');
    }

    public void Number(ulong value)
    {
        Separate();
        _output.WriteDecimal(value);
    }

    public void Boolean(bool value)
    {
        Separate();
        _output.Write(value ? "true"u8 : "false"u8);
    }

    public void Null()
    {
        Separate();
        _output.Write("null"u8);
    }

    // the bit that tells whether the object or array we are in has something before the next value
    private readonly uint Level => 1u << (_depth & (MaxDepth - 1));

    private void Start(byte bracket)
    {
        Separate();
        _output.WriteByte(bracket);
        if (_depth == MaxDepth - 1)
        {
            _isTooDeep = true;
            return;
        }

        _depth++;
        _needsComma &= ~Level;
    }

    private void End(byte bracket)
    {
        _output.WriteByte(bracket);
        _depth = Math.Max(_depth - 1, 0);
    }

    private void Separate()
    {
        if ((_needsComma & Level) != 0)
        {
            _output.WriteByte((byte)',');
        }

        _needsComma |= Level;
    }

    private void WriteQuoted(scoped ReadOnlySpan<byte> text)
    {
        _output.WriteByte((byte)'"');
        while (!text.IsEmpty)
        {
            int length = Utf8.SequenceLength(text);
            byte character = text[0];
            if (length == 0)
            {
                length = 1;
                _output.Write("\ufffd"u8);
            }
            else if (character is (byte)'"' or (byte)'\\')
            {
                _output.WriteByte((byte)'\\');
                _output.WriteByte(character);
            }
            else if (character is < 0x20 or 0x7f)
            {
                // DEL too, though RFC 8259 lets it pass: the text may end up on a terminal
                _output.Write("\\u00"u8);
                _output.WriteHex(text.Slice(0, 1));
            }
            else
            {
                _output.Write(text.Slice(0, length));
            }

            text = text.Slice(length);
        }

        _output.WriteByte((byte)'"');
    }
}

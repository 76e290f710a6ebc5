using System;

namespace IgdAot.Wire.Uci;

// The syntax of OpenWrt's configuration files, as its uci tool reads them. It has no specification; what is
// relied on here, each with a test:
// - A statement ends at a line feed or a semicolon outside quotes. Empty ones are skipped.
// - The first word may be cut to its first letter.
// - Quoted and unquoted parts without white space between them make one word.
// - Nothing is special inside single quotes. A backslash makes the next character an ordinary one inside double
//   quotes and outside quotes; before the end of a line it joins the next line to this one.
// - A quoted part may hold line feeds.
// - A number sign outside quotes, even inside a word, starts a comment that ends with the line.
// - A name consists of letters, digits and underscores, a package's also of hyphens; a type may have any
//   printable character but the space.

/// <summary>
/// Reads the statements of a UCI file one after another: <see cref="Next"/> moves, the getters tell of the
/// statement it stands on. A wrong statement is an item of its own and the walk goes on behind its line, so that
/// one walk finds all that is wrong with a file.
/// </summary>
public ref struct UciReader
{
    /// <summary>The longest name, section type or package name in bytes; ours, uci has none.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The longest value in bytes; ours, uci has none.</summary>
    public const int MaxValueLength = 1024;

    /// <summary>What the caller's scratch space has to hold, in bytes.</summary>
    public const int ScratchLength = MaxNameLength + MaxValueLength;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<byte> _scratch;
    private int _position;
    private int _positionLine;
    private int _scratchUsed;
    private SectionState _section;
    private ReadOnlySpan<byte> _name;
    private ReadOnlySpan<byte> _value;

    /// <param name="text">The whole file.</param>
    /// <param name="scratch">Takes the words of one statement, <see cref="ScratchLength"/> bytes.</param>
    public UciReader(ReadOnlySpan<byte> text, Span<byte> scratch)
    {
        _text = text;
        _scratch = scratch;
        _position = 0;
        _positionLine = 1;
        _scratchUsed = 0;
        _section = SectionState.None;
        _name = default;
        _value = default;
        Item = UciItem.None;
        Error = UciError.None;
        Line = 0;
    }

    private enum SectionState : byte
    {
        /// <summary>None has started yet.</summary>
        None,
        /// <summary>Its first line is in order.</summary>
        Open,
        /// <summary>Its first line is wrong: what it holds belongs to no section, and is passed over.</summary>
        Wrong,
    }

    public UciItem Item { get; private set; }

    /// <summary>None unless <see cref="Item"/> is Error.</summary>
    public UciError Error { get; private set; }

    /// <summary>The line on which the statement starts, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The name of an option, list or package; the type of a section. Valid until the next move.</summary>
    public readonly ReadOnlySpan<byte> Name => _name;

    /// <summary>The value of an option or list; the name of a section, empty if it has none. Valid until the next move.</summary>
    public readonly ReadOnlySpan<byte> Value => _value;

    /// <summary>Moves to the next statement or error; false at the end of the file.</summary>
    public bool Next()
    {
        Item = UciItem.None;
        while (SkipToStatement())
        {
            _scratchUsed = 0;
            _name = default;
            _value = default;
            Line = _positionLine;
            Item = ReadKeyword();
            Error = ReadWords();
            if (Error != UciError.None)
            {
                if (Item == UciItem.Config)
                {
                    _section = SectionState.Wrong;
                }

                Item = UciItem.Error;
                _name = default;
                _value = default;
                SkipLine();
                return true;
            }

            if (Item == UciItem.Config)
            {
                _section = SectionState.Open;
            }

            if (Item is UciItem.Package or UciItem.Config || _section == SectionState.Open)
            {
                return true;
            }
        }

        Item = UciItem.None;
        return false;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or >= (byte)'\t' and <= (byte)'\r';

    private static bool IsValidName(ReadOnlySpan<byte> name, bool isType, bool isPackage)
    {
        foreach (byte character in name)
        {
            bool isValid = Ascii.IsLetter(character)
                || Ascii.IsDigit(character)
                || character == '_'
                || (isPackage && character == '-')
                || (isType && character is > 0x20 and < 0x7f);
            if (!isValid)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Past white space, comments and semicolons; false at the end of the file.</summary>
    private bool SkipToStatement()
    {
        while (_position < _text.Length)
        {
            byte character = _text[_position];
            if (character == '#')
            {
                SkipLine();
            }
            else if (IsSpace(character) || character == ';')
            {
                Advance();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private UciItem ReadKeyword()
    {
        int start = _position;
        while (_position < _text.Length && !IsSpace(_text[_position]))
        {
            Advance();
        }

        ReadOnlySpan<byte> word = _text.Slice(start, _position - start);
        if (IsKeyword(word, "package"u8))
        {
            return UciItem.Package;
        }

        if (IsKeyword(word, "config"u8))
        {
            return UciItem.Config;
        }

        if (IsKeyword(word, "option"u8))
        {
            return UciItem.Option;
        }

        return IsKeyword(word, "list"u8) ? UciItem.List : UciItem.None;
    }

    private static bool IsKeyword(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword) =>
        word.SequenceEqual(keyword) || word.SequenceEqual(keyword.Slice(0, 1));

    /// <summary>Reads what follows the keyword of <see cref="Item"/>, up to the statement's end.</summary>
    private UciError ReadWords()
    {
        if (Item == UciItem.None)
        {
            return UciError.UnknownKeyword;
        }

        bool isOption = Item is UciItem.Option or UciItem.List;
        if (isOption && _section == SectionState.None)
        {
            return UciError.NoSection;
        }

        UciError error = ReadWord(MaxNameLength, out _name);
        if (error != UciError.None)
        {
            return error;
        }

        if (_name.IsEmpty)
        {
            return UciError.MissingName;
        }

        if (!IsValidName(_name, Item == UciItem.Config, Item == UciItem.Package))
        {
            return UciError.BadName;
        }

        if (Item != UciItem.Package)
        {
            error = ReadWord(isOption ? MaxValueLength : MaxNameLength, out _value);
            if (error != UciError.None)
            {
                return error;
            }

            if (!isOption && !IsValidName(_value, false, false))
            {
                return UciError.BadName;
            }
        }

        SkipSpace();
        return IsAtStatementEnd() ? UciError.None : UciError.TooManyWords;
    }

    /// <summary>Reads a word into the scratch space; an empty one where the statement ends. A word that is refused is still read to its end.</summary>
    private UciError ReadWord(int maxLength, out ReadOnlySpan<byte> word)
    {
        SkipSpace();
        int start = _scratchUsed;
        int limit = Math.Min(start + maxLength, _scratch.Length);
        byte quote = 0;
        int quoteLine = 0;
        UciError error = UciError.None;
        while (_position < _text.Length)
        {
            byte character = _text[_position];
            if (quote == 0 && (IsSpace(character) || IsAtStatementEnd()))
            {
                break;
            }

            if (quote != 0 && character == quote)
            {
                quote = 0;
                Advance();
                continue;
            }

            if (quote == 0 && character is (byte)'\'' or (byte)'"')
            {
                quote = character;
                quoteLine = _positionLine;
                Advance();
                continue;
            }

            if (character == '\\' && quote != '\'')
            {
                Advance();
                if (SkipLineEnd() || _position == _text.Length)
                {
                    continue;
                }

                character = _text[_position];
            }

            Advance();
            if (character < 0x20 && !Ascii.IsWhiteSpace(character))
            {
                error = UciError.BadCharacter;
            }
            else if (_scratchUsed < limit)
            {
                _scratch[_scratchUsed++] = character;
            }
            else if (error == UciError.None)
            {
                error = UciError.TooLong;
            }
        }

        if (quote != 0)
        {
            Line = quoteLine;
            error = UciError.UnterminatedQuote;
        }

        word = _scratch.Slice(start, _scratchUsed - start);
        return error;
    }

    private readonly bool IsAtStatementEnd() =>
        _position == _text.Length || _text[_position] is (byte)'\n' or (byte)';' or (byte)'#';

    /// <summary>Past white space within the line.</summary>
    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] != '\n' && IsSpace(_text[_position]))
        {
            Advance();
        }
    }

    private bool SkipLineEnd()
    {
        ReadOnlySpan<byte> rest = _text.Slice(_position);
        int length = rest.StartsWith("\n"u8) ? 1 : rest.StartsWith("\r\n"u8) ? 2 : 0;
        for (int i = 0; i < length; i++)
        {
            Advance();
        }

        return length != 0;
    }

    private void SkipLine()
    {
        while (_position < _text.Length && _text[_position] != '\n')
        {
            Advance();
        }
    }

    private void Advance()
    {
        if (_text[_position] == '\n')
        {
            _positionLine++;
        }

        _position++;
    }
}

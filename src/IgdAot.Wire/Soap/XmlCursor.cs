using System;

namespace IgdAot.Wire.Soap;

/// <summary>
/// Walks through an XML document node by node: XML 1.0 and Namespaces in XML 1.0, of which it takes a subset.
/// What it takes, every parser takes. It refuses document types (and with them all entities but the five
/// predefined ones), encodings other than UTF-8, names outside ASCII, and what exceeds the limits below. Comments
/// and processing instructions are checked and passed over. A failure is for good.
/// </summary>
public ref struct XmlCursor
{
    /// <summary>Elements within each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Elements of a document.</summary>
    public const int MaxElements = 256;

    /// <summary>Attributes of an element, namespace declarations among them.</summary>
    public const int MaxAttributes = 16;

    /// <summary>Namespace declarations that hold at one place.</summary>
    public const int MaxDeclarations = 16;

    private readonly ReadOnlySpan<byte> _document;
    private int _position;
    private int _depth;
    private int _elementCount;
    private int _declarationCount;
    private bool _isStarted;
    private bool _endsEmptyElement;
    private XmlName _name;
    private XmlOpenElements _openElements;
    private XmlDeclarations _declarations;

    public XmlCursor(ReadOnlySpan<byte> document)
    {
        this = default;
        _document = document;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private static ReadOnlySpan<byte> XmlNamespace => "http://www.w3.org/XML/1998/namespace"u8;

    private static ReadOnlySpan<byte> XmlnsNamespace => "http://www.w3.org/2000/xmlns/"u8;

    /// <summary>
    /// None, or why the walk ended: Truncated, Malformed, Unsupported (document type, encoding), TooLong (a limit),
    /// Duplicate (attribute).
    /// </summary>
    public WireError Error { get; private set; }

    /// <summary>Where the node begins, in bytes from the start of the document.</summary>
    public int NodeStart { get; private set; }

    /// <summary>Where the node ends.</summary>
    public readonly int NodeEnd => _position;

    /// <summary>How many elements are open: 1 on the start of the root, 0 on its end.</summary>
    public readonly int Depth => _depth;

    /// <summary>On the start of an element: its name without the prefix.</summary>
    public readonly ReadOnlySpan<byte> LocalName => _name.Local.Of(_document);

    /// <summary>On the start of an element: the name of its namespace, empty for none.</summary>
    public readonly ReadOnlySpan<byte> Namespace
    {
        get
        {
            TryFindNamespace(_name.Prefix.Of(_document), out ReadOnlySpan<byte> name);
            return name;
        }
    }

    /// <summary>On text: its bytes, a CDATA section with its markup.</summary>
    public readonly ReadOnlySpan<byte> Text => _document.Slice(NodeStart, _position - NodeStart);

    /// <summary>Where <see cref="LocalName"/> lies.</summary>
    internal readonly XmlRange LocalRange => _name.Local;

    /// <summary>Goes to the next node.</summary>
    public XmlNodeKind Next()
    {
        if (Error != WireError.None || (!_isStarted && !TryStart()))
        {
            return XmlNodeKind.Error;
        }

        if (_endsEmptyElement)
        {
            _endsEmptyElement = false;
            NodeStart = _position;
            CloseElement();
            return XmlNodeKind.EndElement;
        }

        while (_position < _document.Length)
        {
            NodeStart = _position;
            if (TryTake("<!--"u8))
            {
                if (!TrySkipComment())
                {
                    return XmlNodeKind.Error;
                }
            }
            else if (TryTake("<?"u8))
            {
                if (!TrySkipInstruction())
                {
                    return XmlNodeKind.Error;
                }
            }
            else if (_document[_position] == '<')
            {
                return ReadMarkup();
            }
            else if (_depth > 0)
            {
                return TryReadText() ? XmlNodeKind.Text : XmlNodeKind.Error;
            }
            else if (!TrySkipWhiteSpace())
            {
                return Fail(WireError.Malformed);
            }
        }

        return _depth == 0 && _elementCount > 0 ? XmlNodeKind.EndOfDocument : Fail(WireError.Truncated);
    }

    private XmlNodeKind ReadMarkup()
    {
        if (TryTake("</"u8))
        {
            return TryReadEndTag() ? XmlNodeKind.EndElement : XmlNodeKind.Error;
        }

        if (TryTake("<![CDATA["u8))
        {
            if (_depth == 0)
            {
                return Fail(WireError.Malformed);
            }

            return TrySkipTo("]]>"u8) ? XmlNodeKind.Text : XmlNodeKind.Error;
        }

        if (TryTake("<!"u8))
        {
            return Fail(WireError.Unsupported);
        }

        _position++;
        return TryReadStartTag() ? XmlNodeKind.StartElement : XmlNodeKind.Error;
    }

    /// <summary>Passes over a byte order mark and reads the XML declaration (XML 1.0, section 2.8), if they are there.</summary>
    private bool TryStart()
    {
        _isStarted = true;
        TryTake(ByteOrderMark);
        ReadOnlySpan<byte> rest = _document.Slice(_position);
        if (rest.Length < 6 || !rest.StartsWith("<?xml"u8) || !Ascii.IsWhiteSpace(rest[5]))
        {
            return true;
        }

        _position += 5;
        TrySkipWhiteSpace();
        if (!TryReadDeclared("version"u8, out ReadOnlySpan<byte> version) || !version.SequenceEqual("1.0"u8))
        {
            return FailHere();
        }

        bool isSpaced = TrySkipWhiteSpace();
        if (isSpaced && StandsAt("encoding"u8))
        {
            if (!TryReadDeclared("encoding"u8, out ReadOnlySpan<byte> encoding))
            {
                return FailHere();
            }

            if (!Ascii.EqualsIgnoreCase(encoding, "utf-8"u8) && !Ascii.EqualsIgnoreCase(encoding, "us-ascii"u8))
            {
                Fail(WireError.Unsupported);
                return false;
            }

            isSpaced = TrySkipWhiteSpace();
        }

        if (isSpaced && StandsAt("standalone"u8))
        {
            if (!TryReadDeclared("standalone"u8, out ReadOnlySpan<byte> standalone)
                || (!standalone.SequenceEqual("yes"u8) && !standalone.SequenceEqual("no"u8)))
            {
                return FailHere();
            }

            TrySkipWhiteSpace();
        }

        return TryTake("?>"u8) || FailHere();
    }

    /// <summary>name = "value" of the XML declaration.</summary>
    private bool TryReadDeclared(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryTake(name) || !TryReadEquals() || !TryReadQuoted(out XmlRange range))
        {
            return false;
        }

        value = range.Of(_document);
        return true;
    }

    private bool TryReadStartTag()
    {
        if ((_depth == 0 && _elementCount > 0) || !TryReadName(out XmlName name))
        {
            return FailHere();
        }

        if (_depth == MaxDepth || _elementCount == MaxElements)
        {
            Fail(WireError.TooLong);
            return false;
        }

        _elementCount++;
        _openElements[_depth].Name = name;
        _openElements[_depth].OuterDeclarations = _declarationCount;
        _depth++;
        _name = name;
        if (!TryReadAttributes())
        {
            return false;
        }

        if (!TryFindNamespace(name.Prefix.Of(_document), out _))
        {
            Fail(WireError.Malformed);
            return false;
        }

        _endsEmptyElement = TryTake("/"u8);
        return TryTake(">"u8) || FailHere();
    }

    private bool TryReadEndTag()
    {
        if (!TryReadName(out XmlName name))
        {
            return FailHere();
        }

        TrySkipWhiteSpace();
        if (!TryTake(">"u8))
        {
            return FailHere();
        }

        if (_depth == 0 || !name.Whole.Of(_document).SequenceEqual(_openElements[_depth - 1].Name.Whole.Of(_document)))
        {
            Fail(WireError.Malformed);
            return false;
        }

        CloseElement();
        return true;
    }

    private void CloseElement()
    {
        _depth--;
        _declarationCount = _openElements[_depth].OuterDeclarations;
    }

    /// <summary>Reads up to the end of a start tag, which it leaves.</summary>
    private bool TryReadAttributes()
    {
        XmlAttributes attributes = default;
        int count = 0;
        while (true)
        {
            bool isSpaced = TrySkipWhiteSpace();
            if (StandsAt(">"u8) || StandsAt("/"u8))
            {
                break;
            }

            if (!isSpaced || !TryReadName(out XmlName name) || !TryReadEquals() || !TryReadQuoted(out XmlRange value))
            {
                return FailHere();
            }

            if (count == MaxAttributes)
            {
                Fail(WireError.TooLong);
                return false;
            }

            attributes[count].Name = name;
            attributes[count].Value = value;
            count++;
            if (!TryDeclare(name, value))
            {
                return false;
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (!TryCheckAttribute(ref attributes, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Keeps a namespace declaration; passes over any other attribute. Names of namespaces are compared byte by byte,
    /// so that one with a reference or white space in it, which another parser would normalise, is refused.
    /// </summary>
    private bool TryDeclare(in XmlName name, XmlRange value)
    {
        bool isDefault = name.Whole.Of(_document).SequenceEqual("xmlns"u8);
        if (!isDefault && !name.Prefix.Of(_document).SequenceEqual("xmlns"u8))
        {
            return true;
        }

        if (_declarationCount == MaxDeclarations)
        {
            Fail(WireError.TooLong);
            return false;
        }

        XmlRange prefix = isDefault ? name.Prefix : name.Local;
        ReadOnlySpan<byte> prefixText = prefix.Of(_document);
        ReadOnlySpan<byte> uri = value.Of(_document);
        bool isReserved = prefixText.SequenceEqual("xml"u8) || prefixText.SequenceEqual("xmlns"u8)
            || uri.SequenceEqual(XmlNamespace) || uri.SequenceEqual(XmlnsNamespace);
        if (isReserved || (!isDefault && uri.IsEmpty) || !IsPlain(uri))
        {
            Fail(WireError.Malformed);
            return false;
        }

        _declarations[_declarationCount].Prefix = prefix;
        _declarations[_declarationCount].Namespace = value;
        _declarationCount++;
        return true;
    }

    /// <summary>A prefix is declared, and no attribute stands twice, not even under two prefixes of one namespace.</summary>
    private bool TryCheckAttribute(scoped ref XmlAttributes attributes, int index)
    {
        XmlName name = attributes[index].Name;
        ReadOnlySpan<byte> prefix = name.Prefix.Of(_document);
        bool isDeclaration = prefix.SequenceEqual("xmlns"u8);
        ReadOnlySpan<byte> space = default;
        if (!prefix.IsEmpty && !isDeclaration && !TryFindNamespace(prefix, out space))
        {
            Fail(WireError.Malformed);
            return false;
        }

        for (int i = 0; i < index; i++)
        {
            XmlName other = attributes[i].Name;
            if (!other.Local.Of(_document).SequenceEqual(name.Local.Of(_document)))
            {
                continue;
            }

            ReadOnlySpan<byte> otherPrefix = other.Prefix.Of(_document);
            bool isSame = otherPrefix.SequenceEqual(prefix);
            if (!isSame && !isDeclaration && !prefix.IsEmpty && !otherPrefix.IsEmpty && TryFindNamespace(otherPrefix, out ReadOnlySpan<byte> otherSpace))
            {
                isSame = otherSpace.SequenceEqual(space);
            }

            if (isSame)
            {
                Fail(WireError.Duplicate);
                return false;
            }
        }

        return true;
    }

    /// <summary>The namespace of a prefix, and of no prefix the default one; false for a prefix that is not declared here.</summary>
    private readonly bool TryFindNamespace(scoped ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> name)
    {
        for (int i = _declarationCount - 1; i >= 0; i--)
        {
            if (_declarations[i].Prefix.Of(_document).SequenceEqual(prefix))
            {
                name = _declarations[i].Namespace.Of(_document);
                return true;
            }
        }

        name = prefix.SequenceEqual("xml"u8) ? XmlNamespace : default;
        return prefix.IsEmpty || !name.IsEmpty;
    }

    /// <summary>Text up to the next markup; it cannot hold the end of a CDATA section (XML 1.0, section 2.4).</summary>
    private bool TryReadText()
    {
        while (_position < _document.Length && _document[_position] != '<')
        {
            if (StandsAt("]]>"u8) || !TryTakeCharacter())
            {
                return FailHere();
            }
        }

        return true;
    }

    /// <summary>A value in quotes of either kind, without them. It holds no markup.</summary>
    private bool TryReadQuoted(out XmlRange value)
    {
        value = default;
        if (!StandsAt("\""u8) && !StandsAt("'"u8))
        {
            return false;
        }

        byte quote = _document[_position];
        _position++;
        value.Start = _position;
        while (_position < _document.Length && _document[_position] != quote)
        {
            if (_document[_position] == '<' || !TryTakeCharacter())
            {
                return false;
            }
        }

        value.Length = _position - value.Start;
        return TryTake(quote == '"' ? "\""u8 : "'"u8);
    }

    /// <summary>One character or one reference.</summary>
    private bool TryTakeCharacter()
    {
        ReadOnlySpan<byte> rest = _document.Slice(_position);
        int length;
        if (rest[0] == '&')
        {
            if (!XmlText.TryReadReference(rest, out _, out length))
            {
                return false;
            }
        }
        else
        {
            length = XmlText.CharacterLength(rest);
        }

        _position += length;
        return length > 0;
    }

    /// <summary>Name or prefix ":" name (Namespaces in XML 1.0, section 4), of ASCII characters.</summary>
    private bool TryReadName(out XmlName name)
    {
        name = default;
        if (!TryReadSimpleName(out name.Local))
        {
            return false;
        }

        name.Whole = name.Local;
        name.Prefix.Start = name.Local.Start;
        if (TryTake(":"u8))
        {
            name.Prefix = name.Local;
            if (!TryReadSimpleName(out name.Local))
            {
                return false;
            }

            name.Whole.Length = _position - name.Whole.Start;
        }

        return true;
    }

    private bool TryReadSimpleName(out XmlRange name)
    {
        name = default;
        name.Start = _position;
        while (_position < _document.Length && IsNameCharacter(_document[_position], _position == name.Start))
        {
            _position++;
        }

        name.Length = _position - name.Start;
        return name.Length > 0;
    }

    private bool TryReadEquals()
    {
        TrySkipWhiteSpace();
        bool stands = TryTake("="u8);
        TrySkipWhiteSpace();
        return stands;
    }

    /// <summary>The rest of a comment; two hyphens end it and nothing else (XML 1.0, section 2.5).</summary>
    private bool TrySkipComment() => TrySkipTo("--"u8) && (TryTake(">"u8) || FailHere());

    /// <summary>The rest of a processing instruction (XML 1.0, section 2.6).</summary>
    private bool TrySkipInstruction()
    {
        if (!TryReadSimpleName(out XmlRange target) || Ascii.EqualsIgnoreCase(target.Of(_document), "xml"u8))
        {
            return FailHere();
        }

        if (TryTake("?>"u8))
        {
            return true;
        }

        return TrySkipWhiteSpace() ? TrySkipTo("?>"u8) : FailHere();
    }

    /// <summary>Characters of any kind up to and with <paramref name="end"/>.</summary>
    private bool TrySkipTo(ReadOnlySpan<byte> end)
    {
        while (_position < _document.Length)
        {
            if (TryTake(end))
            {
                return true;
            }

            int length = XmlText.CharacterLength(_document.Slice(_position));
            if (length == 0)
            {
                return FailHere();
            }

            _position += length;
        }

        return FailHere();
    }

    /// <summary>False where there was none.</summary>
    private bool TrySkipWhiteSpace()
    {
        int start = _position;
        while (_position < _document.Length && Ascii.IsWhiteSpace(_document[_position]))
        {
            _position++;
        }

        return _position > start;
    }

    private readonly bool StandsAt(ReadOnlySpan<byte> text) => _document.Slice(_position).StartsWith(text);

    private bool TryTake(ReadOnlySpan<byte> text)
    {
        if (!StandsAt(text))
        {
            return false;
        }

        _position += text.Length;
        return true;
    }

    private bool FailHere()
    {
        if (Error == WireError.None)
        {
            Fail(_position == _document.Length ? WireError.Truncated : WireError.Malformed);
        }

        return false;
    }

    private XmlNodeKind Fail(WireError error)
    {
        Error = error;
        return XmlNodeKind.Error;
    }

    private static bool IsNameCharacter(byte character, bool isFirst) =>
        Ascii.IsLetter(character) || character == '_'
        || (!isFirst && (Ascii.IsDigit(character) || character is (byte)'-' or (byte)'.'));

    private static bool IsPlain(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (character == '&' || Ascii.IsWhiteSpace(character))
            {
                return false;
            }
        }

        return true;
    }
}

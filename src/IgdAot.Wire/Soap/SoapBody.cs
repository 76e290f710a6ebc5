using System;

namespace IgdAot.Wire.Soap;

/// <summary>
/// Reads the body of a control request (UDA 1.1, section 3.2.1; SOAP 1.1, section 4): Envelope, an optional Header,
/// Body, in it one element that names the action, in that one element for each argument.
/// </summary>
public static class SoapBody
{
    private static ReadOnlySpan<byte> EnvelopeNamespace => "http://schemas.xmlsoap.org/soap/envelope/"u8;

    /// <summary>Reads the whole of <paramref name="body"/>.</summary>
    /// <returns>
    /// Duplicate for an argument that stands twice, BadValue for one with elements in it, TooLong for more than
    /// <see cref="SoapBodyView.MaxArguments"/>; Missing for a body without an action; Unsupported for another envelope;
    /// else the <see cref="XmlCursor.Error"/> of a document that is no XML.
    /// </returns>
    public static WireError TryParse(ReadOnlySpan<byte> body, out SoapBodyView view)
    {
        view = default;
        SoapBodyView found = new SoapBodyView(body);
        XmlCursor cursor = new XmlCursor(body);
        WireError error = Enter(ref cursor, "Envelope"u8);
        if (error == WireError.None)
        {
            error = ReadEnvelope(ref cursor, ref found);
        }

        if (error == WireError.None && cursor.Next() != XmlNodeKind.EndOfDocument)
        {
            error = cursor.Error;
        }

        if (error == WireError.None)
        {
            view = found;
        }

        return error;
    }

    /// <summary>Header or nothing, then Body, up to the envelope's end.</summary>
    private static WireError ReadEnvelope(ref XmlCursor cursor, ref SoapBodyView view)
    {
        WireError error = NextElement(ref cursor, out bool isElement);
        if (error == WireError.None && isElement && IsEnvelopeElement(ref cursor, "Header"u8))
        {
            error = SkipElement(ref cursor);
            if (error == WireError.None)
            {
                error = NextElement(ref cursor, out isElement);
            }
        }

        if (error != WireError.None)
        {
            return error;
        }

        if (!isElement)
        {
            return WireError.Missing;
        }

        if (!IsEnvelopeElement(ref cursor, "Body"u8))
        {
            return WireError.Unsupported;
        }

        error = ReadBody(ref cursor, ref view);
        if (error != WireError.None)
        {
            return error;
        }

        error = NextElement(ref cursor, out isElement);
        return error == WireError.None && isElement ? WireError.Unsupported : error;
    }

    /// <summary>One action, up to the end of Body.</summary>
    private static WireError ReadBody(ref XmlCursor cursor, ref SoapBodyView view)
    {
        WireError error = NextElement(ref cursor, out bool isElement);
        if (error != WireError.None)
        {
            return error;
        }

        if (!isElement)
        {
            return WireError.Missing;
        }

        view.Action = cursor.LocalName;
        view.Namespace = cursor.Namespace;
        while (true)
        {
            error = NextElement(ref cursor, out isElement);
            if (error != WireError.None)
            {
                return error;
            }

            if (!isElement)
            {
                break;
            }

            error = ReadArgument(ref cursor, ref view);
            if (error != WireError.None)
            {
                return error;
            }
        }

        error = NextElement(ref cursor, out isElement);
        return error == WireError.None && isElement ? WireError.Unsupported : error;
    }

    private static WireError ReadArgument(ref XmlCursor cursor, ref SoapBodyView view)
    {
        XmlRange name = cursor.LocalRange;
        XmlRange value = default;
        value.Start = cursor.NodeEnd;
        XmlNodeKind node = cursor.Next();
        while (node == XmlNodeKind.Text)
        {
            node = cursor.Next();
        }

        if (node != XmlNodeKind.EndElement)
        {
            return node == XmlNodeKind.Error ? cursor.Error : WireError.BadValue;
        }

        value.Length = cursor.NodeStart - value.Start;
        return view.Add(name, value);
    }

    /// <summary>Goes to the root, which must be this element of SOAP 1.1.</summary>
    private static WireError Enter(ref XmlCursor cursor, ReadOnlySpan<byte> name)
    {
        if (cursor.Next() == XmlNodeKind.Error)
        {
            return cursor.Error;
        }

        return IsEnvelopeElement(ref cursor, name) ? WireError.None : WireError.Unsupported;
    }

    private static bool IsEnvelopeElement(ref XmlCursor cursor, ReadOnlySpan<byte> name) =>
        cursor.LocalName.SequenceEqual(name) && cursor.Namespace.SequenceEqual(EnvelopeNamespace);

    /// <summary>Goes to the next element inside the open one, or to that one's end. Only white space may stand between.</summary>
    private static WireError NextElement(ref XmlCursor cursor, out bool isElement)
    {
        while (true)
        {
            XmlNodeKind node = cursor.Next();
            isElement = node == XmlNodeKind.StartElement;
            if (node == XmlNodeKind.Error)
            {
                return cursor.Error;
            }

            if (node != XmlNodeKind.Text)
            {
                return WireError.None;
            }

            if (!Ascii.Trim(cursor.Text).IsEmpty)
            {
                return WireError.Malformed;
            }
        }
    }

    /// <summary>Goes from the start of an element to its end.</summary>
    private static WireError SkipElement(ref XmlCursor cursor)
    {
        int outerDepth = cursor.Depth - 1;
        while (cursor.Depth > outerDepth)
        {
            if (cursor.Next() == XmlNodeKind.Error)
            {
                return cursor.Error;
            }
        }

        return WireError.None;
    }
}

using System;

namespace IgdAot.Wire.Soap;

/// <summary>
/// Writes the answers to control requests (UDA 1.1, sections 3.2.2 and 3.2.5). Action, service type and argument names
/// are ours and go out as they are; values are anybody's and are escaped.
/// </summary>
public static class SoapReply
{
    private static ReadOnlySpan<byte> Start =>
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"u8;

    private static ReadOnlySpan<byte> End => "</s:Body></s:Envelope>\r\n"u8;

    /// <summary>Begins an answer: everything up to the first argument.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="action">The action's name, from our own list.</param>
    /// <param name="serviceType">The service type that was asked for, from our own list.</param>
    public static void EmitStart(ref ByteWriter writer, ReadOnlySpan<byte> action, ReadOnlySpan<byte> serviceType)
    {
        writer.Write(Start);
        writer.Write("<u:"u8);
        writer.Write(action);
        writer.Write("Response xmlns:u=\""u8);
        writer.Write(serviceType);
        writer.Write("\">"u8);
    }

    public static void EmitEnd(ref ByteWriter writer, ReadOnlySpan<byte> action)
    {
        writer.Write("</u:"u8);
        writer.Write(action);
        writer.Write("Response>"u8);
        writer.Write(End);
    }

    /// <summary>An argument of type string. Any bytes will do: see <see cref="XmlText.WriteEscaped"/>.</summary>
    public static void EmitArgument(ref ByteWriter writer, ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        EmitTag(ref writer, "<"u8, name);
        XmlText.WriteEscaped(ref writer, value);
        EmitTag(ref writer, "</"u8, name);
    }

    /// <summary>An argument of type ui2 or ui4.</summary>
    public static void EmitArgument(ref ByteWriter writer, ReadOnlySpan<byte> name, uint value)
    {
        EmitTag(ref writer, "<"u8, name);
        writer.WriteDecimal(value);
        EmitTag(ref writer, "</"u8, name);
    }

    /// <summary>An argument of type boolean, as 1 or 0.</summary>
    public static void EmitArgument(ref ByteWriter writer, ReadOnlySpan<byte> name, bool value) =>
        EmitArgument(ref writer, name, value ? 1u : 0u);

    /// <summary>An address as dotted decimal.</summary>
    public static void EmitArgument(ref ByteWriter writer, ReadOnlySpan<byte> name, Ipv4Address value)
    {
        EmitTag(ref writer, "<"u8, name);
        writer.WriteAddress(value);
        EmitTag(ref writer, "</"u8, name);
    }

    /// <summary>A whole fault (UDA 1.1, section 3.2.5), which goes out with status 500.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="errorCode">401 to 899.</param>
    /// <param name="errorDescription">A short text of ours.</param>
    public static void EmitFault(ref ByteWriter writer, ushort errorCode, ReadOnlySpan<byte> errorDescription)
    {
        writer.Write(Start);
        writer.Write("<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"u8);
        writer.Write("<UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\"><errorCode>"u8);
        writer.WriteDecimal(errorCode);
        writer.Write("</errorCode><errorDescription>"u8);
        XmlText.WriteEscaped(ref writer, errorDescription);
        writer.Write("</errorDescription></UPnPError></detail></s:Fault>"u8);
        writer.Write(End);
    }

    private static void EmitTag(ref ByteWriter writer, ReadOnlySpan<byte> start, ReadOnlySpan<byte> name)
    {
        writer.Write(start);
        writer.Write(name);
        writer.WriteByte((byte)'>');
    }
}

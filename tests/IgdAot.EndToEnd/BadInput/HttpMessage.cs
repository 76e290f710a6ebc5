using System;
using System.Globalization;
using System.Net;
using System.Text;
using IgdAot.Lab;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>HTTP requests as bytes, right or wrong.</summary>
internal static class HttpMessage
{
    public const int Port = 5000;
    public const string Host = "192.168.1.1:5000";
    public const string ControlPath = "/ctl/IPConn";
    public const string DescriptionPath = "/rootDesc.xml";

    /// <summary>SOAPACTION of an action that changes nothing.</summary>
    public const string HarmlessAction = "\"" + UpnpClient.Connection + "#GetExternalIPAddress\"";

    public static readonly IPEndPoint Server = new(NetworkLab.RouterAddress, Port);

    /// <summary>The body that belongs to <see cref="HarmlessAction"/>.</summary>
    public static readonly byte[] HarmlessBody = Envelope("GetExternalIPAddress", "");

    /// <summary>A request with this line and these fields (each with its line end) behind the right Host.</summary>
    public static byte[] Of(string line, string fields = "", string host = Host) =>
        Encoding.Latin1.GetBytes($"{line} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n");

    public static byte[] Get(string path = DescriptionPath, string fields = "") => Of("GET " + path, fields);

    /// <summary>The head of a control request.</summary>
    /// <param name="action">The value of SOAPACTION.</param>
    /// <param name="lengthField">The field that tells where the body ends.</param>
    public static byte[] ControlHead(string action, string lengthField) =>
        Of("POST " + ControlPath, $"Content-Type: text/xml; charset=\"utf-8\"\r\nSOAPACTION: {action}\r\n{lengthField}\r\n");

    /// <summary>A control request with the length that is right.</summary>
    public static byte[] Control(string action, byte[] body) =>
        [.. ControlHead(action, "Content-Length: " + body.Length.ToString(CultureInfo.InvariantCulture)), .. body];

    /// <summary>A control request for an action of WANIPConnection:1 with these arguments as XML.</summary>
    public static byte[] Action(string name, string arguments) =>
        Control($"\"{UpnpClient.Connection}#{name}\"", Envelope(name, arguments));

    public static byte[] Harmless() => Control(HarmlessAction, HarmlessBody);

    public static byte[] Envelope(string action, string arguments) => Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
        + "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
        + $"<u:{action} xmlns:u=\"{UpnpClient.Connection}\">{arguments}</u:{action}></s:Body></s:Envelope>\r\n");
}

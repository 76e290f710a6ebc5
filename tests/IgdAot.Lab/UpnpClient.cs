using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Xml.Linq;

namespace IgdAot.Lab;

/// <summary>The reply to an action: the UPnP error code (0 = success) and the arguments or the error's words.</summary>
public sealed record SoapReply(int Status, int ErrorCode, string ErrorDescription, IReadOnlyDictionary<string, string> Arguments)
{
    public string this[string name] => Arguments[name];

    public override string ToString() => ErrorCode == 0 ? "success " + string.Join(' ', Arguments) : $"{ErrorCode} {ErrorDescription}";
}

/// <summary>A control point for IGD:1, written for the tests: it finds the URLs in the description.</summary>
public sealed class UpnpClient
{
    public const string Gateway = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
    public const string Connection = "urn:schemas-upnp-org:service:WANIPConnection:1";
    public const string CommonInterface = "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1";
    public const string Forwarding = "urn:schemas-upnp-org:service:Layer3Forwarding:1";
    private static readonly XNamespace s_device = "urn:schemas-upnp-org:device-1-0";
    private readonly NetworkNamespace _from;
    private readonly Dictionary<string, Uri> _controls = [];

    private UpnpClient(NetworkNamespace from, Uri location, string description)
    {
        _from = from;
        Location = location;
        Description = XDocument.Parse(description);
        foreach (XElement service in Description.Descendants(s_device + "service"))
        {
            _controls[service.Element(s_device + "serviceType")!.Value] = new Uri(location, service.Element(s_device + "controlURL")!.Value);
        }
    }

    public Uri Location { get; }

    public XDocument Description { get; }

    public IReadOnlyCollection<string> Services => _controls.Keys;

    /// <summary>Searches the gateway by unicast and reads its description.</summary>
    public static UpnpClient Discover(NetworkNamespace from)
    {
        // As real clients do, more than once: a datagram may meet a daemon that is just opening its sockets.
        IReadOnlyList<SsdpAnswer> answers = [];
        for (int attempt = 0; attempt < 3 && answers.Count == 0; attempt++)
        {
            answers = SsdpClient.SearchUnicast(from, NetworkLab.RouterAddress, Gateway, milliseconds: 500);
        }

        if (answers.Count == 0)
        {
            throw new InvalidOperationException("no answer to a unicast search for the gateway");
        }

        Uri location = new(answers[0].Header("LOCATION") ?? throw new InvalidOperationException("the search answer has no LOCATION"));
        HttpReply reply = Get(from, location);
        return reply.Status == 200
            ? new UpnpClient(from, location, reply.Body)
            : throw new InvalidOperationException($"GET {location} answers {reply.Status}");
    }

    public static HttpReply Get(NetworkNamespace from, Uri url) => HttpExchange.Send(
        from, EndPointOf(url), $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n");

    /// <summary>Calls any action of any service.</summary>
    public SoapReply Call(string service, string action, params (string Name, string Value)[] arguments)
    {
        Uri url = _controls[service];
        return Parse(HttpExchange.Send(_from, EndPointOf(url), ControlRequest(url, service, action, arguments)));
    }

    /// <summary>The whole HTTP request of an action, for tests that spoil it.</summary>
    public string ControlRequest(string service, string action, params (string Name, string Value)[] arguments) =>
        ControlRequest(_controls[service], service, action, arguments);

    public SoapReply AddPortMapping(
        string protocol, int externalPort, int internalPort, string? client = null, uint lease = 0, string remoteHost = "", bool enabled = true, string description = "lab") =>
        Call(
            Connection,
            "AddPortMapping",
            ("NewRemoteHost", remoteHost),
            ("NewExternalPort", Number(externalPort)),
            ("NewProtocol", protocol),
            ("NewInternalPort", Number(internalPort)),
            ("NewInternalClient", client ?? _from.Address.ToString()),
            ("NewEnabled", enabled ? "1" : "0"),
            ("NewPortMappingDescription", description),
            ("NewLeaseDuration", lease.ToString(CultureInfo.InvariantCulture)));

    public SoapReply DeletePortMapping(string protocol, int externalPort, string remoteHost = "") =>
        Call(Connection, "DeletePortMapping", Key(protocol, externalPort, remoteHost));

    public SoapReply GetSpecificPortMappingEntry(string protocol, int externalPort, string remoteHost = "") =>
        Call(Connection, "GetSpecificPortMappingEntry", Key(protocol, externalPort, remoteHost));

    public SoapReply GetGenericPortMappingEntry(int index) =>
        Call(Connection, "GetGenericPortMappingEntry", ("NewPortMappingIndex", Number(index)));

    /// <summary>All entries, by index until 713 (SpecifiedArrayIndexInvalid), as "TCP 80 -> 192.168.1.10:80" in order.</summary>
    public IReadOnlyList<string> List()
    {
        List<string> entries = [];
        for (int index = 0; index < 70000; index++)
        {
            SoapReply entry = GetGenericPortMappingEntry(index);
            if (entry.ErrorCode != 0)
            {
                return entry.ErrorCode == 713
                    ? [.. entries.Order(StringComparer.Ordinal)]
                    : throw new InvalidOperationException($"entry {index}: {entry}");
            }

            entries.Add($"{entry["NewProtocol"]} {entry["NewExternalPort"]} -> {entry["NewInternalClient"]}:{entry["NewInternalPort"]}");
        }

        throw new InvalidOperationException("the listing has no end");
    }

    public string GetExternalIPAddress() => Call(Connection, "GetExternalIPAddress")["NewExternalIPAddress"];

    public static SoapReply Parse(HttpReply reply)
    {
        XDocument document = XDocument.Parse(reply.Body);
        XElement? fault = document.Descendants().FirstOrDefault(element => element.Name.LocalName == "UPnPError");
        if (fault is not null)
        {
            string Text(string name) => fault.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
            return new SoapReply(reply.Status, int.Parse(Text("errorCode"), CultureInfo.InvariantCulture), Text("errorDescription"), new Dictionary<string, string>());
        }

        XElement body = document.Descendants().First(element => element.Name.LocalName == "Body");
        return new SoapReply(reply.Status, 0, "", body.Elements().First().Elements().ToDictionary(element => element.Name.LocalName, element => element.Value));
    }

    public static IPEndPoint EndPointOf(Uri url) => new(IPAddress.Parse(url.Host), url.Port);

    private static string ControlRequest(Uri url, string service, string action, (string Name, string Value)[] arguments)
    {
        string inner = string.Concat(arguments.Select(argument => new XElement(argument.Name, argument.Value).ToString(SaveOptions.DisableFormatting)));
        string body = "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
            + "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
            + $"<u:{action} xmlns:u=\"{service}\">{inner}</u:{action}></s:Body></s:Envelope>";
        return $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n"
            + $"SOAPACTION: \"{service}#{action}\"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }

    private static (string Name, string Value)[] Key(string protocol, int externalPort, string remoteHost) =>
        [("NewRemoteHost", remoteHost), ("NewExternalPort", Number(externalPort)), ("NewProtocol", protocol)];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

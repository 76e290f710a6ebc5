using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>The inputs by which other gateways, UPnP libraries and clients were broken, under the numbers of their reports.</summary>
public sealed class KnownAttackTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const string Connection = UpnpClient.Connection;
    private static readonly IPEndPoint s_search = new(NetworkLab.RouterAddress, SsdpClient.Port);
    private static readonly IPEndPoint s_portControl = new(NetworkLab.RouterAddress, NatPmpClient.Port);

    [LabFact]
    public void Requests_that_broke_others_get_the_status_that_fits()
    {
        const string Nested = "<a>";
        (string Report, int[] Statuses, byte[] Request)[] rows =
        [
            ("CVE-2013-0230: a method name of 64 KiB", [431], HttpMessage.Control($"\"x#{new string('a', 65536)}", HttpMessage.HarmlessBody)),
            ("CVE-2013-0230: a method name of 7 KiB", [400, 500], HttpMessage.Control($"\"x#{new string('a', 7000)}", HttpMessage.HarmlessBody)),
            ("CVE-2026-5720: one double quote", [400, 500], HttpMessage.Control("\"", HttpMessage.HarmlessBody)),
            ("CVE-2026-5720: one single quote", [400, 500], HttpMessage.Control("'", HttpMessage.HarmlessBody)),
            ("CVE-2026-5720: two quotes", [400, 500], HttpMessage.Control("\"\"", HttpMessage.HarmlessBody)),
            ("CVE-2026-5720: a number sign", [400, 500], HttpMessage.Control("#", HttpMessage.HarmlessBody)),
            ("CVE-2026-5720: a quoted number sign", [400, 500], HttpMessage.Control("\"#\"", HttpMessage.HarmlessBody)),
            ("CVE-2026-5720: nothing", [400], HttpMessage.Control("", HttpMessage.HarmlessBody)),
            ("CVE-2017-8798: chunk size ffffffff", [400, 413], Chunked("ffffffff\r\nx")),
            ("CVE-2017-8798: chunk size -1", [400, 413], Chunked("-1\r\nx")),
            ("CVE-2017-8798: chunk size 7fffffff", [400, 413], Chunked("7fffffff\r\nx")),
            ("CVE-2017-8798: chunk size 100000000", [400, 413], Chunked("100000000\r\nx")),
            ("CVE-2017-8798: chunk size with too many zeros", [400], Chunked("0000000000000001\r\nx\r\n0\r\n\r\n")),
            ("CVE-2016-6255: POST to a path without a server", [404], HttpMessage.Of("POST /tmp/igdaot-written", "Content-Length: 4\r\n").Concat("text"u8.ToArray()).ToArray()),
            ("CVE-2016-6255: PUT", [501], HttpMessage.Of("PUT /tmp/igdaot-written", "Content-Length: 4\r\n").Concat("text"u8.ToArray()).ToArray()),
            ("CVE-2020-13848: a service that is not here", [500], HttpMessage.Control("\"urn:schemas-upnp-org:service:Nothing:1#Do\"", HttpMessage.HarmlessBody)),
            ("CVE-2020-13848: SUBSCRIBE to a service that is not here", [404], HttpMessage.Of("SUBSCRIBE /evt/Nothing", "NT: upnp:event\r\nTIMEOUT: Second-300\r\n")),
            ("CVE-2021-28302: elements in elements, as many as fit", [500], Body(string.Concat(Enumerable.Repeat(Nested, 20000)))),
            ("CVE-2021-28302: a hundred thousand of them", [413], Body(string.Concat(Enumerable.Repeat(Nested, 100000)))),
            ("CVE-2021-28302: entities in entities", [500], Body("<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>")),
            ("an external entity", [500], Body("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>")),
            ("CVE-2017-1000494: an attribute without a value", [500], Body("<s:Envelope xmlns:s><s:Body/></s:Envelope>")),
            ("CVE-2017-1000494: unknown elements in elements", [500], Body("<s:Envelope><x><y z=\"1\"/></x></s:Envelope>")),
            ("an entity without an end", [500], HttpMessage.Action("AddPortMapping", "<NewRemoteHost>&amp</NewRemoteHost>")),
            ("CVE-2021-29462: a foreign Host", [403], HttpMessage.Of("GET /rootDesc.xml", host: "attacker.example")),
            ("VU#361684: a form of a web page with Origin", [403], HttpMessage.Of("POST " + HttpMessage.ControlPath, "Origin: http://attacker.example\r\nContent-Length: 0\r\n")),
            ("VU#361684: a form of a web page without SOAPACTION", [400], HttpMessage.Of("POST " + HttpMessage.ControlPath, "Content-Type: text/plain\r\nContent-Length: 0\r\n")),
        ];
        GatewayDaemon daemon = Start();
        List<string> wrong = [];
        foreach ((string report, int[] statuses, byte[] request) in rows)
        {
            HttpReply reply = Exchange(request);
            if (!statuses.Contains(reply.Status))
            {
                wrong.Add($"{report}: {reply.Status} {reply.Body}");
            }
        }

        Assert.Empty(wrong);
        Assert.False(File.Exists("/tmp/igdaot-written"));
        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Element_names_of_any_length_are_refused_or_passed_over_as_CVE_2015_6031_asks()
    {
        GatewayDaemon daemon = Start();
        using HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server);
        for (int length = 1; length <= 8192; length += length < 300 ? 1 : 97)
        {
            string name = new('e', length);
            exchange.Send(HttpMessage.Action("GetExternalIPAddress", $"<{name}>1</{name}>"));
            Assert.Contains(exchange.Read().Status, (int[])[200, 500]);
            exchange.Send(HttpMessage.Control(HttpMessage.HarmlessAction, HttpMessage.Envelope(name, "")));
            Assert.Equal(500, exchange.Read().Status);
        }

        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Every_subset_of_the_arguments_of_every_action_gets_an_answer_as_CVE_2019_12108_asks()
    {
        (string Name, string Value)[] entry =
        [
            ("NewRemoteHost", ""), ("NewExternalPort", "8080"), ("NewProtocol", "TCP"), ("NewInternalPort", "80"),
            ("NewInternalClient", "192.168.1.10"), ("NewEnabled", "1"), ("NewPortMappingDescription", "x"), ("NewLeaseDuration", "600"),
        ];
        Dictionary<string, (string, string)[]> actions = new()
        {
            ["AddPortMapping"] = entry,
            ["DeletePortMapping"] = entry[..3],
            ["GetSpecificPortMappingEntry"] = entry[..3],
            ["GetGenericPortMappingEntry"] = [("NewPortMappingIndex", "0")],
            ["SetConnectionType"] = [("NewConnectionType", "IP_Routed")],
        };
        foreach (string name in (string[])["GetExternalIPAddress", "GetStatusInfo", "GetNATRSIPStatus", "GetConnectionTypeInfo", "RequestConnection", "ForceTermination"])
        {
            actions[name] = [];
        }

        GatewayDaemon daemon = Start();
        using HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server);
        List<string> wrong = [];
        foreach ((string action, (string Name, string Value)[] arguments) in actions)
        {
            for (int subset = 0; subset < 1 << arguments.Length; subset++)
            {
                (string Name, string Value)[] given = [.. arguments.Where((_, place) => (subset & (1 << place)) != 0)];
                exchange.Send(HttpMessage.Action(action, string.Concat(given.Select(argument => $"<{argument.Name}>{argument.Value}</{argument.Name}>"))));
                SoapReply reply = UpnpClient.Parse(exchange.Read());

                // WANIPConnection:1 names no default for these; the others may be left out (CVE-2019-12110: the description).
                string[] needed = ["NewExternalPort", "NewProtocol", "NewInternalPort", "NewPortMappingIndex", "NewConnectionType"];
                bool isWhole = arguments.All(argument => given.Contains(argument) || !needed.Contains(argument.Name));
                if (!isWhole && reply.ErrorCode != 402)
                {
                    wrong.Add($"{action} with {string.Join(' ', given.Select(argument => argument.Name))}: {reply}");
                }
            }
        }

        Assert.Empty(wrong);
        AssertSuccess(UpnpClient.Parse(Exchange(HttpMessage.Action("AddPortMapping", string.Concat(entry.Where(argument => argument.Name != "NewPortMappingDescription").Select(argument => $"<{argument.Name}>{argument.Value}</{argument.Name}>"))))));
        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Pcp_options_of_every_code_and_length_are_answered_as_CVE_2019_12111_asks()
    {
        GatewayDaemon daemon = Start(new GatewayOptions { QuotaPerClient = 1000 });
        byte[] nonce = PcpClient.NewNonce();
        int answers = 0;
        using DatagramBarrage barrage = new(Lab.ClientA, s_portControl, s_portControl, [0, 0], answer =>
        {
            answers++;
            Assert.Equal((2, 129), (answer[0], answer[1]));
            Assert.Equal(0, answer.Length % 4);
        });
        int sent = 0;
        for (int code = 0; code < 256; code++)
        {
            for (int length = 0; length <= 64; length++)
            {
                byte[] option = new byte[4 + ((length + 3) / 4 * 4)];
                option[0] = (byte)code;
                BinaryPrimitives.WriteUInt16BigEndian(option.AsSpan(2), (ushort)length);
                barrage.Send(PcpClient.MapRequest(Lab.ClientA.Address, nonce, PcpClient.Tcp, 80, 8080, 600, option));
                sent++;
            }
        }

        barrage.Finish();
        Assert.Equal(sent, answers);
        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Pcp_option_lengths_that_are_wrong_are_called_malformed()
    {
        Start();
        byte[] nonce = PcpClient.NewNonce();
        (string What, byte[] Options)[] rows =
        [
            ("a length past the end", [128, 0, 0, 8, 1, 2, 3, 4]),
            ("the greatest length", [128, 0, 255, 255]),
            ("a length that leaves no room for its padding", [128, 0, 0, 5, 1, 2, 3, 4]),
            ("a PREFER_FAILURE with data", [2, 0, 0, 4, 0, 0, 0, 0]),
            ("a PREFER_FAILURE past the end", [2, 0, 0, 1]),
        ];
        const int MalformedOption = 6;
        foreach ((string what, byte[] options) in rows)
        {
            PcpMapping answer = PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 80, 8080, 600, options);
            Assert.True(answer.Result is PcpClient.MalformedRequest or MalformedOption, $"{what}: {answer}");
        }

        byte[] whole = PcpClient.MapRequest(Lab.ClientA.Address, nonce, PcpClient.Tcp, 80, 8080, 600, [128, 0, 0, 4, 1, 2, 3, 4]);
        for (int length = 24; length < whole.Length; length++)
        {
            byte[]? answer = NatPmpClient.Exchange(Lab.ClientA, whole.AsSpan(0, length));
            bool isWholeRequest = length == 60;
            Assert.True(answer is not null && (answer[3] == 0) == isWholeRequest, $"the first {length} bytes: {(answer is null ? "silence" : answer[3])}");
        }
    }

    [LabFact]
    public void Searches_that_broke_others_get_silence()
    {
        const string Start = "M-SEARCH * HTTP/1.1\r\nHOST: 192.168.1.1:1900\r\n";
        const string Man = "MAN: \"ssdp:discover\"\r\n";
        byte[] right = SsdpClient.Request("192.168.1.1:1900", "upnp:rootdevice", "");

        // CVE-2013-0229: cut at every byte, up to the end of the last field's line. Only the empty line may be missing.
        List<byte[]> rows = [.. Enumerable.Range(0, right.Length - 2).Select(length => right[..length])];
        rows.AddRange(((string[])
        [
            // CVE-2013-0229: a header without a value, or without an end.
            Start + Man + "ST:\r\n\r\n",
            Start + Man + "ST\r\n\r\n",
            Start + Man + "ST: upnp:rootdevice",
            Start + Man + "MX:\r\nST:",
            "M-SEARCH * HTTP/1.1\r\n:\r\n\r\n",

            // CVE-2012-5958 to 5965: names of devices that were copied into buffers.
            .. new[] { "uuid:schemas:device:" + Long(512), "uuid:" + Long(1200), "uuid::" + Long(512), "::::", "uuid:" + Long(300) + "::upnp:rootdevice", "urn:schemas-upnp-org:device:" + Long(900) + ":1", "urn:schemas-upnp-org:service:" + Long(900) + ":1", "urn:" + Long(600) + ":device:InternetGatewayDevice:1", "urn:schemas-upnp-org:device:InternetGatewayDevice:" + new string('9', 500), "urn:schemas-upnp-org:device:InternetGatewayDevice:1:" + Long(500) }
                .Select(target => Start + Man + $"ST: {target}\r\n\r\n"),

            // Neither a search of this gateway nor one at all.
            Start + "MAN: ssdp:discover\r\nST: upnp:rootdevice\r\n\r\n",
            Start + "ST: upnp:rootdevice\r\n\r\n",
            "M-SEARCH /x HTTP/1.1\r\n" + Man + "ST: upnp:rootdevice\r\n\r\n",
            "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:x\r\nLOCATION: http://192.168.1.10/\r\n\r\n",

            // CVE-2019-12106: the same device announced again with headers of other lengths.
            .. Enumerable.Range(0, 200).Select(length => $"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\nNT: {Long(length)}\r\nUSN: uuid:1\r\nLOCATION: http://{Long(200 - length)}/\r\nCACHE-CONTROL: max-age={length}\r\n\r\n"),
        ]).Select(Encoding.ASCII.GetBytes));
        GatewayDaemon daemon = this.Start();
        int answers = 0;
        using DatagramBarrage barrage = new(Lab.ClientA, s_search, s_search, right, _ => answers++);
        foreach (byte[] row in rows)
        {
            barrage.Send(row);
            barrage.Finish();
            Assert.True(answers == 0, $"answered: {Encoding.ASCII.GetString(row)}");
        }

        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Nobody_is_called_back_as_CVE_2020_12695_asks()
    {
        GatewayDaemon daemon = Start();
        using Socket wan = Lab.WanHost.Tcp(80);
        using Socket other = Lab.ClientB.Tcp(80);
        using Socket own = Lab.ClientA.Tcp(80);
        foreach (Socket listener in (Socket[])[wan, other, own])
        {
            listener.Listen();
        }

        string[] callbacks =
        [
            "<http://11.22.33.1/>", "<http://192.168.1.11/>", "<http://192.168.1.10/>", "<http://127.0.0.1:22/>", "<http://attacker.example/>",
            "<http://[::1]/>", "<http://192.168.1.10@11.22.33.1/>", "<http://a><", "http://192.168.1.10/", "<>", "<ftp://192.168.1.10/>",
            string.Concat(Enumerable.Repeat("<http://11.22.33.1/>", 300)),

            // CVE-2019-12107: a path of any length.
            .. Enumerable.Range(1, 4096).Where(length => length < 64 || length % 61 == 0).Select(length => $"<http://192.168.1.10/{new string('p', length)}>"),
        ];
        foreach (string callback in callbacks)
        {
            foreach (string path in (string[])[HttpMessage.ControlPath, "/evt/IPConn", "/"])
            {
                HttpReply reply = Exchange(HttpMessage.Of("SUBSCRIBE " + path, $"CALLBACK: {callback}\r\nNT: upnp:event\r\nTIMEOUT: Second-300\r\n"));
                Assert.InRange(reply.Status, 400, 499);
            }
        }

        System.Threading.Thread.Sleep(300);
        Assert.All((Socket[])[wan, other, own], listener => Assert.False(listener.Poll(0, SelectMode.SelectRead), "somebody was called back"));
        AssertUnharmed(daemon);
    }

    [LabFact]
    public void An_internal_client_is_a_host_of_the_lan_in_plain_numbers_or_nothing()
    {
        // With secure mode off: then only these rules stand between a client and the rest of the world.
        GatewayDaemon daemon = Start(new GatewayOptions { SecureMode = false });
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        string[] clients =
        [
            "11.22.33.1", "8.8.8.8", "192.168.1.1", "192.168.1.255", "192.168.1.0", "192.168.9.10", "192.168.9.1", "11.22.33.2", "127.0.0.1",
            "0.0.0.0", "224.0.0.1", "239.255.255.250", "255.255.255.255", "host.example", "client-a", "192.168.1.010", "0300.0250.1.10", "0xc0.0xa8.1.10",
            "3232235786", "192.168.266", "192.168.1.10.", "192.168.1.10 192.168.1.11", "192.168.1.10/32", "192.168.1.10:80", "::ffff:192.168.1.10",
            "192.168.1.-10", "192.168.1.256", "192.168.1", "1" + new string('0', 300), "192.168.1.10&#10;x", "&#0;",
        ];
        foreach (string bad in clients)
        {
            HttpReply reply = Exchange(HttpMessage.Action("AddPortMapping", Arguments("8080", "TCP", "80", bad)));
            Assert.True(UpnpClient.Parse(reply).ErrorCode != 0, $"mapped to '{bad}'");
        }

        Assert.Equal(0, Lab.Nft.CountElements());
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, client: "192.168.1.11"));
        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Numbers_and_protocols_are_what_they_seem_or_refused()
    {
        GatewayDaemon daemon = Start();
        string[] numbers = ["65536", "65617", "131152", "-1", "+80", "80abc", "0x50", "", "8e3", "80.0", "80 80", "4294967376", "18446744073709551696", "&#x660;"];
        string client = Lab.ClientA.Address.ToString();
        foreach (string number in numbers)
        {
            Assert.Equal(402, UpnpClient.Parse(Exchange(HttpMessage.Action("AddPortMapping", Arguments(number, "TCP", "80", client)))).ErrorCode);
            Assert.Equal(402, UpnpClient.Parse(Exchange(HttpMessage.Action("AddPortMapping", Arguments("8080", "TCP", number, client)))).ErrorCode);
        }

        foreach (string protocol in (string[])["", "6", "TCPX", "TC", "SCTP", "TCP UDP", "ANY", "*", "T&#67;P&#0;"])
        {
            Assert.Equal(402, UpnpClient.Parse(Exchange(HttpMessage.Action("AddPortMapping", Arguments("8080", protocol, "80", client)))).ErrorCode);
        }

        Assert.Equal(0, Lab.Nft.CountElements());
        AssertUnharmed(daemon);
    }

    [LabFact]
    public void Descriptions_come_back_as_they_were_or_are_refused_and_break_no_output()
    {
        GatewayDaemon daemon = Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        (string Text, string Xml)[] rows =
        [
            ("a <b> & \"c\" 'd' ]]>", "a &lt;b&gt; &amp; \"c\" 'd' ]]&gt;"),
            ("</NewPortMappingDescription><x/>", "<![CDATA[</NewPortMappingDescription><x/>]]>"),
            ("two\nlines", "two&#10;lines"),
            ("a\tb:c;d{e}f\\g", "a&#9;b:c;d{e}f\\g"),
            ("\" ; flush ruleset ; #", "&quot; ; flush ruleset ; #"),
            ("\u00e9\u20ac\U0001f600", "\u00e9\u20ac\U0001f600"),
            ("%s%n%x", "%s%n%x"),
            ("\u001b[2J", "&#27;[2J"),
            (Long(5000), Long(5000)),
        ];
        foreach ((string text, string xml) in rows)
        {
            SoapReply added = UpnpClient.Parse(Exchange(HttpMessage.Action("AddPortMapping", Arguments("8080", "TCP", "80", Lab.ClientA.Address.ToString(), xml))));
            if (added.ErrorCode != 0)
            {
                Assert.Contains(added.ErrorCode, (int[])[402, 600, 605]);
                continue;
            }

            // Whole XML and JSON, and a table of one line an entry, whatever is in it; what is too long is cut.
            string told = client.GetSpecificPortMappingEntry("TCP", 8080)["NewPortMappingDescription"];
            Assert.True(told.Length > 0 && text.StartsWith(told, StringComparison.Ordinal), $"'{text}' came back as '{told}'");
            Assert.Equal(told, daemon.StatusJson().RootElement.GetProperty("mappings")[0].GetProperty("description").GetString());
            string table = daemon.Status().OrFail().Output;
            Assert.DoesNotContain(table, character => character < ' ' && character != '\n');
            Assert.Single(table.Split('\n'), line => line.Contains("192.168.1.10", StringComparison.Ordinal));
            Assert.Single(Lab.Nft.List("dnat4"));
        }

        AssertUnharmed(daemon);
    }

    private void AssertUnharmed(GatewayDaemon daemon)
    {
        Assert.True(daemon.IsRunning, $"it is gone:\n{daemon.Log}");
        Assert.DoesNotContain("fault", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(External.ToString(), UpnpClient.Discover(Lab.ClientB).GetExternalIPAddress());
        Assert.Equal(0, NatPmpClient.Address(Lab.ClientB).Result);
    }

    private static string Long(int length) => new('A', length);

    private static byte[] Body(string text) => HttpMessage.Control(HttpMessage.HarmlessAction, Encoding.UTF8.GetBytes(text));

    private static byte[] Chunked(string body) =>
        [.. HttpMessage.ControlHead(HttpMessage.HarmlessAction, "Transfer-Encoding: chunked"), .. Encoding.ASCII.GetBytes(body)];

    private static string Arguments(string externalPort, string protocol, string internalPort, string client, string description = "x") =>
        $"<NewRemoteHost></NewRemoteHost><NewExternalPort>{externalPort}</NewExternalPort><NewProtocol>{protocol}</NewProtocol>"
        + $"<NewInternalPort>{internalPort}</NewInternalPort><NewInternalClient>{client}</NewInternalClient><NewEnabled>1</NewEnabled>"
        + $"<NewPortMappingDescription>{description}</NewPortMappingDescription><NewLeaseDuration>600</NewLeaseDuration>";

    private HttpReply Exchange(byte[] request)
    {
        using HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server);
        try
        {
            exchange.Send(request);
        }
        catch (SocketException)
        {
            // Refused before all was out: the answer tells.
        }

        return exchange.Read();
    }
}

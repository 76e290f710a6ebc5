using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>The web server at its limits: what is too long, contradictory, foreign, slow, or too much at once.</summary>
public sealed class HttpLimitTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const string Get = "GET " + HttpMessage.DescriptionPath;
    private const string Post = "POST " + HttpMessage.ControlPath;
    private const string Action = "SOAPACTION: " + HttpMessage.HarmlessAction + "\r\n";

    [LabFact]
    public void Each_wrong_request_gets_the_status_that_names_what_is_wrong()
    {
        (string What, int Status, byte[] Request)[] rows =
        [
            ("a head over 8 KiB", 431, HttpMessage.Of(Get, $"X: {new string('x', 8200)}\r\n")),
            ("a head over 8 KiB that does not end", 431, HttpMessage.Of(Get, $"X: {new string('x', 20000)}")),
            ("more fields than there is room for", 431, HttpMessage.Of(Get, string.Concat(Enumerable.Repeat("X: y\r\n", 100)))),
            ("a target over its limit", 414, HttpMessage.Of("GET /" + new string('a', 1500))),
            ("a request line without an end", 414, Encoding.ASCII.GetBytes("GET /" + new string('a', 5000))),
            ("a body over 64 KiB by its length", 413, HttpMessage.Of(Post, Action + "Content-Length: 65537\r\n")),
            ("a body of 500 MB by its length", 413, HttpMessage.Of(Post, Action + "Content-Length: 500000000\r\n")),
            ("a length that no number holds", 413, HttpMessage.Of(Post, Action + "Content-Length: 99999999999999999999999\r\n")),
            ("a body over 64 KiB by its chunk", 413, [.. HttpMessage.Of(Post, Action + "Transfer-Encoding: chunked\r\n"), .. "10001\r\n"u8]),
            ("a body over 64 KiB in many chunks", 413, TooManyChunks()),
            ("no length", 411, HttpMessage.Of(Post, Action)),
            ("a negative length", 400, HttpMessage.Of(Post, Action + "Content-Length: -1\r\n")),
            ("a length with a sign", 400, HttpMessage.Of(Post, Action + "Content-Length: +1\r\n")),
            ("a length in words", 400, HttpMessage.Of(Post, Action + "Content-Length: ten\r\n")),
            ("an empty length", 400, HttpMessage.Of(Post, Action + "Content-Length: \r\n")),
            ("two different lengths", 400, HttpMessage.Of(Post, Action + "Content-Length: 1\r\nContent-Length: 2\r\n")),
            ("two lengths in one field", 400, HttpMessage.Of(Post, Action + "Content-Length: 1, 2\r\n")),
            ("a length and chunks", 400, HttpMessage.Of(Post, Action + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")),
            ("a coding that is not chunked", 501, HttpMessage.Of(Post, Action + "Transfer-Encoding: gzip\r\n")),
            ("chunks in HTTP/1.0", 400, Old(HttpMessage.Of(Post, Action + "Transfer-Encoding: chunked\r\n"))),
            ("a chunk size in words", 400, [.. HttpMessage.Of(Post, Action + "Transfer-Encoding: chunked\r\n"), .. "xyz\r\n"u8]),
            ("an unknown method", 501, HttpMessage.Of("BREW " + HttpMessage.DescriptionPath)),
            ("a method in small letters", 501, HttpMessage.Of("get " + HttpMessage.DescriptionPath)),
            ("PUT", 501, HttpMessage.Of("PUT /x", "Content-Length: 0\r\n")),
            ("an unknown path", 404, HttpMessage.Get("/no-such-thing")),
            ("a path out of the root", 404, HttpMessage.Get("/../../etc/passwd")),
            ("POST to an unknown path", 404, HttpMessage.Of("POST /x", "Content-Length: 0\r\n")),
            ("another version of HTTP", 505, Encoding.ASCII.GetBytes(Get + " HTTP/2.0\r\nHost: x\r\n\r\n")),
            ("no version of HTTP", 400, Encoding.ASCII.GetBytes(Get + "\r\n\r\n")),
            ("lines that end with LF alone", 400, Encoding.ASCII.GetBytes(Get + " HTTP/1.1\nHost: " + HttpMessage.Host + "\n\n")),
            ("a space in front of a colon", 400, HttpMessage.Of(Get, "X : y\r\n")),
            ("a line that goes on with the next", 400, HttpMessage.Of(Get, "X: y\r\n z\r\n")),
            ("a zero byte in a field", 400, HttpMessage.Of(Get, "X: a\0b\r\n")),
            ("no Host", 400, Encoding.ASCII.GetBytes(Get + " HTTP/1.1\r\n\r\n")),
            ("an empty Host", 400, HttpMessage.Of(Get, host: "")),
            ("two Hosts", 400, HttpMessage.Of(Get, $"Host: {HttpMessage.Host}\r\n")),
            ("a name as Host", 403, HttpMessage.Of(Get, host: "attacker.example")),
            ("a name that begins with our address", 403, HttpMessage.Of(Get, host: "192.168.1.1.attacker.example")),
            ("another machine's address as Host", 403, HttpMessage.Of(Get, host: "192.168.1.10:5000")),
            ("our WAN address as Host", 403, HttpMessage.Of(Get, host: "11.22.33.2:5000")),
            ("our address on another network as Host", 403, HttpMessage.Of(Get, host: "192.168.9.1:5000")),
            ("the loopback address as Host", 403, HttpMessage.Of(Get, host: "127.0.0.1:5000")),
            ("another port in Host", 403, HttpMessage.Of(Get, host: "192.168.1.1:8080")),
            ("our address with leading zeros as Host", 403, HttpMessage.Of(Get, host: "192.168.01.1:5000")),
            ("our address as one number as Host", 403, HttpMessage.Of(Get, host: "3232235777:5000")),
            ("a foreign host in the target", 403, Encoding.ASCII.GetBytes($"GET http://attacker.example/rootDesc.xml HTTP/1.1\r\nHost: {HttpMessage.Host}\r\n\r\n")),
            ("an Origin of elsewhere", 403, HttpMessage.Of(Get, "Origin: http://attacker.example\r\n")),
            ("the Origin null", 403, HttpMessage.Of(Get, "Origin: null\r\n")),
            ("a form of a web page: no SOAPACTION", 400, HttpMessage.Of(Post, "Content-Type: text/plain\r\nContent-Length: 0\r\n")),
        ];
        GatewayDaemon daemon = Start();
        List<string> wrong = [];
        foreach ((string what, int status, byte[] request) in rows)
        {
            int answered = Exchange(request).Status;
            if (answered != status)
            {
                wrong.Add($"{what}: {answered}, not {status}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(daemon.IsRunning);
    }

    [LabFact]
    public void A_right_request_is_served_in_each_of_its_forms()
    {
        (string What, byte[] Request)[] rows =
        [
            ("Host without the port", HttpMessage.Of(Get, host: "192.168.1.1")),
            ("the whole URL as target", Encoding.ASCII.GetBytes($"GET http://{HttpMessage.Host}/rootDesc.xml HTTP/1.1\r\nHost: {HttpMessage.Host}\r\n\r\n")),
            ("HTTP/1.0 with Host", Old(HttpMessage.Get())),
            ("HTTP/1.0 without Host", Encoding.ASCII.GetBytes(Get + " HTTP/1.0\r\n\r\n")),
            ("an empty line in front", [.. "\r\n"u8, .. HttpMessage.Get()]),
            ("field names in capitals and no space behind the colon", Encoding.ASCII.GetBytes(Get + $" HTTP/1.1\r\nHOST:{HttpMessage.Host}\r\n\r\n")),
            ("two equal lengths", HttpMessage.ControlHead(HttpMessage.HarmlessAction, $"Content-Length: {Length}\r\nContent-Length: {Length}").Concat(HttpMessage.HarmlessBody).ToArray()),
            ("one chunk", Chunked([HttpMessage.HarmlessBody])),
            ("a chunk for each byte", Chunked([.. HttpMessage.HarmlessBody.Select(one => new[] { one })])),
            ("a head of almost 8 KiB", HttpMessage.Of(Get, $"X: {new string('x', 8000)}\r\n")),
        ];
        Start();
        List<string> wrong = [];
        foreach ((string what, byte[] request) in rows)
        {
            HttpReply reply = Exchange(request);
            if (reply.Status != 200)
            {
                wrong.Add($"{what}: {reply.Status}");
            }
        }

        Assert.Empty(wrong);
    }

    [LabFact]
    public void A_wrong_method_is_answered_with_those_that_are_right()
    {
        Start();
        HttpReply control = Exchange(HttpMessage.Get(HttpMessage.ControlPath));
        Assert.Equal((405, "POST"), (control.Status, control.Headers["Allow"]));
        HttpReply description = Exchange(HttpMessage.Of("POST " + HttpMessage.DescriptionPath, "Content-Length: 0\r\n"));
        Assert.Equal((405, "GET, HEAD"), (description.Status, description.Headers["Allow"]));
        Assert.Equal(405, Exchange(HttpMessage.Of("SUBSCRIBE " + HttpMessage.ControlPath, "NT: upnp:event\r\n")).Status);
    }

    [LabFact]
    public void The_connection_stays_or_ends_as_the_version_and_the_client_say()
    {
        Start();
        Assert.False(Ends(HttpMessage.Get()), "HTTP/1.1 keeps the connection");
        Assert.True(Ends(HttpMessage.Get(fields: "Connection: close\r\n")), "the client asked to close");
        Assert.True(Ends(Old(HttpMessage.Get())), "HTTP/1.0 closes");
        Assert.False(Ends(Old(HttpMessage.Get(fields: "Connection: keep-alive\r\n"))), "the client of HTTP/1.0 asked to keep");
        Assert.True(Ends(HttpMessage.Of(Post, Action)), "where the next request would begin is not known");
    }

    [LabFact]
    public void Requests_sent_together_are_answered_in_their_order_up_to_the_one_that_is_wrong()
    {
        Start();
        using HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server);
        exchange.Send([.. HttpMessage.Get("/1"), .. HttpMessage.Get(), .. HttpMessage.Harmless(), .. HttpMessage.Get(HttpMessage.ControlPath), .. "NONSENSE\r\n\r\n"u8, .. HttpMessage.Get()]);
        Assert.Equal([404, 200, 200, 405, 400], (int[])[exchange.Read().Status, exchange.Read().Status, exchange.Read().Status, exchange.Read().Status, exchange.Read().Status]);
        Assert.Empty(exchange.ReadAll());
    }

    [LabFact]
    public void A_request_cut_in_two_at_any_byte_gets_the_same_answer()
    {
        Start();
        byte[] chunked = Chunked([HttpMessage.HarmlessBody[..40], HttpMessage.HarmlessBody[40..]]);
        foreach (byte[] request in (byte[][])[HttpMessage.Harmless(), chunked, HttpMessage.Get("/no-such-thing")])
        {
            using HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server);
            exchange.Send(request);
            HttpReply whole = exchange.Read();
            for (int cut = 1; cut < request.Length; cut++)
            {
                exchange.Send(request.AsSpan(0, cut));
                if (cut % 4 == 0)
                {
                    // Otherwise the two parts may be one by the time that the daemon reads.
                    Thread.Sleep(1);
                }

                exchange.Send(request.AsSpan(cut));
                HttpReply reply = exchange.Read();
                Assert.Equal((whole.Status, whole.Body), (reply.Status, reply.Body));
            }
        }
    }

    [LabFact]
    public void Continue_is_said_once_and_only_to_a_request_that_will_be_read()
    {
        Start();
        byte[] head = HttpMessage.ControlHead(HttpMessage.HarmlessAction, $"Expect: 100-continue\r\nContent-Length: {Length}");
        using (HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server))
        {
            exchange.Send(head);
            Assert.Equal(100, exchange.Read().Status);
            exchange.Send(HttpMessage.HarmlessBody.AsSpan(0, 50));
            Thread.Sleep(50);
            exchange.Send(HttpMessage.HarmlessBody.AsSpan(50));
            Assert.Equal(200, exchange.Read().Status);

            // The body is there already: nobody waits for a word.
            exchange.Send([.. head, .. HttpMessage.HarmlessBody]);
            Assert.Equal(200, exchange.Read().Status);
        }

        Assert.Equal(404, Exchange(HttpMessage.Of("POST /x", "Expect: 100-continue\r\nContent-Length: 5\r\n")).Status);
        Assert.Equal(413, Exchange(HttpMessage.Of(Post, Action + "Expect: 100-continue\r\nContent-Length: 100000\r\n")).Status);
        Assert.Equal(403, Exchange(HttpMessage.Of(Post, Action + "Origin: http://x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n")).Status);
    }

    [LabFact]
    public void A_slow_or_silent_client_is_closed_in_time_and_delays_nobody()
    {
        Start();
        using Socket silent = Connected(Lab.ClientA);
        using Socket slowHead = Connected(Lab.ClientA);
        using Socket slowBody = Connected(Lab.ClientA);
        using Socket served = Connected(Lab.ClientA);
        byte[] slowRequest = HttpMessage.Of(Get, "X: a field that has many letters\r\n");
        slowBody.Send(HttpMessage.ControlHead(HttpMessage.HarmlessAction, "Content-Length: 1000"));
        served.Send(HttpMessage.Get("/no-such-thing"));
        Stopwatch clock = Stopwatch.StartNew();
        double silentEnd = 0;
        double slowHeadEnd = 0;
        double slowBodyEnd = 0;
        double servedEnd = 0;
        for (int second = 0; second < 25 && (silentEnd == 0 || slowHeadEnd == 0 || slowBodyEnd == 0 || servedEnd == 0); second++)
        {
            Stopwatch other = Stopwatch.StartNew();
            Assert.Equal(200, HttpExchange.Send(Lab.ClientB, HttpMessage.Server, Encoding.ASCII.GetString(HttpMessage.Harmless())).Status);
            Assert.InRange(other.ElapsedMilliseconds, 0, 500);
            TrySend(slowHead, slowRequest.AsSpan(second, 1));
            TrySend(slowBody, "x"u8);
            while (clock.ElapsedMilliseconds < (second + 1) * 1000)
            {
                NoteEnd(silent, ref silentEnd, clock);
                NoteEnd(slowHead, ref slowHeadEnd, clock);
                NoteEnd(slowBody, ref slowBodyEnd, clock);
                NoteEnd(served, ref servedEnd, clock);
                Thread.Sleep(20);
            }
        }

        Assert.InRange(silentEnd, 1, 11);
        Assert.InRange(slowHeadEnd, 1, 11);
        Assert.InRange(slowBodyEnd, 1, 21);
        Assert.InRange(servedEnd, 1, 11);
    }

    [LabFact]
    public void Two_hundred_connections_of_one_client_stop_no_other_client()
    {
        Start();
        List<Socket> sockets = [];
        try
        {
            byte[] half = HttpMessage.Get()[..20];
            for (int count = 0; count < 200; count++)
            {
                Socket socket = Connected(Lab.ClientA);
                sockets.Add(socket);
                TrySend(socket, half);
            }

            for (int count = 0; count < 20; count++)
            {
                Stopwatch clock = Stopwatch.StartNew();
                Assert.Equal(200, HttpExchange.Send(Lab.ClientB, HttpMessage.Server, Encoding.ASCII.GetString(HttpMessage.Harmless())).Status);
                Assert.InRange(clock.ElapsedMilliseconds, 0, 500);
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        Assert.True(Eventually(2, () => Exchange(HttpMessage.Get()).Status == 200), "the client that gave them back is served again");
    }

    [LabFact]
    public void Many_clients_that_hold_all_connections_keep_no_other_client_out()
    {
        Start();
        List<Socket> sockets = [];
        int[] hosts = [.. Enumerable.Range(101, 8)];
        Lab.ClientB.Ip(string.Concat(hosts.Select(host => $"addr add 192.168.1.{host}/32 dev e0\n")));
        try
        {
            byte[] half = HttpMessage.Get()[..20];
            byte[] withoutBody = HttpMessage.ControlHead(HttpMessage.HarmlessAction, "Content-Length: 1000");
            foreach (int host in hosts)
            {
                for (int count = 0; count < 8; count++)
                {
                    Socket socket = Lab.ClientB.Tcp(address: IPAddress.Parse($"192.168.1.{host}"));
                    sockets.Add(socket);
                    socket.Connect(HttpMessage.Server);
                    TrySend(socket, count % 2 == 0 ? half : withoutBody);
                }
            }

            for (int count = 0; count < 20; count++)
            {
                Stopwatch clock = Stopwatch.StartNew();
                Assert.Equal(200, Exchange(HttpMessage.Harmless()).Status);
                Assert.InRange(clock.ElapsedMilliseconds, 0, 500);
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
            Lab.ClientB.Ip(string.Concat(hosts.Select(host => $"addr del 192.168.1.{host}/32 dev e0\n")));
        }
    }

    [LabFact]
    public void A_client_that_reads_slowly_gets_all_answers_whole_and_delays_nobody()
    {
        Start();
        const int Requests = 64;
        byte[] expected = Encoding.UTF8.GetBytes(Exchange(HttpMessage.Get("/WANIPCn.xml")).Body);
        using Socket slow = Lab.ClientA.Tcp();
        slow.ReceiveBufferSize = 4096;
        slow.ReceiveTimeout = 5000;
        slow.Connect(HttpMessage.Server);
        byte[] request = HttpMessage.Get("/WANIPCn.xml");
        slow.Send([.. Enumerable.Repeat(request, Requests).SelectMany(bytes => bytes)]);
        Thread.Sleep(300);
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Equal(200, HttpExchange.Send(Lab.ClientB, HttpMessage.Server, Encoding.ASCII.GetString(HttpMessage.Harmless())).Status);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 500);

        byte[] piece = new byte[1000];
        List<byte> all = [];
        int found = 0;
        int searched = 0;
        while (found < Requests)
        {
            int length = slow.Receive(piece);
            Assert.True(length > 0, $"closed after {found} answers");
            all.AddRange(piece.AsSpan(0, length));
            int at;
            while ((at = all.ToArray().AsSpan(searched).IndexOf(expected)) >= 0)
            {
                searched += at + expected.Length;
                found++;
            }
        }
    }

    [LabFact]
    public void A_client_that_reads_nothing_at_all_is_closed_in_time()
    {
        Start();
        using Socket deaf = Lab.ClientA.Tcp();
        deaf.ReceiveBufferSize = 4096;
        deaf.SendTimeout = 1000;
        deaf.Connect(HttpMessage.Server);
        byte[] requests = [.. Enumerable.Repeat(HttpMessage.Get("/WANIPCn.xml"), 500).SelectMany(bytes => bytes)];
        TrySend(deaf, requests);
        Assert.True(
            Eventually(13, () => !Lab.Router.Run("ss", "-Htn", "sport", "= :5000").OrFail().Output.Contains("ESTAB", StringComparison.Ordinal)),
            "the connection of a client that takes no answer is still held");
    }

    private static string Length => HttpMessage.HarmlessBody.Length.ToString(CultureInfo.InvariantCulture);

    private static byte[] TooManyChunks() =>
        [.. HttpMessage.Of(Post, Action + "Transfer-Encoding: chunked\r\n"), .. Enumerable.Repeat(Encoding.ASCII.GetBytes($"2000\r\n{new string('x', 0x2000)}\r\n"), 9).SelectMany(chunk => chunk)];

    private static byte[] Chunked(IEnumerable<byte[]> chunks) =>
    [
        .. HttpMessage.ControlHead(HttpMessage.HarmlessAction, "Transfer-Encoding: chunked"),
        .. chunks.SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]),
        .. "0\r\n\r\n"u8,
    ];

    private static byte[] Old(byte[] request) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request).Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal));

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

    private bool Ends(byte[] request)
    {
        using HttpExchange exchange = new(Lab.ClientA, HttpMessage.Server, patienceMilliseconds: 1000);
        exchange.Send(request);
        exchange.Read();
        Stopwatch clock = Stopwatch.StartNew();
        exchange.ReadAll();
        return clock.ElapsedMilliseconds < 900;
    }

    private static Socket Connected(NetworkNamespace from)
    {
        Socket socket = from.Tcp();
        socket.Connect(HttpMessage.Server);
        return socket;
    }

    private static void TrySend(Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            socket.Send(bytes);
        }
        catch (SocketException)
        {
            // Closed by the daemon, which is what the test is about.
        }
    }

    private static void NoteEnd(Socket socket, ref double end, Stopwatch clock)
    {
        if (end != 0 || !socket.Poll(0, SelectMode.SelectRead))
        {
            return;
        }

        try
        {
            end = socket.Receive(new byte[4096]) == 0 ? clock.Elapsed.TotalSeconds : 0;
        }
        catch (SocketException)
        {
            end = clock.Elapsed.TotalSeconds;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>The web server under ordinary and under rude clients.</summary>
public sealed class HttpTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const string Host = "Host: 192.168.1.1:5000\r\n";
    private static readonly IPEndPoint s_server = new(NetworkLab.RouterAddress, 5000);

    [LabFact]
    public void One_connection_serves_many_requests_also_sent_together()
    {
        Start();
        string path = UpnpClient.Discover(Lab.ClientA).Location.AbsolutePath;
        byte[] request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n{Host}\r\n");
        using HttpExchange exchange = new(Lab.ClientA, s_server);
        for (int round = 0; round < 5; round++)
        {
            exchange.Send(request);
            Assert.Equal(200, exchange.Read().Status);
        }

        exchange.Send([.. request, .. request, .. request]);
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(200, exchange.Read().Status);
        }
    }

    [LabFact]
    public void A_request_byte_by_byte_is_as_good_as_at_once()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        using HttpExchange exchange = new(Lab.ClientA, s_server);
        foreach (byte one in Encoding.ASCII.GetBytes(client.ControlRequest(UpnpClient.Connection, "GetExternalIPAddress")))
        {
            exchange.Send([one]);
        }

        Assert.Equal(External.ToString(), UpnpClient.Parse(exchange.Read())["NewExternalIPAddress"]);
    }

    [LabFact]
    public void Chunked_bodies_and_expect_continue_are_understood()
    {
        Start();
        string whole = UpnpClient.Discover(Lab.ClientA).ControlRequest(UpnpClient.Connection, "GetExternalIPAddress");
        int split = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        string body = whole[split..];
        string head = whole[..split].Replace($"Content-Length: {body.Length}\r\n", "", StringComparison.Ordinal);
        using (HttpExchange chunked = new(Lab.ClientA, s_server))
        {
            string chunkedHead = head.Replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n", StringComparison.Ordinal);
            chunked.Send(Encoding.ASCII.GetBytes($"{chunkedHead}A\r\n{body[..10]}\r\n{body.Length - 10:x}\r\n{body[10..]}\r\n0\r\n\r\n"));
            Assert.Equal(External.ToString(), UpnpClient.Parse(chunked.Read())["NewExternalIPAddress"]);
        }

        using HttpExchange expecting = new(Lab.ClientA, s_server);
        expecting.Send(Encoding.ASCII.GetBytes(whole[..split].Replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n", StringComparison.Ordinal)));
        Assert.Equal(100, expecting.Read().Status);
        expecting.Send(Encoding.ASCII.GetBytes(body));
        Assert.Equal(External.ToString(), UpnpClient.Parse(expecting.Read())["NewExternalIPAddress"]);
    }

    [LabFact]
    public void Head_is_get_without_a_body()
    {
        Start();
        string path = UpnpClient.Discover(Lab.ClientA).Location.AbsolutePath;
        using HttpExchange exchange = new(Lab.ClientA, s_server);
        exchange.Send(Encoding.ASCII.GetBytes($"HEAD {path} HTTP/1.1\r\n{Host}\r\nGET {path} HTTP/1.1\r\n{Host}\r\n"));
        HttpReply head = exchange.Read(isAnswerToHead: true);
        HttpReply get = exchange.Read();
        Assert.Equal((200, 200), (head.Status, get.Status));
        Assert.Equal(get.Headers["Content-Length"], head.Headers["Content-Length"]);
    }

    [LabFact]
    public void Rude_requests_get_the_status_that_fits()
    {
        Start();
        Uri location = UpnpClient.Discover(Lab.ClientA).Location;
        string path = location.AbsolutePath;
        Assert.Equal(404, Status($"GET /no-such-thing HTTP/1.1\r\n{Host}\r\n"));
        Assert.Equal(501, Status($"BREW {path} HTTP/1.1\r\n{Host}\r\n"));
        Assert.Equal(405, Status($"GET /ctl/IPConn HTTP/1.1\r\n{Host}\r\n"));
        Assert.Equal(411, Status($"POST /ctl/IPConn HTTP/1.1\r\n{Host}\r\n"));
        Assert.Equal(400, Status($"POST /ctl/IPConn HTTP/1.1\r\n{Host}Content-Length: -1\r\n\r\n"));
        Assert.Equal(400, Status($"POST /ctl/IPConn HTTP/1.1\r\n{Host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"));
        Assert.Equal(413, Status($"POST /ctl/IPConn HTTP/1.1\r\n{Host}Content-Length: 500000000\r\n\r\n"));
        Assert.Equal(431, Status($"GET {path} HTTP/1.1\r\n{Host}X: {new string('x', 10000)}\r\n\r\n"));
        Assert.Equal(400, Status($"GET {path} HTTP/1.1\r\n\r\n"));
        Assert.InRange(Status($"GET {path} HTTP/1.1\r\nHost: attacker.example\r\n\r\n"), 400, 404);
        Assert.InRange(Status($"GET {path} HTTP/1.1\r\nHost: 192.168.1.2:5000\r\n\r\n"), 400, 404);
    }

    [LabFact]
    public void Many_idle_connections_of_one_client_do_not_stop_another_client()
    {
        GatewayDaemon daemon = Start();
        List<Socket> idle = [];
        try
        {
            for (int count = 0; count < 300; count++)
            {
                Socket socket = Lab.ClientB.Tcp();
                idle.Add(socket);
                if (!socket.ConnectAsync(s_server).Wait(200))
                {
                    break;
                }
            }

            Stopwatch clock = Stopwatch.StartNew();
            Assert.Equal(External.ToString(), UpnpClient.Discover(Lab.ClientA).GetExternalIPAddress());
            Assert.InRange(clock.ElapsedMilliseconds, 0, 1000);
            Assert.True(daemon.IsRunning);
        }
        catch (AggregateException)
        {
            // Refused: as good a defence as any.
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    [LabFact]
    public void A_client_that_sends_nothing_or_a_byte_a_second_is_closed_in_time()
    {
        Start();
        using Socket silent = Lab.ClientA.Tcp();
        using Socket slow = Lab.ClientA.Tcp();
        silent.Connect(s_server);
        slow.Connect(s_server);
        Stopwatch clock = Stopwatch.StartNew();
        bool silentClosed = false;
        bool slowClosed = false;
        byte[] request = Encoding.ASCII.GetBytes("GET /rootDesc.xml HTTP/1.1\r\nHost: x\r\n");
        for (int second = 0; second < 15 && !(silentClosed && slowClosed); second++)
        {
            slowClosed = slowClosed || IsClosed(slow);
            silentClosed = silentClosed || IsClosed(silent);
            if (!slowClosed)
            {
                slow.Send(request, second, 1, SocketFlags.None);
            }

            System.Threading.Thread.Sleep(1000);
        }

        Assert.True(silentClosed, "the silent connection is still open after 15 seconds");
        Assert.True(slowClosed, "the slow connection is still open after 15 seconds");
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            byte[] buffer = new byte[2048];
            while (socket.Poll(0, SelectMode.SelectRead))
            {
                if (socket.Receive(buffer) == 0)
                {
                    return true;
                }
            }

            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private int Status(string request) => HttpExchange.Send(Lab.ClientA, s_server, request).Status;
}

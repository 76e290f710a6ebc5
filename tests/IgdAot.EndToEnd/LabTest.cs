using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>A test that begins with the lab as new and leaves no daemon behind.</summary>
[Collection(LabFixture.CollectionName)]
public abstract class LabTest : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly List<GatewayDaemon> _daemons = [];

    protected LabTest(LabFixture fixture, ITestOutputHelper output)
    {
        _output = output;
        Lab = fixture.Renew();
    }

    protected NetworkLab Lab { get; }

    /// <summary>The router's external address as the lab is built.</summary>
    protected static IPAddress External => NetworkLab.ExternalAddress;

    /// <summary>Starts the daemon on the router; it ends with the test at the latest, and its log goes to the test's output.</summary>
    protected GatewayDaemon Start(GatewayOptions? options = null, (int User, int Group)? account = null)
    {
        GatewayDaemon daemon = GatewayDaemon.Start(Lab, LabFixture.Binary, options ?? new GatewayOptions(), account);
        _daemons.Add(daemon);
        return daemon;
    }

    protected Verdict FromWan(int port, IPAddress? source = null) => Probe.Tcp(Lab.WanHost, External, port, source);

    protected Verdict FromWanUdp(int port) => Probe.Udp(Lab.WanHost, External, port);

    protected static void AssertOpen(Verdict verdict) => Assert.True(verdict.IsOpen, $"wanted open, is {verdict}");

    protected static void AssertShut(Verdict verdict) => Assert.False(verdict.IsOpen, $"wanted shut, is {verdict}");

    protected static void AssertSuccess(SoapReply reply) => Assert.True(reply.ErrorCode == 0, $"wanted success, is {reply}");

    /// <summary>Asks until the answer is true, for at most the given seconds.</summary>
    protected static bool Eventually(double seconds, Func<bool> question)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(seconds);
        while (!question())
        {
            if (DateTime.UtcNow > end)
            {
                return false;
            }

            System.Threading.Thread.Sleep(20);
        }

        return true;
    }

    /// <summary>What comes back on a connection; empty where nothing does.</summary>
    protected static string Echo(Socket socket, string text)
    {
        try
        {
            socket.Send(Encoding.ASCII.GetBytes(text));
            return Read(socket);
        }
        catch (SocketException)
        {
            return "";
        }
    }

    /// <summary>What is said on a connection; empty where nothing is.</summary>
    protected static string Read(Socket socket)
    {
        socket.ReceiveTimeout = 700;
        byte[] buffer = new byte[256];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        foreach (GatewayDaemon daemon in _daemons)
        {
            daemon.Dispose();
            _output.WriteLine(daemon.Log);
        }

        GC.SuppressFinalize(this);
    }
}

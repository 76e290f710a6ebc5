using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>What a daemon that never restarts must not do: grow.</summary>
public sealed class MemoryTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const int WarmUp = 1000;
    private const int Requests = 100_000;

    /// <summary>Ports in use at the same time in each protocol, so that the table has the same size again and again.</summary>
    private const int Ports = 10;

    [LabFact]
    public void A_hundred_thousand_requests_take_no_more_memory_than_the_first_thousand()
    {
        GatewayDaemon daemon = Start(new GatewayOptions { QuotaPerClient = 1000, LeaseMin = 120 });
        using Mix mix = new(Lab);
        int virtualBefore = daemon.MemoryKiB("VmSize");
        Run(mix, daemon, 0, WarmUp);
        int residentBefore = ResidentKiB(daemon);
        Run(mix, daemon, WarmUp, Requests);
        Assert.Equal(virtualBefore, daemon.MemoryKiB("VmSize"));
        Assert.Equal(residentBefore, ResidentKiB(daemon));
        Assert.Equal(0, Lab.Nft.CountElements());
        Assert.True(daemon.IsRunning);
    }

    private static void Run(Mix mix, GatewayDaemon daemon, int from, int to)
    {
        for (int number = from; number < to; number++)
        {
            mix.Send(number);
            if (number % 500 == 250)
            {
                daemon.StatusJson().Dispose();
                Assert.Equal(0, daemon.Status().ExitCode);
            }
        }
    }

    /// <summary>The exact figure; that of /proc/PID/status may lag behind by some pages.</summary>
    private static int ResidentKiB(GatewayDaemon daemon) => int.Parse(
        File.ReadLines($"/proc/{daemon.ProcessId}/smaps_rollup").First(line => line.StartsWith("Rss:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Requests of all protocols in turn: adds, renewals, look-ups, deletions.</summary>
    private sealed class Mix : IDisposable
    {
        private const uint Lease = 600;
        private readonly IPAddress _client;
        private readonly Socket _portControl;
        private readonly Socket _search;
        private readonly HttpExchange _web;
        private readonly byte[] _nonce = PcpClient.NewNonce();
        private readonly byte[] _buffer = new byte[2048];

        public Mix(NetworkLab lab)
        {
            _client = lab.ClientA.Address;
            _portControl = Connected(lab, NatPmpClient.Port);
            _search = Connected(lab, SsdpClient.Port);
            _web = new HttpExchange(lab.ClientA, HttpMessage.Server);
        }

        /// <summary>Request number <paramref name="number"/>: rounds of 20 on one port, which end with nothing mapped.</summary>
        public void Send(int number)
        {
            int port = 20000 + (number / 20 % Ports);
            switch (number % 20)
            {
                case 0 or 10:
                    Ask(_portControl, [0, 0]);
                    break;
                case 1 or 5:
                    Ask(_portControl, NatPmp(port, Lease));
                    break;
                case 15:
                    Ask(_portControl, NatPmp(port, 0));
                    break;
                case 2 or 6:
                    Ask(_portControl, PcpClient.MapRequest(_client, _nonce, PcpClient.Tcp, port, port, Lease));
                    break;
                case 16:
                    Ask(_portControl, PcpClient.MapRequest(_client, _nonce, PcpClient.Tcp, port, port, 0));
                    break;
                case 3 or 7:
                    Call("AddPortMapping", Key(port) + $"<NewInternalPort>{port}</NewInternalPort><NewInternalClient>{_client}</NewInternalClient>"
                        + "<NewEnabled>1</NewEnabled><NewPortMappingDescription>a &lt;game&gt;</NewPortMappingDescription><NewLeaseDuration>600</NewLeaseDuration>");
                    break;
                case 8:
                    Call("GetSpecificPortMappingEntry", Key(port));
                    break;
                case 9:
                    Call("GetGenericPortMappingEntry", "<NewPortMappingIndex>0</NewPortMappingIndex>");
                    break;
                case 17:
                    Call("DeletePortMapping", Key(port));
                    break;
                case 4:
                    Ask(_search, SsdpClient.Request("192.168.1.1:1900", UpnpClient.Gateway, ""));
                    break;
                case 11:
                    Get(HttpMessage.DescriptionPath);
                    break;
                case 12:
                    Get("/WANIPCn.xml");
                    break;
                case 13:
                    Call("GetExternalIPAddress", "");
                    break;
                case 14:
                    Ask(_portControl, Announce());
                    break;
                case 18:
                    Call("GetStatusInfo", "");
                    break;
                default:
                    Get("/no-such-thing");
                    break;
            }
        }

        public void Dispose()
        {
            _portControl.Dispose();
            _search.Dispose();
            _web.Dispose();
        }

        private static Socket Connected(NetworkLab lab, int port)
        {
            Socket socket = lab.ClientA.Udp();
            socket.ReceiveTimeout = 3000;
            socket.Connect(new IPEndPoint(NetworkLab.RouterAddress, port));
            return socket;
        }

        private static byte[] NatPmp(int port, uint lifetime) =>
            [0, NatPmpClient.Udp, 0, 0, (byte)(port >> 8), (byte)port, (byte)(port >> 8), (byte)port, 0, 0, (byte)(lifetime >> 8), (byte)lifetime];

        /// <summary>The header of any request, with the opcode ANNOUNCE (RFC 6887, section 14.1).</summary>
        private byte[] Announce()
        {
            byte[] header = PcpClient.MapRequest(_client, _nonce, PcpClient.Tcp, 0, 0, 0)[..24];
            header[1] = 0;
            return header;
        }

        // UPnP's ports are others than those of PCP.
        private static string Key(int port) =>
            $"<NewRemoteHost></NewRemoteHost><NewExternalPort>{port + 1000}</NewExternalPort><NewProtocol>TCP</NewProtocol>";

        private void Ask(Socket socket, byte[] request)
        {
            socket.Send(request);
            int length = socket.Receive(_buffer);
            Assert.True(length > 0);
            if (socket == _portControl)
            {
                Assert.Equal(0, _buffer[3]);
            }
        }

        private void Get(string path)
        {
            _web.Send(HttpMessage.Get(path));
            Assert.Contains(_web.Read().Status, (int[])[200, 404]);
        }

        private void Call(string action, string arguments)
        {
            _web.Send(HttpMessage.Action(action, arguments));
            HttpReply reply = _web.Read();
            Assert.True(reply.Status == 200, $"{action}: {reply.Status} {reply.Body}");
        }
    }
}

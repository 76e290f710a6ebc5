using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Text;
using System.Xml.Linq;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>SSDP and the description documents, as a stranger on the LAN sees them.</summary>
public sealed class DiscoveryTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    // UPnP Device Architecture 1.1, section 1.2.2: three for the root, two for each embedded device, one for each service.
    private const int AdvertisementCount = 3 + (2 * 2) + 3;

    [LabFact]
    public void A_search_for_the_gateway_gets_one_answer_within_its_maximum_wait()
    {
        Start();
        IReadOnlyList<SsdpAnswer> answers = SsdpClient.Search(Lab.ClientA, UpnpClient.Gateway, maximumWait: 1, milliseconds: 1300);
        SsdpAnswer answer = Assert.Single(answers);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer.Text);
        Assert.Equal(UpnpClient.Gateway, answer.Header("ST"));
        Assert.EndsWith("::" + UpnpClient.Gateway, answer.Header("USN"));
        Assert.StartsWith("http://192.168.1.1:5000/", answer.Header("LOCATION"));
        Assert.Equal(NetworkLab.RouterAddress, answer.Source.Address);
    }

    [LabFact]
    public void A_search_straight_at_the_router_is_answered_at_once()
    {
        Start();
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Single(SsdpClient.SearchUnicast(Lab.ClientA, NetworkLab.RouterAddress, "upnp:rootdevice"));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 200);
    }

    [LabFact]
    public void A_search_for_all_gets_each_item_once()
    {
        Start();
        IReadOnlyList<SsdpAnswer> answers = SsdpClient.Search(Lab.ClientA, "ssdp:all", maximumWait: 1, milliseconds: 1800);
        Assert.Equal(AdvertisementCount, answers.Select(answer => answer.Header("ST") + answer.Header("USN")).Distinct().Count());
        Assert.Equal(AdvertisementCount, answers.Count);
    }

    [LabFact]
    public void Searches_that_are_not_ours_or_not_well_formed_get_silence()
    {
        Start();
        foreach (string target in (string[])["urn:schemas-upnp-org:device:InternetGatewayDevice:2", "urn:schemas-upnp-org:device:InternetGatewayDevice:99", "urn:schemas-upnp-org:device:MediaServer:1", "uuid:00000000-0000-0000-0000-000000000000", ""])
        {
            Assert.Empty(SsdpClient.SearchUnicast(Lab.ClientA, NetworkLab.RouterAddress, target, milliseconds: 150));
        }

        IPEndPoint group = new(IPAddress.Parse(SsdpClient.Group), SsdpClient.Port);
        string head = $"M-SEARCH * HTTP/1.1\r\nHOST: {SsdpClient.Group}:1900\r\n";
        foreach (string rest in (string[])["MX: 1\r\nST: ssdp:all\r\n\r\n", "MAN: \"ssdp:discover\"\r\nST: ssdp:all\r\n\r\n", "MAN: \"ssdp:discover\"\r\nMX: x\r\nST: ssdp:all\r\n\r\n"])
        {
            Assert.Empty(SsdpClient.Exchange(Lab.ClientA, group, Encoding.ASCII.GetBytes(head + rest), 1200, 1));
        }
    }

    [LabFact]
    public void The_start_is_announced_with_the_whole_set()
    {
        using MulticastListener listener = new(Lab.ClientB, SsdpClient.Group, SsdpClient.Port);
        Start();
        bool IsAlive(MulticastListener.Datagram datagram) => datagram.Text.Contains("NTS: ssdp:alive\r\n", StringComparison.OrdinalIgnoreCase);
        string NotificationType(MulticastListener.Datagram datagram) =>
            datagram.Text.Split("\r\n").First(line => line.StartsWith("USN:", StringComparison.OrdinalIgnoreCase));
        var heard = listener.WaitFor(datagrams => datagrams.Where(IsAlive).Select(NotificationType).Distinct().Count() >= AdvertisementCount, TimeSpan.FromSeconds(3));
        Assert.Equal(AdvertisementCount, heard.Where(IsAlive).Select(NotificationType).Distinct().Count());
    }

    [LabFact]
    public void The_search_rate_of_one_source_is_limited()
    {
        Start(new GatewayOptions { SearchRate = 3 });
        int answered = Enumerable.Range(0, 10).Sum(_ => SsdpClient.SearchUnicast(Lab.ClientA, NetworkLab.RouterAddress, "upnp:rootdevice", milliseconds: 100).Count);
        Assert.Equal(3, answered);
        Assert.Single(SsdpClient.SearchUnicast(Lab.ClientB, NetworkLab.RouterAddress, "upnp:rootdevice"));
    }

    [LabFact]
    public void The_description_has_the_three_services_and_every_document_is_there()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(
            [UpnpClient.Forwarding, UpnpClient.CommonInterface, UpnpClient.Connection],
            client.Services.Order(StringComparer.Ordinal));
        XNamespace device = "urn:schemas-upnp-org:device-1-0";
        XNamespace service = "urn:schemas-upnp-org:service-1-0";
        foreach (XElement document in client.Description.Descendants(device + "SCPDURL"))
        {
            HttpReply reply = UpnpClient.Get(Lab.ClientA, new Uri(client.Location, document.Value));
            Assert.Equal(200, reply.Status);
            Assert.Equal("text/xml; charset=\"utf-8\"", reply.Headers["Content-Type"]);
            XElement root = XDocument.Parse(reply.Body).Root!;
            Assert.Equal(service + "scpd", root.Name);
            var variables = root.Descendants(service + "stateVariable").Select(variable => variable.Element(service + "name")!.Value).ToHashSet();
            Assert.All(root.Descendants(service + "relatedStateVariable"), related => Assert.Contains(related.Value, variables));
        }
    }

    [LabFact]
    public void Every_action_of_every_document_is_answered_by_something_else_than_401()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        XNamespace device = "urn:schemas-upnp-org:device-1-0";
        XNamespace scpd = "urn:schemas-upnp-org:service-1-0";
        int actions = 0;
        foreach (XElement service in client.Description.Descendants(device + "service"))
        {
            string type = service.Element(device + "serviceType")!.Value;
            HttpReply document = UpnpClient.Get(Lab.ClientA, new Uri(client.Location, service.Element(device + "SCPDURL")!.Value));
            foreach (XElement action in XDocument.Parse(document.Body).Descendants(scpd + "action"))
            {
                string name = action.Element(scpd + "name")!.Value;
                SoapReply reply = client.Call(type, name);
                Assert.True(reply.ErrorCode != 401, $"{name} of {type}: {reply}");
                actions++;
            }
        }

        Assert.InRange(actions, 15, 100);
    }
}

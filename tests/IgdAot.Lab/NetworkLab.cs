using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Threading;

namespace IgdAot.Lab;

/// <summary>
/// A home network in network namespaces: two LAN clients on one bridge, a guest network, the router with its WAN
/// device, and a host on the Internet with two addresses. Needs root, `ip` and `nft`.
/// </summary>
public sealed class NetworkLab : IDisposable
{
    /// <summary>The router's external address at the beginning.</summary>
    public static readonly IPAddress ExternalAddress = IPAddress.Parse("11.22.33.2");

    /// <summary>The router's address on the LAN.</summary>
    public static readonly IPAddress RouterAddress = IPAddress.Parse("192.168.1.1");

    /// <summary>The router's address on the guest network.</summary>
    public static readonly IPAddress GuestRouterAddress = IPAddress.Parse("192.168.9.1");

    /// <summary>The Internet host's second address.</summary>
    public static readonly IPAddress OtherWanHostAddress = IPAddress.Parse("11.22.33.9");

    private const string NamePrefix = "igdaot-";
    private readonly List<NetworkNamespace> _namespaces = [];

    private NetworkLab(string repository)
    {
        AppDomain.CurrentDomain.ProcessExit += DisposeAtExit;
        try
        {
            RemoveLeftovers();
            Router = Add("router", RouterAddress);
            ClientA = Add("a", IPAddress.Parse("192.168.1.10"));
            ClientB = Add("b", IPAddress.Parse("192.168.1.11"));
            Guest = Add("guest", IPAddress.Parse("192.168.9.10"));
            WanHost = Add("wan", IPAddress.Parse("11.22.33.1"));
            Wire();
            Nft = new Nft(Router, Path.Combine(repository, "openwrt-feed/net/igdaot/files"), Path.Combine(repository, "tests/netns"));
            Nft.Load();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A LAN client, 192.168.1.10.</summary>
    public NetworkNamespace ClientA { get; }

    /// <summary>Another LAN client, 192.168.1.11.</summary>
    public NetworkNamespace ClientB { get; }

    /// <summary>A machine on the guest network that the gateway does not serve, 192.168.9.10.</summary>
    public NetworkNamespace Guest { get; }

    /// <summary>The router: lan 192.168.1.1, guest 192.168.9.1, wan 11.22.33.2.</summary>
    public NetworkNamespace Router { get; }

    /// <summary>A host on the Internet, 11.22.33.1 and 11.22.33.9.</summary>
    public NetworkNamespace WanHost { get; }

    /// <summary>The router's nf_tables.</summary>
    public Nft Nft { get; }

    /// <summary>Builds the lab. What it needs and does not have is said in the exception.</summary>
    /// <param name="repository">The repository's folder, where the ruleset files are.</param>
    public static NetworkLab Build(string repository)
    {
        if (!Posix.IsRoot)
        {
            throw new InvalidOperationException("the lab needs root: it makes network namespaces and loads nf_tables rules");
        }

        foreach (string tool in (string[])["ip", "nft", "conntrack"])
        {
            try
            {
                Command.Run(tool, "--version");
            }
            catch (System.ComponentModel.Win32Exception)
            {
                throw new InvalidOperationException($"the lab needs the command `{tool}` (packages iproute2, nftables, conntrack)");
            }
        }

        // Tests block the pool's threads while the lab's servers need some: let it have more at once.
        ThreadPool.SetMinThreads(32, 32);
        return new NetworkLab(repository);
    }

    /// <summary>Forgets every flow that the router's kernel tracks.</summary>
    public void ForgetFlows() => Router.Run("conntrack", "-F");

    /// <summary>The lab as it was built: fresh ruleset, no element, no flow, the WAN's device and address.</summary>
    public void Renew()
    {
        RecreateWanDevice();
        Nft.Replace();
        ForgetFlows();
    }

    /// <summary>Takes the WAN device away and makes a new one of the same name and addresses.</summary>
    public void RecreateWanDevice()
    {
        Router.Ip("link del wan\n");
        ConnectWan();
    }

    /// <summary>Gives the WAN device another address in place of the one that it has; for a moment it has none, as with DHCP.</summary>
    public void ChangeExternalAddress(IPAddress from, IPAddress to) =>
        Router.Ip($"addr del {from}/24 dev wan\naddr add {to}/24 dev wan\n");

    public void RemoveExternalAddress(IPAddress address) => Router.Ip($"addr del {address}/24 dev wan\n");

    public void AddExternalAddress(IPAddress address) => Router.Ip($"addr add {address}/24 dev wan\n");

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= DisposeAtExit;
        foreach (NetworkNamespace network in _namespaces)
        {
            network.Dispose();
        }

        _namespaces.Clear();
    }

    private NetworkNamespace Add(string role, IPAddress address)
    {
        NetworkNamespace network = new($"{NamePrefix}{Environment.ProcessId}-{role}", address);
        _namespaces.Add(network);
        return network;
    }

    private void Wire()
    {
        Router.Ip($"""
            link set lo up
            link add lan type bridge
            link add port-a type veth peer name e0 netns {ClientA.Name}
            link add port-b type veth peer name e0 netns {ClientB.Name}
            link add guest type veth peer name e0 netns {Guest.Name}
            link set port-a master lan
            link set port-b master lan
            addr add 192.168.1.1/24 dev lan
            addr add 192.168.9.1/24 dev guest
            link set port-a up
            link set port-b up
            link set lan up
            link set guest up

            """);
        foreach (NetworkNamespace client in (NetworkNamespace[])[ClientA, ClientB, Guest])
        {
            IPAddress router = client == Guest ? GuestRouterAddress : RouterAddress;
            client.Ip($"""
                link set lo up
                addr add {client.Address}/24 dev e0
                link set e0 up
                route add default via {router}
                route add 224.0.0.0/4 dev e0

                """);
        }

        WanHost.Ip("link set lo up\n");
        ConnectWan();
        Router.Run("sysctl", "-qw", "net.ipv4.ip_forward=1").OrFail();

        // A kernel with bridge netfilter runs the hooks on bridged frames as well, which OpenWrt does not. Absent in most.
        Router.Run("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=0");
    }

    private void ConnectWan()
    {
        Router.Ip($"""
            link add wan type veth peer name e0 netns {WanHost.Name}
            addr add {ExternalAddress}/24 dev wan
            link set wan up

            """);
        WanHost.Ip($"""
            addr add {WanHost.Address}/24 dev e0
            addr add {OtherWanHostAddress}/24 dev e0
            link set e0 up
            route add 224.0.0.0/4 dev e0

            """);
    }

    /// <summary>Removes the namespaces of a test process that was killed: theirs are named with its id.</summary>
    private static void RemoveLeftovers()
    {
        string folder = "/var/run/netns";
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string path in Directory.GetFiles(folder, NamePrefix + "*-*"))
        {
            string name = Path.GetFileName(path);
            string owner = name[NamePrefix.Length..name.LastIndexOf('-')];
            if (int.TryParse(owner, out int id) && !Directory.Exists($"/proc/{id}"))
            {
                // Its daemon may be left inside; nothing else can be.
                foreach (string process in Command.Run("ip", "netns", "pids", name).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    Command.Run("kill", "-9", process);
                }

                Command.Run("ip", "netns", "del", name);
            }
        }
    }

    private void DisposeAtExit(object? sender, EventArgs arguments) => Dispose();
}

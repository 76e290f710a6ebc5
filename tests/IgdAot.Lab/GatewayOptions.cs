using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace IgdAot.Lab;

/// <summary>The daemon's configuration in a test; defaults as the lab wants them.</summary>
public sealed record GatewayOptions
{
    public IReadOnlyList<string> InternalDevices { get; init; } = ["lan"];

    public bool Upnp { get; init; } = true;

    public bool NatPmp { get; init; } = true;

    public bool Pcp { get; init; } = true;

    public bool SecureMode { get; init; } = true;

    public int HttpPort { get; init; } = 5000;

    /// <summary>Seconds; short, so that a test sees a lease end.</summary>
    public int LeaseMin { get; init; } = 1;

    /// <summary>Seconds.</summary>
    public int LeaseMax { get; init; } = 86400;

    public int QuotaPerClient { get; init; } = 64;

    public int QuotaTotal { get; init; } = 4096;

    /// <summary>Searches answered per source in 5 seconds; 0 = no limit.</summary>
    public int SearchRate { get; init; }

    public IReadOnlyList<int> ReservedPorts { get; init; } = [22];

    public bool KeepOnExit { get; init; }

    /// <summary>Permission rules, each as its action and then names and values of options: "deny external_port 1-1023".</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>The configuration file's text in UCI syntax.</summary>
    public string ToUci(string controlSocket)
    {
        StringBuilder text = new("config igdaot 'main'\n");
        Option("enabled", 1);
        Line("option", "external_device", "wan");
        foreach (string device in InternalDevices)
        {
            Line("list", "internal_device", device);
        }

        Option("upnp", Upnp ? 1 : 0);
        Option("natpmp", NatPmp ? 1 : 0);
        Option("pcp", Pcp ? 1 : 0);
        Option("secure_mode", SecureMode ? 1 : 0);
        Option("http_port", HttpPort);
        Option("lease_min", LeaseMin);
        Option("lease_max", LeaseMax);
        Option("quota_per_client", QuotaPerClient);
        Option("quota_total", QuotaTotal);
        Option("search_rate", SearchRate);
        foreach (int port in ReservedPorts)
        {
            Line("list", "reserved_port", port.ToString(CultureInfo.InvariantCulture));
        }

        Line("option", "log_level", "info");
        Line("option", "nft_table", "igdaot");
        Option("keep_on_exit", KeepOnExit ? 1 : 0);
        Line("option", "control_socket", controlSocket);
        foreach (string rule in Permissions)
        {
            string[] words = rule.Split(' ');
            text.Append("config permission\n");
            Line("option", "action", words[0]);
            for (int i = 1; i < words.Length; i += 2)
            {
                Line("option", words[i], words[i + 1]);
            }
        }

        return text.ToString();

        void Option(string name, int value) => Line("option", name, value.ToString(CultureInfo.InvariantCulture));
        void Line(string kind, string name, string value) => text.Append(CultureInfo.InvariantCulture, $"\t{kind} {name} '{value}'\n");
    }
}

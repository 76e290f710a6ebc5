using System;
using System.Text;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using Xunit;

namespace IgdAot.Tests.Gateway.Mappings;

public class PortPolicyTests
{
    [Theory]
    [InlineData("", true)]

    // One rule that fits, or does not by a single thing.
    [InlineData("deny", false)]
    [InlineData("allow", true)]
    [InlineData("deny external_port 8080", false)]
    [InlineData("deny external_port 8079", true)]
    [InlineData("deny external_port 8081", true)]
    [InlineData("deny external_port 8080-8090", false)]
    [InlineData("deny external_port 8000-8080", false)]
    [InlineData("deny external_port 0-8079", true)]
    [InlineData("deny external_port 8081-65535", true)]
    [InlineData("deny internal_port 80", false)]
    [InlineData("deny internal_port 1-80", false)]
    [InlineData("deny internal_port 81-65535", true)]
    [InlineData("deny internal_client 192.168.1.10", false)]
    [InlineData("deny internal_client 192.168.1.11", true)]
    [InlineData("deny internal_client 192.168.1.8/30", false)]
    [InlineData("deny internal_client 192.168.1.11/31", false)]
    [InlineData("deny internal_client 192.168.1.12/30", true)]
    [InlineData("deny internal_client 192.168.2.10/24", true)]
    [InlineData("deny internal_client 192.168.2.10/16", false)]
    [InlineData("deny internal_client 128.0.0.0/1", false)]
    [InlineData("deny internal_client 127.0.0.0/1", true)]
    [InlineData("deny internal_client 10.0.0.0/0", false)]
    [InlineData("deny internal_client 192.168.1.10 external_port 8080 internal_port 80", false)]
    [InlineData("deny internal_client 192.168.1.10 external_port 8080 internal_port 81", true)]
    [InlineData("deny internal_client 192.168.1.11 external_port 8080 internal_port 80", true)]

    // The first that fits.
    [InlineData("allow; deny", true)]
    [InlineData("deny; allow", false)]
    [InlineData("allow external_port 8081; deny; allow", false)]
    [InlineData("deny internal_port 81; allow external_port 8080; deny", true)]
    [InlineData("allow external_port 1024-65535 internal_port 1024-65535; deny", false)]
    public void PortPolicy_permits_what_the_first_rule_that_fits_says(string rules, bool expected)
    {
        Settings settings = Read(rules);
        Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, 8080, "192.168.1.10", 80, Instant.Never);
        Assert.Equal(expected, PortPolicy.IsPermitted(in settings, in mapping, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PortPolicy_names_a_next_port_before_which_the_answer_is_the_same(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 40; round++)
        {
            Settings settings = RandomRules(random);
            Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, 0, "192.168.1.10", 80, Instant.Never);
            int steps = 0;
            int next;
            for (int port = 0; port <= ushort.MaxValue; port = next, steps++)
            {
                mapping.ExternalPort = (ushort)port;
                bool isPermitted = PortPolicy.IsPermitted(in settings, in mapping, out next);
                Assert.InRange(next, port + 1, ushort.MaxValue + 1);
                for (int between = port; between < next; between++)
                {
                    Assert.Equal(isPermitted, Decide(in settings, (ushort)between));
                }
            }

            Assert.InRange(steps, 1, (2 * Settings.MaxPermissions) + 1);
        }
    }

    /// <summary>Rules as an option each: "deny external_port 80; allow".</summary>
    internal static Settings Read(string rules)
    {
        StringBuilder text = new("config igdaot\noption external_device wan\nlist internal_device lan\n");
        foreach (string rule in rules.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] words = rule.Split(' ');
            text.Append("config permission\noption action ").Append(words[0]).Append('\n');
            for (int i = 1; i < words.Length; i += 2)
            {
                text.Append("option ").Append(words[i]).Append(' ').Append(words[i + 1]).Append('\n');
            }
        }

        Settings settings = default;
        Failing sink = default;
        Assert.Equal(0, SettingsReader.Read(Encoding.ASCII.GetBytes(text.ToString()), ref settings, ref sink));
        return settings;
    }

    /// <summary>Rules for 192.168.1.10:80 and others, with ranges that lie across each other.</summary>
    internal static Settings RandomRules(Random random)
    {
        StringBuilder rules = new();
        int count = random.Next(Settings.MaxPermissions + 1);
        for (int i = 0; i < count; i++)
        {
            int first = random.Next(65536);
            int last = random.Next(Math.Max(1, first), Math.Min(65536, first + 1 + random.Next(1, 40000)));
            rules.Append(random.Next(2) == 0 ? "allow" : "deny").Append(" external_port ").Append(first).Append('-').Append(last);
            rules.Append(random.Next(4) == 0 ? " internal_port 81" : random.Next(4) == 0 ? " internal_client 192.168.1.11" : "").Append(';');
        }

        return Read(rules.ToString());
    }

    /// <summary>The same, as plainly as can be.</summary>
    internal static bool Decide(ref readonly Settings settings, ushort externalPort)
    {
        for (int i = 0; i < settings.PermissionCount; i++)
        {
            PermissionRule rule = settings.Permissions[i];
            bool fits = rule.InternalPorts.Contains(80) && rule.ExternalPorts.Contains(externalPort)
                && (rule.PrefixLength == 0 || rule.Network.Equals(TestGateway.Address("192.168.1.10")));
            if (fits)
            {
                return rule.Action == PermissionAction.Allow;
            }
        }

        return true;
    }

    private struct Failing : IComplaintSink
    {
        public readonly void Take(scoped in Complaint complaint) =>
            Assert.Fail($"{complaint.Kind} line {complaint.Line} {Encoding.ASCII.GetString(complaint.Option)}");
    }
}

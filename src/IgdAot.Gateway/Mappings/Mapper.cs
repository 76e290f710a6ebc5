using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Mappings;

/// <summary>
/// The only way to change a mapping: plan, apply, commit. Who may have which port is decided here, once for all
/// protocols; the kernel is asked; and only what it acknowledged stands in the table.
/// </summary>
public static class Mapper
{
    /// <summary>Makes a new mapping or changes one.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="slot">The mapping that is changed; <see cref="MappingTable.None"/> for a new one. Gets the slot that the mapping has then.</param>
    /// <param name="choice">How the external port of a new mapping is settled.</param>
    /// <param name="mapping">The mapping as it shall be, and then with the external port that it got; of a changed one protocol, external port and remote host are what they were.</param>
    /// <param name="now">The time.</param>
    public static MappingOutcome Put<TMachine>(
        ref GatewayState state, ref TMachine machine, ref int slot, PortChoice choice, ref Mapping mapping, Instant now)
        where TMachine : struct, IMachine
    {
        MappingOutcome outcome = Admit(ref state, ref machine, slot, choice, ref mapping);
        if (outcome != MappingOutcome.Done)
        {
            return outcome;
        }

        ElementPlan plan = ElementPlan.ForPut(in state.Mappings, slot, in mapping, state.Firewall.CanUpdateTimeouts, now);
        if (!ElementWriter.Apply(ref state, ref machine, in plan, in mapping, now))
        {
            return MappingOutcome.FirewallFailed;
        }

        bool isRenewal = slot != MappingTable.None && IsSameForwarding(in state.Mappings[slot], in mapping);
        if (slot == MappingTable.None)
        {
            slot = state.Mappings.Add(in mapping);
        }
        else
        {
            state.Mappings.Replace(slot, in mapping);
        }

        if (!isRenewal)
        {
            state.StaleFlows.Add(mapping.Protocol, mapping.ExternalPort);
        }

        return MappingOutcome.Done;
    }

    /// <summary>Takes a mapping away. The caller has seen to it that the asker may.</summary>
    public static MappingOutcome Remove<TMachine>(ref GatewayState state, ref TMachine machine, int slot, Instant now)
        where TMachine : struct, IMachine
    {
        ElementPlan plan = ElementPlan.ForRemoval(in state.Mappings, slot, hasExpired: false, state.Firewall.CanUpdateTimeouts, now);
        if (!ElementWriter.Apply(ref state, ref machine, in plan, in state.Mappings[slot], now))
        {
            return MappingOutcome.FirewallFailed;
        }

        state.StaleFlows.Add(state.Mappings[slot].Protocol, state.Mappings[slot].ExternalPort);
        state.Mappings.Remove(slot);
        return MappingOutcome.Done;
    }

    /// <summary>
    /// Takes away every mapping whose lease has ended. The kernel has dropped their elements by itself; where another
    /// mapping inherits an internal port, its element is added.
    /// </summary>
    public static void Expire<TMachine>(ref GatewayState state, ref TMachine machine, Instant now)
        where TMachine : struct, IMachine
    {
        while (true)
        {
            int slot = state.Mappings.FirstToExpire();
            if (slot == MappingTable.None || state.Mappings[slot].Expiry > now)
            {
                return;
            }

            Drop(ref state, ref machine, slot, hasExpired: true, now);
        }
    }

    /// <summary>Takes away every mapping that the permission rules forbid: they may be newer than the mapping.</summary>
    /// <returns>How many.</returns>
    public static int RemoveForbidden<TMachine>(ref GatewayState state, ref TMachine machine, Instant now)
        where TMachine : struct, IMachine
    {
        int before = state.Mappings.Count;
        for (int i = before - 1; i >= 0; i--)
        {
            int slot = state.Mappings.SlotAt(i);
            if (!PortPolicy.IsPermitted(in state.Settings, in state.Mappings[slot], out _))
            {
                Drop(ref state, ref machine, slot, hasExpired: false, now);
            }
        }

        return before - state.Mappings.Count;
    }

    /// <summary>Takes a mapping away that nobody may keep: where the kernel refuses, its sets are filled anew without it.</summary>
    private static void Drop<TMachine>(ref GatewayState state, ref TMachine machine, int slot, bool hasExpired, Instant now)
        where TMachine : struct, IMachine
    {
        ElementPlan plan = ElementPlan.ForRemoval(in state.Mappings, slot, hasExpired, state.Firewall.CanUpdateTimeouts, now);
        if (!ElementWriter.Apply(ref state, ref machine, in plan, in state.Mappings[slot], now))
        {
            state.Firewall.NeedsRefill = true;
        }

        if (!hasExpired || state.Settings.CutsFlowsOnExpiry)
        {
            state.StaleFlows.Add(state.Mappings[slot].Protocol, state.Mappings[slot].ExternalPort);
        }

        state.Mappings.Remove(slot);
    }

    private static MappingOutcome Admit<TMachine>(ref GatewayState state, ref TMachine machine, int slot, PortChoice choice, ref Mapping mapping)
        where TMachine : struct, IMachine
    {
        if (!state.Wan.IsConnected)
        {
            return MappingOutcome.NoExternalAddress;
        }

        if (!state.Firewall.IsReady)
        {
            return MappingOutcome.FirewallFailed;
        }

        bool isNew = slot == MappingTable.None;
        MappingOutcome outcome = MappingOutcome.Done;
        if (isNew && choice == PortChoice.Any)
        {
            outcome = FindPort(ref state, ref machine, ref mapping);
        }
        else if (!PortPolicy.IsPermitted(in state.Settings, in mapping, out _))
        {
            outcome = MappingOutcome.NotAuthorized;
        }
        else if (isNew)
        {
            outcome = AdmitPort(ref state, ref machine, choice, in mapping);
        }

        if (outcome != MappingOutcome.Done)
        {
            return outcome;
        }

        bool isSameClient = !isNew && state.Mappings[slot].InternalClient.Equals(mapping.InternalClient);
        if (!isSameClient && state.Mappings.CountOf(mapping.InternalClient) >= state.Settings.QuotaPerClient)
        {
            return MappingOutcome.ClientQuota;
        }

        bool isFull = state.Mappings.Count >= state.Settings.QuotaTotal || state.Mappings.Count == state.Mappings.Capacity;
        return isNew && isFull ? MappingOutcome.TableFull : MappingOutcome.Done;
    }

    /// <summary>
    /// Finds an external port for a client that takes any: the one in the mapping or the next free one above it,
    /// beginning again above the privileged ports; a random dynamic one where the mapping has none.
    /// </summary>
    private static MappingOutcome FindPort<TMachine>(ref GatewayState state, ref TMachine machine, ref Mapping mapping)
        where TMachine : struct, IMachine
    {
        int port = mapping.ExternalPort;
        if (port == 0)
        {
            port = PortPolicy.FirstDynamic + (int)(machine.NextRandom() % (ushort.MaxValue - PortPolicy.FirstDynamic + 1));
        }

        // Ports that the rules forbid are passed over in one step, so that a client that gets none costs no search.
        MappingOutcome outcome = MappingOutcome.NotAuthorized;
        int next;
        for (int passed = 0; passed <= ushort.MaxValue; passed += next - mapping.ExternalPort)
        {
            mapping.ExternalPort = (ushort)port;
            if (PortPolicy.IsPermitted(in state.Settings, in mapping, out next))
            {
                if (AdmitPort(ref state, ref machine, PortChoice.Any, in mapping) == MappingOutcome.Done)
                {
                    return MappingOutcome.Done;
                }

                outcome = MappingOutcome.TableFull;
                next = port + 1;
            }

            port = next is > ushort.MaxValue or < PortPolicy.FirstUnprivileged ? PortPolicy.FirstUnprivileged : next;
        }

        return outcome;
    }

    private static MappingOutcome AdmitPort<TMachine>(ref GatewayState state, ref TMachine machine, PortChoice choice, in Mapping mapping)
        where TMachine : struct, IMachine
    {
        if (PortPolicy.IsReserved(in state.Settings, mapping.ExternalPort))
        {
            return MappingOutcome.PortReserved;
        }

        int holder = state.Mappings.FirstOnExternalPort(mapping.Protocol, mapping.ExternalPort);
        if (holder != MappingTable.None)
        {
            return choice == PortChoice.Shared && state.Mappings[holder].InternalClient.Equals(mapping.InternalClient)
                ? MappingOutcome.Done
                : MappingOutcome.Conflict;
        }

        if (IsCompanionOfAnother(in state.Mappings, mapping.Protocol, mapping.ExternalPort, mapping.InternalClient))
        {
            return MappingOutcome.Conflict;
        }

        return machine.HoldsPort(mapping.Protocol, mapping.ExternalPort) ? MappingOutcome.PortReserved : MappingOutcome.Done;
    }

    /// <summary>
    /// NAT-PMP promises a client the same port of the other protocol (RFC 6886, section 3.3): nobody else gets it while
    /// the mapping lasts.
    /// </summary>
    private static bool IsCompanionOfAnother(in MappingTable table, IpProtocol protocol, ushort externalPort, Ipv4Address client)
    {
        IpProtocol companion = protocol == IpProtocol.Tcp ? IpProtocol.Udp : IpProtocol.Tcp;
        int slot = table.FirstOnExternalPort(companion, externalPort);
        while (slot != MappingTable.None && table[slot].Origin != MappingOrigin.NatPmp)
        {
            slot = table.NextOnExternalPort(slot);
        }

        return slot != MappingTable.None && !table[slot].InternalClient.Equals(client);
    }

    /// <summary>True where flows that pass now may go on: only lease or text differ.</summary>
    private static bool IsSameForwarding(in Mapping before, in Mapping after) =>
        before.IsEnabled == after.IsEnabled && before.HasInternal(after.Protocol, after.InternalClient, after.InternalPort);
}

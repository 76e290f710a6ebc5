using System;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Daemon;

/// <summary>
/// Deletes flows that hold an external port which was given or taken away: those that came in for it, and those that
/// somebody's outgoing traffic was put on it. Done before the answer of a single change; of many in a row it is put off
/// and done together, because the kernel walks all flows for it.
/// </summary>
internal static class FlowCleaner
{
    /// <summary>Time between two cleanings, milliseconds.</summary>
    private const long PauseMilliseconds = 50;

    public static void Clean(ref DaemonState state, Instant now)
    {
        if (now < NextDeadline(ref state))
        {
            return;
        }

        ref StaleFlows stale = ref state.Gateway.StaleFlows;
        state.NextFlowCleaning = now.PlusMilliseconds(PauseMilliseconds);
        if (!(stale.IsListed && DeleteListed(ref state)))
        {
            LookThroughAll(ref state);
        }

        stale.Clear();
    }

    /// <summary>
    /// When there is something to delete. Not before the sets are right, or a new flow could come in on a port that was
    /// taken away; and not while the WAN has no address: the flows of the one that it had may work again when it is back.
    /// </summary>
    public static Instant NextDeadline(ref DaemonState state)
    {
        bool canClean = state.Gateway.StaleFlows.Count > 0 && state.Gateway.Wan.IsConnected && !state.Gateway.Firewall.NeedsRefill;
        return canClean ? state.NextFlowCleaning : Instant.Never;
    }

    /// <summary>Has the kernel itself find and delete the flows of each port; false where it cannot (before 6.12).</summary>
    private static bool DeleteListed(ref DaemonState state)
    {
        for (int i = 0; i < state.Gateway.StaleFlows.Count; i++)
        {
            StalePort port = StaleFlows.At(in state.Gateway.StaleFlows, i);
            if (!DeleteFiltered(ref state, port, ConntrackDirection.Original)
                || !DeleteFiltered(ref state, port, ConntrackDirection.Reply))
            {
                return false;
            }
        }

        return true;
    }

    private static bool DeleteFiltered(ref DaemonState state, StalePort port, ConntrackDirection direction)
    {
        Span<byte> request = stackalloc byte[256];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = ++state.Gateway.Firewall.Sequence;
        ConntrackRequest.DeleteByDestination(
            ref builder, sequence, direction, (byte)port.Protocol, state.Gateway.Wan.Address, port.ExternalPort);
        return state.Machine.Ask(builder.Written, sequence) is 0 or KernelError.NoSuchEntry;
    }

    /// <summary>Looks through all flows and deletes those on one of the ports.</summary>
    private static void LookThroughAll(ref DaemonState state)
    {
        Span<byte> request = stackalloc byte[64];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = ++state.Gateway.Firewall.Sequence;
        ConntrackRequest.Dump(ref builder, sequence);
        NetlinkDump dump = new NetlinkDump(state.FlowDescriptor, builder.Written, sequence, state.Scratch.Span);
        while (dump.Next())
        {
            if (ConntrackView.TryView(dump.Payload, out ConntrackView flow) == WireError.None
                && (IsStale(ref state, flow.Original) || IsStale(ref state, flow.Reply)))
            {
                Delete(ref state, flow.Original, flow.Id);
            }
        }
    }

    /// <summary>True for a direction that ends at one of the ports of the WAN address.</summary>
    private static bool IsStale(ref DaemonState state, ConntrackTuple direction) =>
        direction.Destination.Equals(state.Gateway.Wan.Address)
        && StaleFlows.Contains(in state.Gateway.StaleFlows, direction.Protocol, direction.DestinationPort);

    private static void Delete(ref DaemonState state, ConntrackTuple original, uint id)
    {
        Span<byte> request = stackalloc byte[256];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = ++state.Gateway.Firewall.Sequence;
        ConntrackRequest.Delete(ref builder, sequence, in original, id);
        state.Machine.Ask(builder.Written, sequence);
    }
}

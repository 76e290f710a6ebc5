using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Firewall;

/// <summary>
/// What a change of one mapping means for the kernel's sets: at most a handful of elements to delete and to add.
/// Worked out by comparing, for each element that the change can touch, what stands now with what should stand.
/// </summary>
public struct ElementPlan
{
    /// <summary>Forward, external port and source, each for the mapping as it was and as it will be.</summary>
    private const int MaxSteps = 6;

    private Steps _steps;
    private int _count;

    /// <summary>
    /// Before every lease's end. What stands in the kernel now is worked out with all mappings: an element that should
    /// be gone may be there a moment longer, and deleting one that is not there costs only another try.
    /// </summary>
    private static Instant Always => default;

    public readonly int Count => _count;

    /// <summary>Step <paramref name="index"/> of the plan, 0 to <see cref="Count"/> - 1.</summary>
    public static ref readonly ElementStep At(ref readonly ElementPlan plan, int index) =>
        ref ((ReadOnlySpan<ElementStep>)plan._steps)[index];

    /// <summary>Plans to put <paramref name="after"/> in the place of the mapping in <paramref name="slot"/>, or as a new one.</summary>
    /// <param name="table">The mappings as they are.</param>
    /// <param name="slot">The mapping that is changed; <see cref="MappingTable.None"/> for a new one.</param>
    /// <param name="after">The mapping as it will be.</param>
    /// <param name="canUpdateTimeouts">True where the kernel changes a live element's timeout by a plain add.</param>
    /// <param name="now">The time: another mapping whose lease has ended, though it is still in the table, inherits nothing.</param>
    public static ElementPlan ForPut(in MappingTable table, int slot, in Mapping after, bool canUpdateTimeouts, Instant now)
    {
        ElementPlan plan = default;
        Mapping before = slot == MappingTable.None ? default : table[slot];
        bool isNew = slot == MappingTable.None;
        bool hasSameText = !isNew && ElementText.IsSame(in before, in after);

        Element forwardBefore = isNew ? default : Forward(in before);
        Element forwardAfter = Forward(in after);
        plan.Compare(in forwardBefore, in forwardAfter, hasSameText, canUpdateTimeouts);

        Element portBefore = ExternalPort(in table, Always, MappingTable.None, in after, isThere: false, after.Protocol, after.ExternalPort);
        Element portAfter = ExternalPort(in table, now, slot, in after, isThere: true, after.Protocol, after.ExternalPort);
        plan.Compare(in portBefore, in portAfter, hasSameText: true, canUpdateTimeouts);

        Element sourceBefore = Source(in table, Always, MappingTable.None, in after, isThere: false, after.Protocol, after.InternalClient, after.InternalPort);
        Element sourceAfter = Source(in table, now, slot, in after, isThere: true, after.Protocol, after.InternalClient, after.InternalPort);
        plan.Compare(in sourceBefore, in sourceAfter, hasSameText: true, canUpdateTimeouts);

        if (!isNew && !before.HasInternal(after.Protocol, after.InternalClient, after.InternalPort))
        {
            plan.CompareOldSource(in table, slot, in before, canUpdateTimeouts, now);
        }

        return plan;
    }

    /// <summary>Plans to take the mapping in <paramref name="slot"/> away.</summary>
    /// <param name="table">The mappings as they are.</param>
    /// <param name="slot">The mapping that goes.</param>
    /// <param name="hasExpired">True where its lease has ended, so that the kernel has dropped its own elements already.</param>
    /// <param name="canUpdateTimeouts">True where the kernel changes a live element's timeout by a plain add.</param>
    /// <param name="now">The time: another mapping whose lease has ended, though it is still in the table, inherits nothing.</param>
    public static ElementPlan ForRemoval(in MappingTable table, int slot, bool hasExpired, bool canUpdateTimeouts, Instant now)
    {
        ElementPlan plan = default;
        ref readonly Mapping mapping = ref table[slot];
        Element gone = default;
        if (!hasExpired)
        {
            Element forward = Forward(in mapping);
            plan.Compare(in forward, in gone, hasSameText: true, canUpdateTimeouts);
            Element portBefore = ExternalPort(in table, Always, MappingTable.None, in mapping, isThere: false, mapping.Protocol, mapping.ExternalPort);
            Element portAfter = ExternalPort(in table, now, slot, in mapping, isThere: false, mapping.Protocol, mapping.ExternalPort);
            plan.Compare(in portBefore, in portAfter, hasSameText: true, canUpdateTimeouts);
        }

        plan.CompareOldSource(in table, slot, in mapping, canUpdateTimeouts, now);
        if (hasExpired)
        {
            plan.ForgetDeletions();
        }

        return plan;
    }

    /// <summary>The element that forwards for <paramref name="mapping"/>.</summary>
    public static Element Forward(in Mapping mapping)
    {
        Element element = default;
        element.Kind = ElementKind.Forward;
        element.Protocol = mapping.Protocol;
        element.Address = mapping.RemoteHost;
        element.Port = mapping.ExternalPort;
        element.TargetAddress = mapping.InternalClient;
        element.TargetPort = mapping.InternalPort;
        element.Expiry = mapping.Expiry;
        element.Exists = mapping.IsEnabled;
        return element;
    }

    /// <summary>
    /// The element of an external port: it lasts as long as the last mapping on that port.
    /// </summary>
    /// <param name="table">The mappings.</param>
    /// <param name="now">Mappings of the table whose lease has ended by then do not count.</param>
    /// <param name="without">A mapping that is to be looked past.</param>
    /// <param name="with">A mapping that counts although it is not in the table, where <paramref name="isThere"/>.</param>
    /// <param name="isThere">Whether <paramref name="with"/> counts.</param>
    /// <param name="protocol">The protocol of the port.</param>
    /// <param name="port">The external port.</param>
    public static Element ExternalPort(in MappingTable table, Instant now, int without, in Mapping with, bool isThere, IpProtocol protocol, ushort port)
    {
        Element element = default;
        element.Kind = ElementKind.ExternalPort;
        element.Protocol = protocol;
        element.Port = port;
        if (isThere && with.IsEnabled)
        {
            element.Exists = true;
            element.Expiry = with.Expiry;
        }

        for (int slot = table.FirstOnExternalPort(protocol, port); slot != MappingTable.None; slot = table.NextOnExternalPort(slot))
        {
            if (slot != without && table[slot].IsEnabled && table[slot].Expiry > now)
            {
                element.Expiry = element.Exists ? Instant.Later(element.Expiry, table[slot].Expiry) : table[slot].Expiry;
                element.Exists = true;
            }
        }

        return element;
    }

    /// <summary>
    /// The element of an internal endpoint: its oldest mapping says from which port it sends. Parameters as for
    /// <see cref="ExternalPort"/>.
    /// </summary>
    public static Element Source(
        in MappingTable table, Instant now, int without, in Mapping with, bool isThere, IpProtocol protocol, Ipv4Address client, ushort internalPort)
    {
        Element element = default;
        element.Kind = ElementKind.Source;
        element.Protocol = protocol;
        element.Address = client;
        element.Port = internalPort;
        ulong oldest = 0;
        if (isThere && with.IsEnabled)
        {
            element.Exists = true;
            element.TargetPort = with.ExternalPort;
            element.Expiry = with.Expiry;
            oldest = without == MappingTable.None ? table.NextSequence : table[without].Sequence;
        }

        for (int slot = table.FirstOnInternal(protocol, client, internalPort); slot != MappingTable.None; slot = table.NextOnInternal(slot))
        {
            ref readonly Mapping mapping = ref table[slot];
            if (slot != without && mapping.IsEnabled && mapping.Expiry > now && (!element.Exists || mapping.Sequence < oldest))
            {
                element.Exists = true;
                element.TargetPort = mapping.ExternalPort;
                element.Expiry = mapping.Expiry;
                oldest = mapping.Sequence;
            }
        }

        return element;
    }

    private void CompareOldSource(in MappingTable table, int slot, in Mapping old, bool canUpdateTimeouts, Instant now)
    {
        Element before = Source(in table, Always, MappingTable.None, in old, isThere: false, old.Protocol, old.InternalClient, old.InternalPort);
        Element after = Source(in table, now, slot, in old, isThere: false, old.Protocol, old.InternalClient, old.InternalPort);
        Compare(in before, in after, hasSameText: true, canUpdateTimeouts);
    }

    private void Compare(in Element before, in Element after, bool hasSameText, bool canUpdateTimeouts)
    {
        bool isUnchanged = before.Exists && after.Exists && hasSameText && before.HasSameTarget(in after);
        if ((!before.Exists && !after.Exists) || (isUnchanged && before.Expiry.Milliseconds == after.Expiry.Milliseconds))
        {
            return;
        }

        ref ElementStep step = ref ((Span<ElementStep>)_steps)[_count++];
        bool canUpdate = isUnchanged && canUpdateTimeouts && !before.Expiry.IsNever && !after.Expiry.IsNever;
        step.Deletes = before.Exists && !canUpdate;
        step.Adds = after.Exists;
        step.Element = after.Exists ? after : before;
    }

    /// <summary>After an expiry the kernel has deleted what there was; only what takes its place is left to add.</summary>
    private void ForgetDeletions()
    {
        Span<ElementStep> steps = _steps;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (steps[i].Adds)
            {
                steps[kept] = steps[i];
                kept++;
            }
        }

        _count = kept;
    }

    [InlineArray(MaxSteps)]
    private struct Steps
    {
        private ElementStep _first;
    }
}

/// <summary>One element of a plan: it is deleted, added, or both (which replaces it).</summary>
public struct ElementStep
{
    public Element Element;
    public bool Deletes;
    public bool Adds;
}

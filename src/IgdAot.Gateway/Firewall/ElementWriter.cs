using System;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Gateway.Firewall;

/// <summary>Turns planned elements into one netlink batch and has the kernel carry it out.</summary>
public static class ElementWriter
{
    /// <summary>Bytes of a batch for one mapping: six deletions and additions with the longest names and comment.</summary>
    public const int MaxPlanLength = 4096;

    /// <summary>Bytes of an element in a refill: headers, timeout, key, data and comment.</summary>
    public const int MaxElementLength = 64 + ElementText.MaxLength + 24;

    /// <summary>Smallest timeout, milliseconds: 0 would mean none at all (nf_tables.h NFTA_SET_ELEM_TIMEOUT).</summary>
    private const long MinTimeoutMilliseconds = 1;

    /// <summary>
    /// Has the kernel carry out a plan. An element that is to go but has just expired makes the kernel refuse the
    /// whole; then the same is asked again without that deletion.
    /// </summary>
    /// <returns>True once the kernel has acknowledged it.</returns>
    public static bool Apply<TMachine>(ref GatewayState state, ref TMachine machine, in ElementPlan plan, in Mapping mapping, Instant now)
        where TMachine : struct, IMachine
    {
        if (plan.Count == 0)
        {
            return true;
        }

        Span<byte> buffer = stackalloc byte[MaxPlanLength];
        uint absent = 0;
        for (int attempt = 0; attempt <= plan.Count; attempt++)
        {
            SetElementBatch batch = NewBatch(ref state, buffer);
            uint deletions = Write(ref state, ref batch, in plan, in mapping, absent, now, out uint messageSteps);
            if (batch.Changes == 0)
            {
                // All that was to go is gone already.
                return true;
            }

            int error = Finish(ref state, ref machine, ref batch, out BatchErrors errors);
            if (error == 0)
            {
                return true;
            }

            if (errors.Other != 0 || errors.Absent == 0 || (errors.Absent & ~deletions) != 0)
            {
                Refused(ref state, error);
                return false;
            }

            absent |= StepsOf(errors.Absent, messageSteps);
        }

        return false;
    }

    /// <summary>
    /// Has the kernel replace everything in the sets by what the table says, in one transaction: before and after it
    /// the sets are whole. Mappings that are not in the kernel are so put back, and elements that nobody owns go.
    /// </summary>
    /// <param name="state">The gateway.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="buffer">Room for the batch: <see cref="RefillLength"/> bytes.</param>
    /// <param name="keepsForwarding">True to leave the forwarding elements alone (their counters go on), because they were just read from there.</param>
    /// <param name="now">The time.</param>
    public static bool Refill<TMachine>(ref GatewayState state, ref TMachine machine, Span<byte> buffer, bool keepsForwarding, Instant now)
        where TMachine : struct, IMachine
    {
        SetElementBatch batch = NewBatch(ref state, buffer);
        WriteExternalAddress(ref state, ref batch);
        WriteDevices(ref state, ref batch, SetNames.ExternalDevices, new ReadOnlySpan<DeviceName>(in state.Settings.ExternalDevice));
        WriteDevices(ref state, ref batch, SetNames.InternalDevices, ((ReadOnlySpan<DeviceName>)state.Settings.InternalDevices).Slice(0, state.Settings.InternalDeviceCount));
        if (!keepsForwarding)
        {
            RefillSet(ref state, ref batch, SetNames.Forward, ElementKind.Forward, now);
            RefillSet(ref state, ref batch, SetNames.ForwardFrom, ElementKind.Forward, now);
        }

        RefillSet(ref state, ref batch, SetNames.TcpPorts, ElementKind.ExternalPort, now);
        RefillSet(ref state, ref batch, SetNames.UdpPorts, ElementKind.ExternalPort, now);
        RefillSet(ref state, ref batch, SetNames.Source, ElementKind.Source, now);
        return Finish(ref state, ref machine, ref batch, out _) == 0;
    }

    /// <summary>Has the kernel empty all our sets.</summary>
    public static bool Clear<TMachine>(ref GatewayState state, ref TMachine machine)
        where TMachine : struct, IMachine
    {
        Span<byte> buffer = stackalloc byte[MaxPlanLength];
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        SetElementBatch batch = NewBatch(ref state, buffer);
        for (int set = 0; set < SetNames.Count; set++)
        {
            batch.Flush(SetNames.Compose(in state.Settings, SetNames.At(set), nameBuffer));
        }

        return Finish(ref state, ref machine, ref batch, out _) == 0;
    }

    /// <summary>Has the kernel replace the WAN address.</summary>
    public static bool PublishExternalAddress<TMachine>(ref GatewayState state, ref TMachine machine)
        where TMachine : struct, IMachine
    {
        Span<byte> buffer = stackalloc byte[MaxPlanLength];
        SetElementBatch batch = NewBatch(ref state, buffer);
        WriteExternalAddress(ref state, ref batch);
        int error = Finish(ref state, ref machine, ref batch, out _);
        if (error != 0)
        {
            Refused(ref state, error);
        }

        return error == 0;
    }

    /// <summary>Room for a refill with <paramref name="capacity"/> mappings, bytes: three elements each, and the messages around them.</summary>
    public static int RefillLength(int capacity) => (capacity * (MaxElementLength + 48 + 64)) + (64 * 1024);

    /// <summary>Begins a batch in <paramref name="buffer"/> for our table.</summary>
    public static SetElementBatch NewBatch(ref GatewayState state, Span<byte> buffer)
    {
        SetElementBatch batch = new SetElementBatch(
            buffer, ShortText.AsSpan(in state.Settings.NftTable), NetlinkAbi.NFPROTO_INET, state.Firewall.Sequence + 1);
        batch.Begin();
        return batch;
    }

    /// <summary>Ends a batch and has the kernel carry it out: 0, or an errno, positive.</summary>
    public static int Finish<TMachine>(ref GatewayState state, ref TMachine machine, ref SetElementBatch batch, out BatchErrors errors)
        where TMachine : struct, IMachine
    {
        batch.End();
        state.Firewall.Sequence = batch.NextSequence;
        if (batch.Failed)
        {
            errors = default;
            errors.Other = KernelError.TooLong;
            return KernelError.TooLong;
        }

        return machine.Transact(batch.Written, batch.FirstSequence, batch.LastChangeSequence, out errors);
    }

    /// <summary>Writes an element's key.</summary>
    public static void WriteKey(ref ConcatenationWriter key, in Element element)
    {
        switch (element.Kind)
        {
            case ElementKind.Forward:
                if (!element.Address.IsUnspecified)
                {
                    key.Address(element.Address);
                }

                key.Protocol((byte)element.Protocol);
                key.Port(element.Port);
                break;
            case ElementKind.Source:
                key.Protocol((byte)element.Protocol);
                key.Address(element.Address);
                key.Port(element.Port);
                break;
            default:
                key.Port(element.Port);
                break;
        }
    }

    /// <summary>The ruleset may be gone or wrong: nothing more is promised until it has been looked at again.</summary>
    private static void Refused(ref GatewayState state, int error)
    {
        state.Firewall.LastError = error;
        state.Firewall.NeedsRefill = true;
        if (error == KernelError.NoSuchEntry)
        {
            state.Firewall.IsReady = false;
        }
    }

    /// <summary>Writes the plan.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="mapping">The mapping that the plan is for, whose comment the forwarding element gets.</param>
    /// <param name="absent">Steps, one bit each, whose element is known to be gone already.</param>
    /// <param name="now">The time.</param>
    /// <param name="messageSteps">Four bits for each message: the step that it belongs to.</param>
    /// <returns>One bit for each message that is a deletion.</returns>
    private static uint Write(
        ref GatewayState state, ref SetElementBatch batch, in ElementPlan plan, in Mapping mapping, uint absent, Instant now, out uint messageSteps)
    {
        messageSteps = 0;
        uint deletions = 0;
        int message = 0;

        // All deletions come first: an element that takes over a key must find it free.
        for (int i = 0; i < plan.Count; i++)
        {
            ref readonly ElementStep step = ref ElementPlan.At(in plan, i);
            if (step.Deletes && (absent & (1u << i)) == 0)
            {
                WriteDeletion(ref state, ref batch, in step.Element);
                deletions |= 1u << message;
                messageSteps |= (uint)i << (4 * message);
                message++;
            }
        }

        for (int i = 0; i < plan.Count; i++)
        {
            ref readonly ElementStep step = ref ElementPlan.At(in plan, i);
            if (step.Adds)
            {
                WriteAddition(ref state, ref batch, in step.Element, in mapping, now);
            }
        }

        return deletions;
    }

    private static uint StepsOf(uint messages, uint messageSteps)
    {
        uint steps = 0;
        for (int message = 0; message < 8; message++)
        {
            if ((messages & (1u << message)) != 0)
            {
                steps |= 1u << (int)((messageSteps >> (4 * message)) & 15);
            }
        }

        return steps;
    }

    private static void WriteDeletion(ref GatewayState state, ref SetElementBatch batch, in Element element)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        Span<byte> keyBuffer = stackalloc byte[ConcatenationWriter.MaxLength];
        ConcatenationWriter key = new ConcatenationWriter(keyBuffer);
        WriteKey(ref key, in element);
        batch.Delete(SetNames.Compose(in state.Settings, SetNames.Of(in element), nameBuffer), key.Written);
    }

    private static void WriteAddition(ref GatewayState state, ref SetElementBatch batch, in Element element, in Mapping mapping, Instant now)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        batch.OpenElements(SetNames.Compose(in state.Settings, SetNames.Of(in element), nameBuffer));
        WriteElement(ref batch, in element, in mapping, now);
        batch.CloseElements();
    }

    private static void WriteElement(ref SetElementBatch batch, in Element element, in Mapping mapping, Instant now)
    {
        Span<byte> keyBuffer = stackalloc byte[ConcatenationWriter.MaxLength];
        ConcatenationWriter key = new ConcatenationWriter(keyBuffer);
        WriteKey(ref key, in element);

        Span<byte> dataBuffer = stackalloc byte[ConcatenationWriter.MaxLength];
        ConcatenationWriter data = new ConcatenationWriter(dataBuffer);
        Span<byte> userBuffer = stackalloc byte[UserDataWriter.MaxLength];
        UserDataWriter user = new UserDataWriter(userBuffer);
        if (element.Kind == ElementKind.Forward)
        {
            data.Address(element.TargetAddress);
            data.Port(element.TargetPort);
            Span<byte> textBuffer = stackalloc byte[ElementText.MaxLength];
            ByteWriter text = new ByteWriter(textBuffer);
            ElementText.Emit(ref text, in mapping);
            user.Comment(text.Written);
        }
        else if (element.Kind == ElementKind.Source)
        {
            data.Port(element.TargetPort);
        }

        ulong timeout = element.Expiry.IsNever ? 0 : (ulong)Math.Max(MinTimeoutMilliseconds, element.Expiry.MillisecondsFrom(now));
        batch.Element(key.Written, data.Written, timeout, user.Written);
    }

    /// <summary>
    /// Writes the set of WAN addresses anew. The element's comment says when the epoch began, so that a daemon that
    /// starts while the mappings live goes on counting where the last one stopped.
    /// </summary>
    private static void WriteExternalAddress(ref GatewayState state, ref SetElementBatch batch)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        ReadOnlySpan<byte> name = SetNames.Compose(in state.Settings, SetNames.ExternalAddresses, nameBuffer);
        batch.Flush(name);
        if (!state.Wan.IsConnected)
        {
            return;
        }

        Span<byte> keyBuffer = stackalloc byte[ConcatenationWriter.MaxLength];
        ConcatenationWriter key = new ConcatenationWriter(keyBuffer);
        key.Address(state.Wan.Address);
        Span<byte> textBuffer = stackalloc byte[EpochText.MaxLength];
        ByteWriter text = new ByteWriter(textBuffer);
        EpochText.Emit(ref text, state.EpochStart);
        Span<byte> userBuffer = stackalloc byte[UserDataWriter.MaxLength];
        UserDataWriter user = new UserDataWriter(userBuffer);
        user.Comment(text.Written);
        batch.Add(name, key.Written, default, 0, user.Written);
    }

    /// <summary>Writes a set of devices anew.</summary>
    private static void WriteDevices(ref GatewayState state, ref SetElementBatch batch, ReadOnlySpan<byte> set, ReadOnlySpan<DeviceName> devices)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        ReadOnlySpan<byte> name = SetNames.Compose(in state.Settings, set, nameBuffer);
        batch.Flush(name);
        Span<byte> key = stackalloc byte[DeviceName.MaxLength + 1];
        for (int i = 0; i < devices.Length; i++)
        {
            // The kernel compares all of IFNAMSIZ.
            key.Clear();
            DeviceName.AsSpan(in devices[i]).CopyTo(key);
            batch.Add(name, key, default, 0, default);
        }
    }

    /// <summary>Empties one set and adds every element that belongs there, in as many messages as they need.</summary>
    private static void RefillSet(ref GatewayState state, ref SetElementBatch batch, ReadOnlySpan<byte> set, ElementKind kind, Instant now)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        ReadOnlySpan<byte> name = SetNames.Compose(in state.Settings, set, nameBuffer);
        batch.Flush(name);
        bool isOpen = false;
        for (int i = 0; i < state.Mappings.Count; i++)
        {
            int slot = state.Mappings.SlotAt(i);
            ref readonly Mapping mapping = ref state.Mappings[slot];
            Element element = ElementOf(in state.Mappings, slot, kind, now);
            if (!element.Exists || element.Expiry <= now || !SetNames.Of(in element).SequenceEqual(set))
            {
                continue;
            }

            if (isOpen && !batch.HasRoomForElement(ConcatenationWriter.MaxLength, ConcatenationWriter.MaxLength, ElementText.MaxLength + 8))
            {
                batch.CloseElements();
                isOpen = false;
            }

            if (!isOpen)
            {
                batch.OpenElements(name);
                isOpen = true;
            }

            WriteElement(ref batch, in element, in mapping, now);
        }

        if (isOpen)
        {
            batch.CloseElements();
        }
    }

    /// <summary>The element of a kind that the mapping in <paramref name="slot"/> stands for; of a shared one only its first mapping does.</summary>
    private static Element ElementOf(in MappingTable table, int slot, ElementKind kind, Instant now)
    {
        ref readonly Mapping mapping = ref table[slot];
        Element element;
        switch (kind)
        {
            case ElementKind.Forward:
                return ElementPlan.Forward(in mapping);
            case ElementKind.ExternalPort:
                element = ElementPlan.ExternalPort(in table, now, MappingTable.None, in mapping, isThere: false, mapping.Protocol, mapping.ExternalPort);
                element.Exists &= table.FirstOnExternalPort(mapping.Protocol, mapping.ExternalPort) == slot;
                return element;
            default:
                element = ElementPlan.Source(in table, now, MappingTable.None, in mapping, isThere: false, mapping.Protocol, mapping.InternalClient, mapping.InternalPort);
                element.Exists &= table.FirstOnInternal(mapping.Protocol, mapping.InternalClient, mapping.InternalPort) == slot;
                return element;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Text;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire.Netlink;

namespace IgdAot.Tests.Gateway.Firewall;

/// <summary>Sets as nf_tables keeps them: batches whole or not at all, elements that expire, EEXIST and ENOENT.</summary>
internal sealed class KernelSets
{
    private Dictionary<string, KernelElement> _elements = [];

    /// <summary>True for a kernel that gives a live element the timeout of a plain add.</summary>
    public bool UpdatesTimeouts { get; set; }

    public Instant Now { get; set; }

    /// <summary>Batches that were carried out.</summary>
    public int Batches { get; private set; }

    /// <summary>Each live element in a line of its own: set, key, data, expiry, comment.</summary>
    public SortedSet<string> Lines()
    {
        SortedSet<string> lines = new(StringComparer.Ordinal);
        foreach ((string key, KernelElement element) in _elements)
        {
            if (element.Expiry > Now)
            {
                lines.Add(FormattableString.Invariant($"{key} {element.Data} {element.Expiry.Milliseconds} {element.Comment}"));
            }
        }

        return lines;
    }

    public int Transact(ReadOnlySpan<byte> batch, uint firstSequence, uint lastSequence, out BatchErrors errors)
    {
        errors = default;
        Dictionary<string, KernelElement> after = new(_elements);
        int first = 0;
        int changes = 0;
        NetlinkReader reader = new(batch);
        while (reader.Next())
        {
            bool isDeletion = reader.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_DELSETELEM);
            if (!isDeletion && !reader.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM))
            {
                continue;
            }

            changes++;
            int error = Apply(after, isDeletion, reader.Payload);
            if (error != 0)
            {
                errors.Note(reader.Sequence - firstSequence - 1, error);
                first = first == 0 ? error : first;
            }
        }

        if (reader.Failed || changes == 0 || firstSequence + (uint)changes != lastSequence)
        {
            throw new InvalidOperationException("not a batch");
        }

        if (first == 0)
        {
            _elements = after;
            Batches++;
        }

        return first;
    }

    private int Apply(Dictionary<string, KernelElement> elements, bool isDeletion, ReadOnlySpan<byte> payload)
    {
        SetElementReader reader = new(payload);
        string set = Encoding.ASCII.GetString(reader.Set);
        bool isFlush = true;
        while (reader.Next())
        {
            isFlush = false;
            string key = set + " " + Convert.ToHexString(reader.Key);
            bool exists = elements.TryGetValue(key, out KernelElement? old) && old.Expiry > Now;
            if (isDeletion)
            {
                if (!exists)
                {
                    return KernelError.NoSuchEntry;
                }

                elements.Remove(key);
                continue;
            }

            string comment = UserDataReader.TryGetComment(reader.UserData, out ReadOnlySpan<byte> text) ? Encoding.UTF8.GetString(text) : string.Empty;
            string data = Convert.ToHexString(reader.Data);
            if (exists && old!.Data != data)
            {
                return KernelError.Exists;
            }

            Instant expiry = reader.TimeoutMilliseconds == 0 ? Instant.Never : Now.PlusMilliseconds((long)reader.TimeoutMilliseconds);
            if (!exists)
            {
                elements[key] = new KernelElement(data, expiry, comment);
            }
            else if (UpdatesTimeouts && !old!.Expiry.IsNever && !expiry.IsNever)
            {
                elements[key] = old with { Expiry = expiry };
            }
        }

        if (isFlush)
        {
            foreach (string key in new List<string>(elements.Keys))
            {
                if (key.StartsWith(set + " ", StringComparison.Ordinal))
                {
                    elements.Remove(key);
                }
            }
        }

        return 0;
    }

    private sealed record KernelElement(string Data, Instant Expiry, string Comment);
}

/// <summary>A machine with such a kernel, and nothing else to it.</summary>
internal struct TestKernel(KernelSets sets) : IMachine
{
    public readonly int Transact(ReadOnlySpan<byte> batch, uint firstSequence, uint lastSequence, out BatchErrors errors) =>
        sets.Transact(batch, firstSequence, lastSequence, out errors);

    public readonly bool HoldsPort(IpProtocol protocol, ushort port) => false;

    public readonly bool TryGetTraffic(int interfaceIndex, out LinkTraffic traffic)
    {
        traffic = default;
        return false;
    }

    public readonly uint NextRandom() => 0;
}

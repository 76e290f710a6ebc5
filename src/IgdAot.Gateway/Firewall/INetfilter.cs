using System;

namespace IgdAot.Gateway.Firewall;

/// <summary>The kernel's nf_tables, as far as the gateway needs it. The daemon's speaks netlink; a test's agrees, refuses or fails.</summary>
public interface INetfilter
{
    /// <summary>
    /// Carries out one batch (SetElementBatch) and waits for the kernel's word. The batch is carried out whole or not at all.
    /// </summary>
    /// <param name="batch">The messages; those between the first and the last are numbered from <paramref name="firstSequence"/> + 1.</param>
    /// <param name="firstSequence">Sequence number of the message that begins the batch.</param>
    /// <param name="lastSequence">Sequence number of the last change, whose answer comes last.</param>
    /// <param name="errors">Which messages the kernel refused.</param>
    /// <returns>0 when it is done, otherwise the first errno, positive.</returns>
    int Transact(ReadOnlySpan<byte> batch, uint firstSequence, uint lastSequence, out BatchErrors errors);
}

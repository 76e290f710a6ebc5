using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.SelfTest;

/// <summary>
/// A machine that does as a script says. Its kernel writes down each batch, one line for each message, and agrees or refuses
/// as it was told; it keeps no sets, unless it is given some.
/// </summary>
internal unsafe struct FakeMachine : IMachine
{
    /// <summary>Bytes of batches that are kept.</summary>
    public const int MaxRecordLength = 16 * 1024;

    private const int MaxRandom = 16;

    /// <summary>EIO: what the daemon's machine makes of a batch that the kernel has nothing to say about.</summary>
    private const int NothingToAnswer = 5;

    private Record _record;
    private int _recorded;
    private PortSet _heldTcp;
    private PortSet _heldUdp;
    private RandomNumbers _random;
    private int _randomCount;
    private uint _nextRandom;
    private KernelSets* _sets;

    /// <summary>With this errno every message of a batch is refused; 0 to agree.</summary>
    public int Errno;

    /// <summary>Bit n: the next batch's deletion n deletes what is not there.</summary>
    public uint LackingDeletions;

    public LinkTraffic Traffic;
    public bool HasTraffic;

    /// <summary>Lets the batches change these sets, and be refused where they do not fit them.</summary>
    public void Keep(KernelSets* sets) => _sets = sets;

    /// <summary>Forgets the batches so far.</summary>
    public void Forget() => _recorded = 0;

    /// <summary>The batches since <see cref="Forget"/>, one line a message; behind each batch a line "done" or "refused N".</summary>
    public static ReadOnlySpan<byte> RecordOf(ref readonly FakeMachine machine) =>
        ((ReadOnlySpan<byte>)machine._record).Slice(0, machine._recorded);

    /// <summary>Adds a port that a program of the router holds.</summary>
    public void Hold(IpProtocol protocol, ushort port)
    {
        if (protocol == IpProtocol.Tcp)
        {
            _heldTcp.AddRange(port, port);
        }
        else
        {
            _heldUdp.AddRange(port, port);
        }
    }

    public void ReleaseAll()
    {
        _heldTcp = default;
        _heldUdp = default;
    }

    /// <summary>Begins the random sequence again, without numbers.</summary>
    public void ClearRandom()
    {
        _randomCount = 0;
        _nextRandom = 0;
    }

    /// <summary>Adds a number to the sequence, which is repeated for ever; false where there is no room.</summary>
    public bool AddRandom(uint number)
    {
        if (_randomCount == MaxRandom)
        {
            return false;
        }

        ((Span<uint>)_random)[_randomCount++] = number;
        return true;
    }

    public uint NextRandom() => _randomCount == 0 ? 0 : ((ReadOnlySpan<uint>)_random)[(int)(_nextRandom++ % (uint)_randomCount)];

    public bool HoldsPort(IpProtocol protocol, ushort port) =>
        protocol == IpProtocol.Tcp ? PortSet.Contains(in _heldTcp, port) : PortSet.Contains(in _heldUdp, port);

    public bool TryGetTraffic(int interfaceIndex, out LinkTraffic traffic)
    {
        traffic = Traffic;
        return HasTraffic && interfaceIndex != 0;
    }

    public int Transact(ReadOnlySpan<byte> batch, uint firstSequence, uint lastSequence, out BatchErrors errors)
    {
        errors = default;
        ByteWriter record = new ByteWriter(((Span<byte>)_record).Slice(_recorded));
        int error = lastSequence == firstSequence ? NothingToAnswer : 0;
        errors.Other = error;
        int deletion = 0;
        NetlinkReader reader = new NetlinkReader(batch);
        while (reader.Next())
        {
            bool isDeletion = reader.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_DELSETELEM);
            if (!isDeletion && !reader.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM))
            {
                continue;
            }

            ElementDump.Emit(ref record, isDeletion, reader.Payload);
            bool isLacking = isDeletion && (LackingDeletions & (1u << deletion)) != 0;
            if (isLacking && _sets != null && Errno == 0)
            {
                _sets->Lose(reader.Payload);
            }

            deletion += isDeletion ? 1 : 0;
            int errorNumber = Errno != 0 ? Errno : isLacking ? KernelError.NoSuchEntry : 0;
            if (errorNumber != 0)
            {
                errors.Note(reader.Sequence - firstSequence - 1, errorNumber);
                error = error == 0 ? errorNumber : error;
            }
        }

        if (error == 0 && _sets != null)
        {
            error = _sets->CarryOut(batch, firstSequence, ref errors);
        }

        LackingDeletions = 0;
        record.Write(error == 0 ? "done"u8 : "refused "u8);
        if (error != 0)
        {
            record.WriteDecimal((ulong)error);
        }

        record.WriteByte((byte)'\n');
        _recorded += record.Length;
        return error;
    }

    [InlineArray(MaxRecordLength)]
    private struct Record
    {
        private byte _first;
    }

    [InlineArray(MaxRandom)]
    private struct RandomNumbers
    {
        private uint _first;
    }
}

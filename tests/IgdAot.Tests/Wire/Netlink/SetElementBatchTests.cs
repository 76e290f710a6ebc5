using System;
using System.Collections.Generic;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class SetElementBatchTests
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private static readonly Ipv4Address s_wan = new(0x0b162102);
    private static readonly Ipv4Address s_remote = new(0x0b162109);
    private static readonly Ipv4Address s_client = new(0xc0a8010a);

    private delegate void Change(ref SetElementBatch batch);

    [Fact]
    public void Address_is_added_as_nft_adds_it() => AssertSameAsNft(
        "request-add-ext4.hex",
        (ref SetElementBatch batch) => batch.Add("ext4"u8, Address(s_wan), default, 0, default));

    [Fact]
    public void Mapping_with_timeout_and_comment_is_added_as_nft_adds_it() => AssertSameAsNft(
        "request-add-dnat4.hex",
        (ref SetElementBatch batch) =>
        {
            UserDataWriter userData = new(new byte[UserDataWriter.MaxLength]);
            userData.Comment("UPnP: Spiel & Spaß"u8);
            batch.Add("dnat4"u8, ProtocolPort(Tcp, 8080), AddressPort(s_client, 80), 3600000, userData.Written);
        });

    [Fact]
    public void Mapping_for_one_remote_host_is_added_as_nft_adds_it() => AssertSameAsNft(
        "request-add-dnat4-from.hex",
        (ref SetElementBatch batch) =>
        {
            ConcatenationWriter key = new(new byte[ConcatenationWriter.MaxLength]);
            key.Address(s_remote);
            key.Protocol(Tcp);
            key.Port(8082);
            batch.Add("dnat4_from"u8, key.Written, AddressPort(s_client, 80), 1800000, default);
        });

    [Fact]
    public void Source_port_is_added_as_nft_adds_it() => AssertSameAsNft(
        "request-add-snat4.hex",
        (ref SetElementBatch batch) =>
        {
            ConcatenationWriter key = new(new byte[ConcatenationWriter.MaxLength]);
            key.Protocol(Udp);
            key.Address(s_client);
            key.Port(7001);
            batch.Add("snat4"u8, key.Written, Port(7000), 120000, default);
        });

    [Fact]
    public void Port_is_added_as_nft_adds_it() => AssertSameAsNft(
        "request-add-tcp4.hex",
        (ref SetElementBatch batch) => batch.Add("tcp4"u8, Port(8080), default, 3600000, default));

    [Fact]
    public void Port_is_created_as_nft_creates_it() => AssertSameAsNft(
        "request-create-udp4.hex",
        (ref SetElementBatch batch) => batch.AddExclusive("udp4"u8, Port(7000), default, 120000, default));

    [Fact]
    public void Port_is_deleted_as_nft_deletes_it() => AssertSameAsNft(
        "request-delete-tcp4.hex",
        (ref SetElementBatch batch) => batch.Delete("tcp4"u8, Port(8080)));

    [Fact]
    public void Mapping_for_one_remote_host_is_deleted_as_nft_deletes_it() => AssertSameAsNft(
        "request-delete-dnat4-from.hex",
        (ref SetElementBatch batch) =>
        {
            ConcatenationWriter key = new(new byte[ConcatenationWriter.MaxLength]);
            key.Address(s_remote);
            key.Protocol(Tcp);
            key.Port(8082);
            batch.Delete("dnat4_from"u8, key.Written);
        });

    [Fact]
    public void Set_is_flushed_as_nft_flushes_it() => AssertSameAsNft(
        "request-flush-tcp4.hex",
        (ref SetElementBatch batch) => batch.Flush("tcp4"u8));

    [Fact]
    public void Each_message_has_the_next_sequence_number_and_the_last_change_wants_an_acknowledgement()
    {
        SetElementBatch batch = new(new byte[1024], "igdaot"u8, NetlinkAbi.NFPROTO_INET, 100);
        batch.Begin();
        batch.Delete("tcp4"u8, Port(8080));
        batch.Add("tcp4"u8, Port(8080), default, 1000, default);
        batch.End();

        Assert.False(batch.Failed);
        Assert.Equal(2, batch.Changes);
        Assert.Equal(100u, batch.FirstSequence);
        Assert.Equal(102u, batch.LastChangeSequence);
        Assert.Equal(104u, batch.NextSequence);
        List<(uint, bool)> messages = [];
        NetlinkReader reader = new(batch.Written);
        while (reader.Next())
        {
            messages.Add((reader.Sequence, (reader.Flags & NetlinkAbi.NLM_F_ACK) != 0));
        }

        Assert.False(reader.Failed);
        Assert.Equal([(100u, false), (101u, false), (102u, true), (103u, false)], messages);
    }

    [Fact]
    public void Batch_without_a_change_wants_no_acknowledgement()
    {
        byte[] built = Build(new byte[64], (ref SetElementBatch _) => { }, out bool failed);
        Assert.False(failed);
        Assert.Equal("1400000010000100" + "0000000000000000" + "0000000A", Convert.ToHexString(built.AsSpan(0, 20)));
    }

    [Fact]
    public void Many_elements_go_in_one_message()
    {
        SetElementBatch batch = new(new byte[4096], "igdaot"u8, NetlinkAbi.NFPROTO_INET, 1);
        batch.Begin();
        batch.OpenElements("dnat4"u8);
        for (ushort port = 1; port <= 30; port++)
        {
            batch.Element(ProtocolPort(Tcp, port), AddressPort(s_client, port), 1000, default);
        }

        batch.CloseElements();
        batch.End();
        Assert.False(batch.Failed);
        Assert.Equal(1, batch.Changes);

        NetlinkReader reader = new(batch.Written);
        Assert.True(reader.Next());
        Assert.True(reader.Next());
        SetElementReader elements = new(reader.Payload);
        for (ushort port = 1; port <= 30; port++)
        {
            Assert.True(elements.Next());
            ConcatenationReader key = new(elements.Key);
            Assert.Equal(Tcp, key.Protocol());
            Assert.Equal(port, key.Port());
            Assert.True(key.IsComplete);
            ConcatenationReader data = new(elements.Data);
            Assert.Equal(s_client, data.Address());
            Assert.Equal(port, data.Port());
            Assert.True(data.IsComplete);
        }

        Assert.False(elements.Next());
        Assert.False(elements.Failed);
    }

    [Theory]
    [InlineData("the buffer ends first", 1000)]
    [InlineData("the 64 KiB of a list end first", 100000)]
    public void Elements_added_while_there_is_room_leave_a_batch_that_can_be_ended(string situation, int bufferLength)
    {
        byte[] userData = new byte[48];
        SetElementBatch batch = new(new byte[bufferLength], "igdaot"u8, NetlinkAbi.NFPROTO_INET, 1);
        batch.Begin();
        batch.OpenElements("dnat4"u8);
        int count = 0;
        while (batch.HasRoomForElement(8, 8, userData.Length))
        {
            batch.Element(ProtocolPort(Udp, (ushort)count++), AddressPort(s_client, 1), 1000, userData);
        }

        batch.CloseElements();
        batch.End();
        Assert.False(batch.Failed, situation);
        // 100 bytes each: no room is wasted
        Assert.InRange(count, (Math.Min(bufferLength, ushort.MaxValue) - 200) / 100, bufferLength / 100);
    }

    [Fact]
    public void Batch_that_does_not_fit_fails_at_every_shorter_length()
    {
        byte[] whole = Build(new byte[1024], AddEverything, out bool failed);
        Assert.False(failed);
        for (int length = 0; length < whole.Length; length++)
        {
            Build(new byte[length], AddEverything, out failed);
            Assert.True(failed);
        }
    }

    [Theory]
    [InlineData(UserDataWriter.MaxLength, false)]
    [InlineData(UserDataWriter.MaxLength + 1, true)]
    [InlineData(UserDataWriter.MaxLength + 2, true)]
    public void User_data_that_the_kernel_would_refuse_or_lose_fails(int length, bool fails)
    {
        Build(
            new byte[1024],
            (ref SetElementBatch batch) => batch.Add("tcp4"u8, Port(1), default, 0, new byte[length]),
            out bool failed);
        Assert.Equal(fails, failed);
    }

    private static void AddEverything(ref SetElementBatch batch)
    {
        batch.Flush("tcp4"u8);
        batch.Delete("dnat4"u8, ProtocolPort(Tcp, 8080));
        batch.Add("dnat4"u8, ProtocolPort(Tcp, 8080), AddressPort(s_client, 80), 1000, "0123456789"u8);
    }

    // nft numbers from 0, wants no acknowledgement, and names the set by NFTA_SET_ELEM_LIST_SET_ID as well and not always in
    // the same order; all else has to be the same byte by byte.
    private static void AssertSameAsNft(string file, Change change)
    {
        byte[] built = Build(new byte[1024], change, out bool failed);
        Assert.False(failed);
        Assert.Equal(Normalized(Golden.Read("netlink/" + file), 0), Normalized(built, NetlinkAbi.NLM_F_ACK));
    }

    private static byte[] Build(byte[] buffer, Change change, out bool failed)
    {
        Array.Fill(buffer, (byte)0xa5);
        SetElementBatch batch = new(buffer, "igdaot"u8, NetlinkAbi.NFPROTO_INET, 0);
        batch.Begin();
        change(ref batch);
        batch.End();
        failed = batch.Failed;
        return batch.Written.ToArray();
    }

    private static string Normalized(byte[] bytes, ushort withoutFlags)
    {
        StringBuilder text = new();
        NetlinkReader reader = new(bytes);
        while (reader.Next())
        {
            text.Append($"type {reader.Type:x} flags {reader.Flags & ~withoutFlags:x} sequence {reader.Sequence} port {reader.Port}\n");
            text.Append($"  {Convert.ToHexString(reader.Payload[..4])}\n");
            SortedDictionary<int, string> attributes = [];
            AttributeReader attribute = new(reader.Payload[4..]);
            while (attribute.Next())
            {
                if (attribute.Type <= NetlinkAbi.NFTA_SET_ELEM_LIST_ELEMENTS)
                {
                    attributes.Add(attribute.Type, Convert.ToHexString(attribute.Value));
                }
            }

            Assert.False(attribute.Failed);
            foreach ((int type, string value) in attributes)
            {
                text.Append($"  {type}: {value}\n");
            }
        }

        Assert.False(reader.Failed);
        return text.ToString();
    }

    private static byte[] Address(Ipv4Address address)
    {
        ConcatenationWriter writer = new(new byte[ConcatenationWriter.MaxLength]);
        writer.Address(address);
        return writer.Written.ToArray();
    }

    private static byte[] Port(ushort port)
    {
        ConcatenationWriter writer = new(new byte[ConcatenationWriter.MaxLength]);
        writer.Port(port);
        return writer.Written.ToArray();
    }

    private static byte[] ProtocolPort(byte protocol, ushort port)
    {
        ConcatenationWriter writer = new(new byte[ConcatenationWriter.MaxLength]);
        writer.Protocol(protocol);
        writer.Port(port);
        return writer.Written.ToArray();
    }

    private static byte[] AddressPort(Ipv4Address address, ushort port)
    {
        ConcatenationWriter writer = new(new byte[ConcatenationWriter.MaxLength]);
        writer.Address(address);
        writer.Port(port);
        return writer.Written.ToArray();
    }
}

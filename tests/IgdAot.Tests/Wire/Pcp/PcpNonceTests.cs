using System;
using IgdAot.Wire.Pcp;
using Xunit;

namespace IgdAot.Tests.Wire.Pcp;

public class PcpNonceTests
{
    [Fact]
    public void PcpNonce_is_written_as_it_was_read()
    {
        byte[] copy = new byte[PcpNonce.Length];
        PcpNonce.Read(PcpPacket.Nonce).CopyTo(copy);

        Assert.Equal(PcpPacket.Nonce, copy);
    }

    [Fact]
    public void PcpNonce_differs_in_every_single_bit()
    {
        PcpNonce nonce = PcpNonce.Read(PcpPacket.Nonce);
        for (int bit = 0; bit < PcpNonce.Length * 8; bit++)
        {
            byte[] other = PcpPacket.Nonce.AsSpan().ToArray();
            other[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(nonce.Equals(PcpNonce.Read(other)));
        }

        Assert.True(nonce.Equals(PcpNonce.Read(PcpPacket.Nonce)));
    }
}

using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Memory;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Gateway.Mappings;

public unsafe class ClientCountsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(3, 9)]
    [InlineData(4, 300)]
    public void ClientCounts_counts_as_a_dictionary_would(int seed, int capacity)
    {
        nuint length = ClientCounts.SizeOf(capacity);
        byte* memory = (byte*)NativeMemory.AllocZeroed(length);
        try
        {
            Arena arena = new(memory, length);
            ClientCounts counts = default;
            Assert.True(counts.Create(ref arena, capacity));
            Random random = new(seed);
            Dictionary<uint, int> model = [];
            int total = 0;
            for (int step = 0; step < 5000; step++)
            {
                uint client = 0xc0a80100 + (uint)random.Next(2 * capacity);
                model.TryGetValue(client, out int count);
                if (count > 0 && random.Next(2) == 0)
                {
                    counts.Decrement(new Ipv4Address(client));
                    model[client] = count - 1;
                    total--;
                }
                else if (total < capacity)
                {
                    counts.Increment(new Ipv4Address(client));
                    model[client] = count + 1;
                    total++;
                }

                foreach ((uint other, int expected) in model)
                {
                    Assert.Equal(expected, counts.CountOf(new Ipv4Address(other)));
                }
            }
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }
}

using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Features;

/// <summary>Pointers, stackalloc, blocks, unaligned and volatile access, Unsafe.</summary>
internal static unsafe class Memory
{
    private struct Three(int all)
    {
        public int A = all;
        public int B = all;
        public int C = all;
    }

    private struct Shared
    {
        public volatile int* Place;
        public volatile int Flag;
        public volatile byte Small;
    }

    public static void Run(ref Output output)
    {
        output.Title("pointers"u8);
        int* numbers = stackalloc int[6];
        for (int i = 0; i < 6; i++)
        {
            *(numbers + i) = i * i;
        }
        int* end = numbers + 6;
        long sum = 0;
        for (int* at = numbers; at < end; at++)
        {
            sum = (sum * 10) + *at;
        }
        output.Number(sum);
        output.Number(end - numbers);
        output.Number((byte*)end - (byte*)numbers);
        output.Number((byte*)numbers - (byte*)end);
        output.Number(*(end - 2));
        int** indirect = &end;
        (*indirect)--;
        output.Number(*end);
        output.Number(numbers[numbers[2]]);
        void* raw = numbers;
        output.Flag(raw == numbers && (nint)raw == (nint)numbers && raw != null);
        ref int reference = ref numbers[1];
        Unsafe.Add(ref reference, 1) += 100;
        output.Number(numbers[2]);
        output.Number((int)Unsafe.ByteOffset(ref numbers[1], ref numbers[4]));
        output.Flag(Unsafe.AreSame(ref reference, ref Unsafe.Subtract(ref numbers[2], 1)));
        output.Flag(Unsafe.IsNullRef(ref Unsafe.NullRef<int>()) && Unsafe.IsAddressLessThan(ref numbers[1], ref numbers[2]));

        output.Title("addresses as numbers"u8);
        Addresses(ref output, (nint)numbers);
        output.Title("stackalloc"u8);
        for (int i = 0; i < 4; i++)
        {
            output.Number(Varying(i * 5));
        }
        ReadOnlySpan<int> initialised = stackalloc int[] { 1, -2, 3, int.MinValue };
        output.Number(initialised[3] + initialised[1]);
        ReadOnlySpan<byte> bytes = stackalloc byte[] { 1, 2, 3, 250 };
        output.Number(bytes[3]);
        output.Number(Deep(4));

        output.Title("unaligned"u8);
        byte* buffer = stackalloc byte[24];
        new Span<byte>(buffer, 24).Clear();
        for (int i = 0; i < 4; i++)
        {
            Unsafe.WriteUnaligned(buffer + 1 + (i * 5), 0x01010101 * (i + 1));
        }
        long checksum = 0;
        for (int i = 0; i < 24; i++)
        {
            checksum = (checksum * 7) + buffer[i];
        }
        output.Number(checksum);
        output.Number(Unsafe.ReadUnaligned<uint>(ref buffer[1]));
        output.Number(Unsafe.ReadUnaligned<uint>(buffer + 6));
        output.Number(Unsafe.ReadUnaligned<short>(buffer + 11));

        output.Title("blocks"u8);
        Unsafe.InitBlock(buffer, 7, 24);
        Unsafe.CopyBlock(buffer + 3, buffer + 12, 5);
        Unsafe.InitBlockUnaligned(ref buffer[1], 1, 2);
        Unsafe.CopyBlockUnaligned(ref buffer[20], ref buffer[0], 3);
        checksum = 0;
        for (int i = 0; i < 24; i++)
        {
            checksum = (checksum * 3) + buffer[i];
        }
        output.Number(checksum);

        output.Title("volatile"u8);
        Shared shared = default;
        shared.Flag = 3;
        shared.Flag += 4;
        shared.Small = (byte)shared.Flag;
        output.Number(shared.Flag + shared.Small);
        int placed = 6;
        shared.Place = &placed;
        output.Number(Placed(ref shared));
        output.Title("reinterpretation"u8);
        ulong wide = 0x1122334455667788;
        output.Number(BitConverter.IsLittleEndian ? Unsafe.As<ulong, uint>(ref wide) : Unsafe.Add(ref Unsafe.As<ulong, uint>(ref wide), 1));
        output.Number(Unsafe.BitCast<int, uint>(-1));
        Unsafe.SkipInit(out int skipped);
        skipped = 4;
        output.Number(skipped);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Addresses(ref Output output, nint address)
    {
        output.Number(*(int*)(address + 4) + (long)((Three*)address)->C);
        *(Three*)(address + 4) = default;
        *(Three*)(address + 12) = new Three(2);
        Unsafe.WriteUnaligned((void*)(address + 8), 77);
        output.Number(Unsafe.ReadUnaligned<int>((void*)(address + 8)) + Unsafe.Add(ref *(int*)address, 1) + Unsafe.AddByteOffset(ref *(int*)address, (nint)8));
        Unsafe.CopyBlock((void*)(address + 4), (void*)(address + 8), 4);
        output.Number(((int*)address)[1]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Placed(ref Shared shared) => *shared.Place;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Varying(int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i * 3);
        }
        int sum = length;
        foreach (byte item in bytes)
        {
            sum += item;
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Deep(int depth)
    {
        Span<long> page = stackalloc long[1500];
        page.Fill(depth);
        long below = depth == 0 ? 0 : Deep(depth - 1);
        return (below * 10) + page[1499] + page[0];
    }
}

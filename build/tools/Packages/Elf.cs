using System;
using System.Buffers.Binary;

namespace IgdAot.Packages;

/// <summary>What a program's ELF header says (elf(5)), in either byte order.</summary>
internal static class Elf
{
    private const int ClassOffset = 4;
    private const int DataOffset = 5;
    private const int TypeOffset = 16;
    private const int MachineOffset = 18;
    private const byte LittleEndian = 1;
    private const byte BigEndian = 2;
    private const uint SegmentDynamic = 2;
    private const uint SegmentInterpreter = 3;
    private const ulong TagNeeded = 1;

    /// <summary>EF_ARM_ABI_FLOAT_HARD of the ABI for the Arm architecture.</summary>
    private const uint HardFloat = 0x400;

    /// <summary>EF_MIPS_ARCH of elf.h, and in it the first MIPS32 and the second MIPS64.</summary>
    private const uint MipsLevel = 0xF000_0000;
    private const uint Mips32 = 0x5000_0000;
    private const uint Mips64R2 = 0x8000_0000;

    /// <summary>What a target's programs are: EM_... of elf.h, width, byte order, and bits of e_flags with their value.</summary>
    private readonly record struct Kind(int Machine, bool Is64, byte Order, uint Mask = 0, uint Flags = 0, string Wanted = "");

    private static Kind KindOf(string target) => target switch
    {
        "x64" => new(62, true, LittleEndian),
        "arm64" => new(183, true, LittleEndian),
        "riscv64" => new(243, true, LittleEndian),
        "i386" => new(3, false, LittleEndian),
        "powerpc" => new(20, false, BigEndian),
        "arm" => new(40, false, LittleEndian, HardFloat, HardFloat, "it does not have the hard-float calls"),
        "armel" => new(40, false, LittleEndian, HardFloat, 0, "it has the hard-float calls"),
        "mips" => new(8, false, BigEndian, MipsLevel, Mips32, "it is for a newer MIPS than the first MIPS32"),
        "mipsel" => new(8, false, LittleEndian, MipsLevel, Mips32, "it is for a newer MIPS than the first MIPS32"),
        "mips64" => new(8, true, BigEndian, MipsLevel, Mips64R2, "it is not for the second MIPS64"),
        _ => throw new PackageException($"the target {target} of the table of architectures is not known here"),
    };

    /// <summary>Why the program is not a static one for the target, or null when it is.</summary>
    public static string? Fault(ReadOnlySpan<byte> file, string target)
    {
        const int MinLength = 64;
        if (file.Length < MinLength || !file.StartsWith("\x7F"u8) || !file[1..].StartsWith("ELF"u8))
        {
            return "it is no ELF file";
        }

        Kind kind = KindOf(target);
        Reader header = new(file, kind.Order == BigEndian);
        if (file[DataOffset] != kind.Order || file[ClassOffset] != (kind.Is64 ? 2 : 1) || header.UInt16(MachineOffset) != kind.Machine)
        {
            return $"it is no program for {target}";
        }

        const int Executable = 2;
        const int PositionIndependent = 3;
        if (header.UInt16(TypeOffset) is not (Executable or PositionIndependent))
        {
            return "it is an ELF file, but no program";
        }

        return (header.UInt32(kind.Is64 ? 48 : 36) & kind.Mask) != kind.Flags ? kind.Wanted : SegmentFault(header, kind.Is64);
    }

    private static string? SegmentFault(Reader file, bool is64)
    {
        ulong table = file.Word(is64 ? 32 : 28, is64);
        int size = file.UInt16(is64 ? 54 : 42);
        int count = file.UInt16(is64 ? 56 : 44);
        int word = is64 ? sizeof(ulong) : sizeof(uint);
        if (table > (ulong)file.Length || size < (is64 ? 56 : 32) || (ulong)(size * count) > (ulong)file.Length - table)
        {
            return "its segments lie beyond its end";
        }

        for (int i = 0; i < count; i++)
        {
            Reader segment = file.Slice((int)table + i * size, size);
            uint type = segment.UInt32(0);
            if (type == SegmentInterpreter)
            {
                return "it asks for an interpreter; it must be static";
            }

            if (type != SegmentDynamic)
            {
                continue;
            }

            ulong offset = segment.Word(is64 ? 8 : 4, is64);
            ulong length = segment.Word(is64 ? 32 : 16, is64);
            if (offset > (ulong)file.Length || length > (ulong)file.Length - offset)
            {
                return "its segments lie beyond its end";
            }

            for (int at = 0; at + 2 * word <= (int)length; at += 2 * word)
            {
                if (file.Word((int)offset + at, is64) == TagNeeded)
                {
                    return "it asks for a library; it must be static";
                }
            }
        }

        return null;
    }

    /// <summary>Numbers of the file, in its order.</summary>
    private readonly ref struct Reader(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Length => _bytes.Length;

        public Reader Slice(int offset, int length) => new(_bytes.Slice(offset, length), isBigEndian);

        public ulong Word(int offset, bool is64) => is64 ? UInt64(offset) : UInt32(offset);

        public ushort UInt16(int offset) =>
            isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadUInt16LittleEndian(_bytes[offset..]);

        public uint UInt32(int offset) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadUInt32LittleEndian(_bytes[offset..]);

        private ulong UInt64(int offset) =>
            isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadUInt64LittleEndian(_bytes[offset..]);
    }
}

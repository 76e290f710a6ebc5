using System;
using System.Buffers.Binary;

namespace IgdAot.Packages;

/// <summary>What a program's ELF header says (elf(5)), little-endian only.</summary>
internal static class Elf
{
    private const int ClassOffset = 4;
    private const int DataOffset = 5;
    private const int TypeOffset = 16;
    private const int MachineOffset = 18;
    private const byte LittleEndian = 1;
    private const uint SegmentDynamic = 2;
    private const uint SegmentInterpreter = 3;
    private const ulong TagNeeded = 1;

    /// <summary>EF_ARM_ABI_FLOAT_HARD of the ABI for the Arm architecture.</summary>
    private const uint HardFloat = 0x400;

    /// <summary>Why the program is not a static one for the target, or null when it is.</summary>
    public static string? Fault(ReadOnlySpan<byte> file, string target)
    {
        const int MinLength = 64;
        if (file.Length < MinLength || !file.StartsWith("\x7F"u8) || !file[1..].StartsWith("ELF"u8))
        {
            return "it is no ELF file";
        }

        // EM_X86_64, EM_AARCH64, EM_ARM of elf.h.
        (int machine, bool is64) = target switch
        {
            "x64" => (62, true),
            "arm64" => (183, true),
            "arm" => (40, false),
            _ => throw new PackageException($"the target {target} of the table of architectures is not known here"),
        };
        if (file[DataOffset] != LittleEndian || file[ClassOffset] != (is64 ? 2 : 1) || UInt16(file, MachineOffset) != machine)
        {
            return $"it is no program for {target}";
        }

        const int Executable = 2;
        const int PositionIndependent = 3;
        if (UInt16(file, TypeOffset) is not (Executable or PositionIndependent))
        {
            return "it is an ELF file, but no program";
        }

        if (target == "arm" && (UInt32(file, 36) & HardFloat) == 0)
        {
            return "it does not have the hard-float calls";
        }

        return SegmentFault(file, is64);
    }

    private static string? SegmentFault(ReadOnlySpan<byte> file, bool is64)
    {
        ulong table = is64 ? UInt64(file, 32) : UInt32(file, 28);
        int size = UInt16(file, is64 ? 54 : 42);
        int count = UInt16(file, is64 ? 56 : 44);
        int word = is64 ? sizeof(ulong) : sizeof(uint);
        if (table > (ulong)file.Length || size < 32 || (ulong)(size * count) > (ulong)file.Length - table)
        {
            return "its segments lie beyond its end";
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> segment = file.Slice((int)table + i * size, size);
            uint type = UInt32(segment, 0);
            if (type == SegmentInterpreter)
            {
                return "it asks for an interpreter; it must be static";
            }

            if (type != SegmentDynamic)
            {
                continue;
            }

            ulong offset = Word(segment, is64 ? 8 : 4, is64);
            ulong length = Word(segment, is64 ? 32 : 16, is64);
            if (offset > (ulong)file.Length || length > (ulong)file.Length - offset)
            {
                return "its segments lie beyond its end";
            }

            ReadOnlySpan<byte> dynamic = file.Slice((int)offset, (int)length);
            for (; dynamic.Length >= 2 * word; dynamic = dynamic[(2 * word)..])
            {
                if (Word(dynamic, 0, is64) == TagNeeded)
                {
                    return "it asks for a library; it must be static";
                }
            }
        }

        return null;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset, bool is64) => is64 ? UInt64(bytes, offset) : UInt32(bytes, offset);

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}

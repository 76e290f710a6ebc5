using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace IgdAot.Packages;

/// <summary>Kinds of values in an ADB: the upper four bits of a value (apk-v3(5), wire format).</summary>
internal enum AdbType : uint
{
    Special = 0x0,
    Int = 0x1,
    Int32 = 0x2,
    Int64 = 0x3,
    Blob8 = 0x8,
    Blob16 = 0x9,
    Blob32 = 0xA,
    Array = 0xD,
    Object = 0xE,
}

/// <summary>
/// A file in the container of apk-tools 3, apk-v3(5): a tree of values, signatures over it, and what the files of a
/// package hold. All numbers are little-endian.
/// </summary>
internal sealed class Adb
{
    /// <summary>Schema of a package.</summary>
    public const uint PackageSchema = 0x676B6370;

    /// <summary>Schema of a repository's index.</summary>
    public const uint IndexSchema = 0x78646E69;

    /// <summary>A value that is not there.</summary>
    public const uint Null = 0;

    /// <summary>Bits of a value beneath its type: a number, or an offset.</summary>
    public const uint ValueMask = 0x0FFF_FFFF;

    /// <summary>Where the type of a value begins.</summary>
    public const int TypeShift = 28;

    /// <summary>Bytes before the first value: version of the format, and the root value.</summary>
    public const int HeaderLength = 8;

    /// <summary>Where in them the root value is.</summary>
    public const int RootOffset = 4;

    /// <summary>In front of each file's contents: number of its folder, number of the file in that, both from 1.</summary>
    public const int DataHeaderLength = 8;

    private const int FileHeaderLength = 8;
    private const int BlockHeaderLength = 4;
    private const int BlockAlignment = 8;
    private const int BlockTypeShift = 30;
    private const uint BlockLengthMask = 0x3FFF_FFFF;

    private const uint TreeBlock = 0;
    private const uint SignatureBlock = 1;
    private const uint DataBlock = 2;

    /// <summary>Of a signature: version 0, SHA-512, and 16 bytes that name the key.</summary>
    private const int SignatureHeaderLength = 18;

    private const int KeyNameLength = 16;

    /// <summary>apk's number for SHA-512.</summary>
    private const byte Sha512 = 4;

    private readonly ReadOnlyMemory<byte> _tree;

    public Adb(uint schema, ReadOnlyMemory<byte> tree, IReadOnlyList<ReadOnlyMemory<byte>> signatures, IReadOnlyList<ReadOnlyMemory<byte>> data)
    {
        Schema = schema;
        _tree = tree;
        Signatures = signatures;
        Data = data;
    }

    /// <summary>First bytes of a file. The fourth tells of its compression.</summary>
    public static ReadOnlySpan<byte> Magic => "ADB"u8;

    private static ReadOnlySpan<byte> PlainMagic => "ADB."u8;

    private static ReadOnlySpan<byte> DeflateMagic => "ADBd"u8;

    /// <summary>What the tree describes.</summary>
    public uint Schema { get; }

    /// <summary>The tree. Hashes and signatures are over it.</summary>
    public ReadOnlySpan<byte> Tree => _tree.Span;

    /// <summary>The signatures.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Signatures { get; }

    /// <summary>Contents of files, each behind its header.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Data { get; }

    /// <summary>The value that all others hang on.</summary>
    public uint Root => BinaryPrimitives.ReadUInt32LittleEndian(Tree[RootOffset..]);

    /// <summary>Reads a file.</summary>
    /// <exception cref="PackageException">It is none, or broken.</exception>
    public static Adb Read(ReadOnlyMemory<byte> file)
    {
        ReadOnlyMemory<byte> plain = file.Span.StartsWith(PlainMagic) ? file
            : file.Span.StartsWith(DeflateMagic) ? Archive.Decompress(file[DeflateMagic.Length..], gzip: false, "the package")
            : throw new PackageException("the file is no ADB, or one with a compression other than deflate");
        if (!plain.Span.StartsWith(PlainMagic) || plain.Length < FileHeaderLength)
        {
            throw new PackageException("there is no ADB in the compressed file");
        }

        uint schema = BinaryPrimitives.ReadUInt32LittleEndian(plain.Span[PlainMagic.Length..]);
        ReadOnlyMemory<byte>? tree = null;
        List<ReadOnlyMemory<byte>> signatures = [];
        List<ReadOnlyMemory<byte>> data = [];
        ReadOnlyMemory<byte> rest = plain[FileHeaderLength..];
        while (!rest.IsEmpty)
        {
            (uint type, ReadOnlyMemory<byte> contents) = ReadBlock(ref rest);
            if (tree is null != (type == TreeBlock) || (type == SignatureBlock && data.Count > 0))
            {
                throw new PackageException("the blocks of the ADB are in a wrong order");
            }

            switch (type)
            {
                case TreeBlock:
                    // The first byte is the version that a reader must know.
                    if (contents.Length < HeaderLength || contents.Span[0] != 0)
                    {
                        throw new PackageException("the ADB is of a version that is not known here");
                    }

                    tree = contents;
                    break;
                case SignatureBlock:
                    signatures.Add(contents);
                    break;
                case DataBlock when data.Count < Limits.MaxEntries && contents.Length >= DataHeaderLength:
                    data.Add(contents);
                    break;
                default:
                    throw new PackageException("the ADB has a block that is not known here");
            }
        }

        return new(schema, tree ?? throw new PackageException("the ADB is empty"), signatures, data);
    }

    private static (uint Type, ReadOnlyMemory<byte> Contents) ReadBlock(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < BlockHeaderLength)
        {
            throw new PackageException("the ADB ends within a block");
        }

        uint header = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        int length = (int)(header & BlockLengthMask);
        if (length < BlockHeaderLength || length > rest.Length)
        {
            throw new PackageException("the ADB ends within a block");
        }

        ReadOnlyMemory<byte> contents = rest[BlockHeaderLength..length];
        rest = rest[Math.Min(rest.Length, Align(length, BlockAlignment))..];
        return (header >> BlockTypeShift, contents);
    }

    /// <summary>The file, compressed.</summary>
    public byte[] Write()
    {
        using MemoryStream file = new();
        file.Write(DeflateMagic);
        using (DeflateStream deflate = new(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(WritePlain());
        }

        return file.ToArray();
    }

    /// <summary>The file without compression.</summary>
    public byte[] WritePlain()
    {
        using MemoryStream file = new();
        file.Write(PlainMagic);
        WriteUInt32(file, Schema);
        WriteBlock(file, TreeBlock, Tree);
        foreach (ReadOnlyMemory<byte> signature in Signatures)
        {
            WriteBlock(file, SignatureBlock, signature.Span);
        }

        foreach (ReadOnlyMemory<byte> data in Data)
        {
            WriteBlock(file, DataBlock, data.Span);
        }

        return file.ToArray();
    }

    private static void WriteBlock(MemoryStream file, uint type, ReadOnlySpan<byte> contents)
    {
        int length = BlockHeaderLength + contents.Length;
        WriteUInt32(file, (type << BlockTypeShift) | (uint)length);
        file.Write(contents);
        file.Write(new byte[Align(length, BlockAlignment) - length]);
    }

    private static void WriteUInt32(MemoryStream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        file.Write(bytes);
    }

    /// <summary>The same, signed with an EC key.</summary>
    public Adb Sign(ECDsa key)
    {
        byte[] header = new byte[SignatureHeaderLength];
        header[1] = Sha512;
        KeyName(key).CopyTo(header, SignatureHeaderLength - KeyNameLength);
        byte[] signature = key.SignData(SignedText(header), HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence);
        return new(Schema, _tree, [.. Signatures, (byte[])[.. header, .. signature]], Data);
    }

    /// <summary>Whether one of the signatures is this key's, and good.</summary>
    public bool IsSignedBy(ECDsa key) => Signatures.Any(s =>
        s.Length > SignatureHeaderLength && s.Span[0] == 0 && s.Span[1] == Sha512 &&
        s.Span[(SignatureHeaderLength - KeyNameLength)..SignatureHeaderLength].SequenceEqual(KeyName(key)) &&
        key.VerifyData(
            SignedText(s.Span[..SignatureHeaderLength]), s.Span[SignatureHeaderLength..], HashAlgorithmName.SHA512,
            DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>What a signature is over: schema, the signature's own header, hash of the tree.</summary>
    private byte[] SignedText(ReadOnlySpan<byte> header)
    {
        byte[] schema = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(schema, Schema);
        return [.. schema, .. header, .. SHA512.HashData(Tree)];
    }

    /// <summary>How apk calls a key: the beginning of a hash of the public point, uncompressed.</summary>
    private static byte[] KeyName(ECDsa key)
    {
        const byte Uncompressed = 4;
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return SHA512.HashData((byte[])[Uncompressed, .. point.X!, .. point.Y!])[..KeyNameLength];
    }

    /// <summary>The number rounded up to a multiple of a power of two.</summary>
    internal static int Align(int value, int alignment) => (value + alignment - 1) & ~(alignment - 1);

    /// <summary>
    /// The values of an object or an array; number 0 is not one of them. None where it is null. apk writes arrays as
    /// objects too, and reads both alike.
    /// </summary>
    /// <exception cref="PackageException">It is something else, or lies beyond the tree.</exception>
    public uint[] Slots(uint value)
    {
        if (value == Null)
        {
            return [Null];
        }

        if ((AdbType)(value >> TypeShift) is not (AdbType.Object or AdbType.Array))
        {
            throw new PackageException("the ADB has a value of a wrong type");
        }

        int offset = (int)(value & ValueMask);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(At(offset, sizeof(uint)));
        if (count == 0 || count > (uint)_tree.Length / sizeof(uint))
        {
            throw new PackageException("the ADB has a list that lies beyond its end");
        }

        ReadOnlySpan<byte> bytes = At(offset, (int)count * sizeof(uint));
        uint[] slots = new uint[count];
        for (int i = 1; i < slots.Length; i++)
        {
            slots[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        }

        return slots;
    }

    /// <summary>The number that a value is; 0 where it is null.</summary>
    public ulong Int(uint value)
    {
        int offset = (int)(value & ValueMask);
        return (AdbType)(value >> TypeShift) switch
        {
            AdbType.Int => value & ValueMask,
            AdbType.Int32 => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, sizeof(uint))),
            AdbType.Int64 => BinaryPrimitives.ReadUInt64LittleEndian(At(offset, sizeof(ulong))),
            AdbType.Special when value == Null => 0,
            _ => throw new PackageException("the ADB has a value of a wrong type"),
        };
    }

    /// <summary>The bytes that a value is; none where it is null.</summary>
    public ReadOnlyMemory<byte> Blob(uint value)
    {
        if (value == Null)
        {
            return default;
        }

        int offset = (int)(value & ValueMask);
        (int prefix, uint length) = (AdbType)(value >> TypeShift) switch
        {
            AdbType.Blob8 => (1, At(offset, 1)[0]),
            AdbType.Blob16 => (2, BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2))),
            AdbType.Blob32 => (4, BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4))),
            _ => throw new PackageException("the ADB has a value of a wrong type"),
        };
        if (length > (uint)_tree.Length)
        {
            throw new PackageException("the ADB has a value that lies beyond its end");
        }

        At(offset, prefix + (int)length);
        return _tree.Slice(offset + prefix, (int)length);
    }

    /// <summary>The text that a value is; empty where it is null.</summary>
    public string Text(uint value) => Encoding.UTF8.GetString(Blob(value).Span);

    private ReadOnlySpan<byte> At(int offset, int length) => offset <= _tree.Length - length
        ? _tree.Span.Slice(offset, length)
        : throw new PackageException("the ADB has a value that lies beyond its end");
}

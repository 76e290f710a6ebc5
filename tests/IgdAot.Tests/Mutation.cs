using System;

namespace IgdAot.Tests;

/// <summary>Seeded damage: what a bad line, a bad program or a bad person makes of a packet.</summary>
internal static class Mutation
{
    /// <summary>A copy with one to four bytes changed, taken out, put in or doubled, or with its end cut off.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        byte[] bytes = (byte[])original.Clone();
        for (int count = random.Next(1, 5); count > 0 && bytes.Length > 0; count--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[(at + 1)..]];
                    break;
                case 3:
                    bytes = [.. bytes[..at], "\r\n\"'<>&;:#/=x0 "u8[random.Next(15)], .. bytes[at..]];
                    break;
                case 4:
                    int end = Math.Min(bytes.Length, at + random.Next(40));
                    bytes = [.. bytes[..end], .. bytes[at..]];
                    break;
                default:
                    bytes = bytes[..at];
                    break;
            }
        }

        return bytes;
    }
}

namespace IgdAot.Gateway.Mappings;

/// <summary>Scatters keys that clients choose: neighbouring ports must not land in neighbouring buckets.</summary>
internal static class Hash
{
    /// <summary>A bijection of 32 bits in which each bit of the input changes about half of the output.</summary>
    public static uint Mix(uint value)
    {
        value ^= value >> 16;
        value *= 0x7feb352d;
        value ^= value >> 15;
        value *= 0x846ca68b;
        return value ^ (value >> 16);
    }
}

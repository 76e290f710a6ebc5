namespace IgdAot.Gateway.Config;

/// <summary>The ports from <see cref="First"/> to <see cref="Last"/>.</summary>
public struct PortRange
{
    public ushort First;
    public ushort Last;

    public readonly bool Contains(int port) => port >= First && port <= Last;
}

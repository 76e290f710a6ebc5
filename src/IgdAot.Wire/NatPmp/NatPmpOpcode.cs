namespace IgdAot.Wire.NatPmp;

/// <summary>Opcodes of requests (RFC 6886, sections 3.2 and 3.3); a response has 128 added.</summary>
public enum NatPmpOpcode : byte
{
    ExternalAddress = 0,
    MapUdp = 1,
    MapTcp = 2,
}

namespace IgdAot.Gateway.Firewall;

/// <summary>
/// Which messages of a batch the kernel refused because what they delete is not there (ENOENT, bit n for message n
/// behind the first), and whether anything else was refused.
/// </summary>
public struct BatchErrors
{
    /// <summary>Messages that a set of bits can tell apart; a mapping's batch has fewer.</summary>
    public const int MaxMessages = 32;

    public uint Absent;

    /// <summary>The first other errno, positive; 0 where there is none.</summary>
    public int Other;

    /// <summary>Notes one refused message.</summary>
    /// <param name="message">Its place behind the first message of the batch, from 0.</param>
    /// <param name="errorNumber">The positive errno.</param>
    public void Note(uint message, int errorNumber)
    {
        if (errorNumber == KernelError.NoSuchEntry && message < MaxMessages)
        {
            Absent |= 1u << (int)message;
        }
        else if (Other == 0)
        {
            Other = errorNumber;
        }
    }
}

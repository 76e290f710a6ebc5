using IgdAot.Linux;

namespace IgdAot.Daemon;

public static unsafe partial class Program
{
    // One thread is the whole process.
    private static int LeaveRoot(uint user, uint group) => Privileges.Drop(user, group);
}

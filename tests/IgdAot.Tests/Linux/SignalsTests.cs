using System.Runtime.InteropServices;
using System.Threading;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

public class SignalsTests
{
    // A thread of its own: signals are blocked for a thread, and raise(3) sends to the thread that calls it.
    [Fact]
    public void Signal_is_read_once_by_its_number()
    {
        int none = -1, terminate = -1, hangUp = -1, interrupt = -1, noneAgain = -1;
        Thread thread = new(() =>
        {
            int fd = Signals.Open();
            none = Signals.Read(fd);
            raise(Libc.SIGTERM);
            terminate = Signals.Read(fd);
            raise(Libc.SIGHUP);
            hangUp = Signals.Read(fd);
            raise(Libc.SIGINT);
            interrupt = Signals.Read(fd);
            noneAgain = Signals.Read(fd);
            Sockets.Close(fd);
        });
        thread.Start();
        thread.Join();

        Assert.Equal(0, none);
        Assert.Equal(Libc.SIGTERM, terminate);
        Assert.Equal(Libc.SIGHUP, hangUp);
        Assert.Equal(Libc.SIGINT, interrupt);
        Assert.Equal(0, noneAgain);
    }

    [DllImport("libc")]
    private static extern int raise(int signal);
}

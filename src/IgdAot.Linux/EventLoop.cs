using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Linux;

/// <summary>Waits for many descriptors at once (epoll, level-triggered: what was not read is reported again).</summary>
public static unsafe class EventLoop
{
    /// <summary>What is ready on one descriptor.</summary>
    public struct Event
    {
        private readonly epoll_event _event;

        public Event(uint events, ulong tag) => _event = new epoll_event { events = events, data = tag };

        /// <summary>Libc.EPOLLIN and its like; EPOLLERR and EPOLLHUP come unasked.</summary>
        public readonly uint Events => _event.events;

        /// <summary>The tag that the descriptor was added with.</summary>
        public readonly ulong Tag => _event.data;
    }

    /// <summary>A new loop.</summary>
    /// <returns>Its descriptor, or -errno.</returns>
    public static int Create() => Errno.Result(Libc.__errno_location(), Libc.epoll_create1(Libc.EPOLL_CLOEXEC));

    /// <summary>Watches a descriptor. Closing it ends that by itself.</summary>
    /// <returns>0 or -errno.</returns>
    public static int Add(int epoll, int fd, uint events, ulong tag) => Control(epoll, Libc.EPOLL_CTL_ADD, fd, events, tag);

    /// <summary>Changes what is watched for; no events at all leaves EPOLLERR and EPOLLHUP.</summary>
    /// <returns>0 or -errno.</returns>
    public static int Modify(int epoll, int fd, uint events, ulong tag) => Control(epoll, Libc.EPOLL_CTL_MOD, fd, events, tag);

    /// <summary>Stops watching a descriptor.</summary>
    /// <returns>0 or -errno.</returns>
    public static int Remove(int epoll, int fd) => Control(epoll, Libc.EPOLL_CTL_DEL, fd, 0, 0);

    /// <summary>
    /// Waits until something is ready or the time is over (-1: for ever, 0: not at all). An interruption answers 0 like the end of the time:
    /// the caller works out its next deadline in either case.
    /// </summary>
    /// <returns>How many of <paramref name="events"/> were filled, or -errno.</returns>
    public static int Wait(int epoll, Span<Event> events, int timeoutMilliseconds)
    {
        fixed (Event* first = events)
        {
            int count = Errno.Result(
                Libc.__errno_location(),
                Libc.epoll_wait(epoll, (epoll_event*)first, events.Length, timeoutMilliseconds));
            return count == -Errno.INTR ? 0 : count;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Control(int epoll, int operation, int fd, uint events, ulong tag)
    {
        Event interest = new(events, tag);
        return Errno.Result(Libc.__errno_location(), Libc.epoll_ctl(epoll, operation, fd, (epoll_event*)&interest));
    }
}

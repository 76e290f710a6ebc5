using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace IgdAot.Lab;

/// <summary>
/// One machine of the lab: a network namespace with a thread of its own inside. A socket belongs for good to the
/// namespace in which it was made, so sockets of all machines live together in one test process.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private bool _disposed;

    internal NetworkNamespace(string name, IPAddress address)
    {
        Name = name;
        Address = address;
        Command.Run("ip", "netns", "add", name).OrFail();
        _thread = new Thread(Serve) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public string Name { get; }

    /// <summary>The machine's own (first) address.</summary>
    public IPAddress Address { get; }

    /// <summary>Does <paramref name="make"/> inside the namespace and hands its result back.</summary>
    public T In<T>(Func<T> make)
    {
        T? result = default;
        Exception? failure = null;
        using ManualResetEventSlim done = new();
        _work.Add(() =>
        {
            try
            {
                result = make();
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            done.Set();
        });
        if (!done.Wait(TimeSpan.FromSeconds(30)))
        {
            throw new TimeoutException($"the thread inside {Name} does not answer");
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return result!;
    }

    /// <summary>Runs a command inside the namespace to its end.</summary>
    public CommandResult Run(string file, params IReadOnlyList<string> arguments) =>
        Command.Run("ip", ["netns", "exec", Name, file, .. arguments]);

    /// <summary>Lines for `ip -batch` inside the namespace; fails with the first line that does.</summary>
    public void Ip(string lines) => Command.RunWithInput(lines, "ip", "-n", Name, "-batch", "-").OrFail();

    /// <summary>A UDP socket bound to this machine: <paramref name="port"/> 0 = any, <paramref name="address"/> null = its own.</summary>
    public Socket Udp(int port = 0, IPAddress? address = null) => In(() =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Bind(socket, address, port);
        return socket;
    });

    /// <summary>A TCP socket bound to this machine, not connected yet.</summary>
    public Socket Tcp(int port = 0, IPAddress? address = null) => In(() =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        Bind(socket, address, port);
        return socket;
    });

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _work.CompleteAdding();
        _thread.Join(TimeSpan.FromSeconds(5));
        Command.Run("ip", "netns", "del", Name);
    }

    private void Bind(Socket socket, IPAddress? address, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(address ?? Address, port));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Serve()
    {
        Exception? failure = null;
        try
        {
            Posix.EnterNetworkNamespace(Name);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        foreach (Action action in _work.GetConsumingEnumerable())
        {
            if (failure is not null)
            {
                // Work done in the wrong namespace would be worse than none.
                Environment.FailFast($"no way into {Name}", failure);
            }

            action();
        }
    }
}

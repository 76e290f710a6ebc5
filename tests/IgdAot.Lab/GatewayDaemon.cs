using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;

namespace IgdAot.Lab;

/// <summary>The daemon, running on the lab's router. Ends with this object, whatever happens.</summary>
public sealed class GatewayDaemon : IDisposable
{
    private readonly NetworkLab _lab;
    private readonly string _binary;
    private readonly string _folder;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private GatewayOptions _options;

    private GatewayDaemon(
        NetworkLab lab, string binary, GatewayOptions options, Func<string, string>? configuration = null, (int User, int Group)? account = null)
    {
        _lab = lab;
        _binary = binary;
        _options = options;
        _folder = Directory.CreateTempSubdirectory("igdaot-lab-").FullName;
        File.WriteAllText(ConfigFile, configuration?.Invoke(ControlSocket) ?? options.ToUci(ControlSocket));

        // `ip netns exec` becomes the daemon, so the process id is the daemon's own.
        ProcessStartInfo start = new("ip", ["netns", "exec", lab.Router.Name, binary, "-c", ConfigFile])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (account is var (user, group))
        {
            Command.Run("chown", $"{user}:{group}", _folder).OrFail();
            Command.Run("chown", $"root:{group}", ConfigFile).OrFail();
            Command.Run("chmod", "0640", ConfigFile).OrFail();
            start.ArgumentList.Add("-u");
            start.ArgumentList.Add($"{user}:{group}");
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{binary} did not start");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int ProcessId => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Everything that it wrote so far.</summary>
    public string Log => string.Join('\n', _log);

    public string ControlSocket => Path.Combine(_folder, "control.sock");

    /// <summary>The file that it reads; a test may spoil it.</summary>
    public string ConfigFile => Path.Combine(_folder, "igdaot.uci");

    /// <summary>
    /// Starts the daemon and waits until it serves. With an account (-u), the folder of the socket is the account's and the
    /// configuration is readable to its group, as a package would have it.
    /// </summary>
    public static GatewayDaemon Start(NetworkLab lab, string binary, GatewayOptions options, (int User, int Group)? account = null)
    {
        GatewayDaemon daemon = new(lab, binary, options, account: account);
        try
        {
            daemon.WaitUntilItServes();
            return daemon;
        }
        catch
        {
            daemon.Dispose();
            throw;
        }
    }

    /// <summary>Starts the daemon with any text as its configuration, made with the control socket's path; does not wait for anything.</summary>
    public static GatewayDaemon StartUnattended(NetworkLab lab, string binary, Func<string, string> configuration) =>
        new(lab, binary, new GatewayOptions(), configuration);

    /// <summary>Tells the daemon that it is about to be restarted: SIGUSR1.</summary>
    public void AnnounceRestart() => Posix.Signal(ProcessId, Posix.SIGUSR1);

    /// <summary>SIGHUP, after the configuration was changed or spoiled.</summary>
    public void Reload() => Posix.Signal(ProcessId, Posix.SIGHUP);

    /// <summary>Writes another configuration and sends SIGHUP.</summary>
    public void Reload(GatewayOptions options)
    {
        _options = options;
        File.WriteAllText(ConfigFile, options.ToUci(ControlSocket));
        Reload();
    }

    /// <summary>SIGKILL: no last words.</summary>
    public void Kill()
    {
        Posix.Signal(ProcessId, Posix.SIGKILL);
        WaitForEnd();
    }

    /// <summary>SIGTERM; the exit status comes back.</summary>
    public int Terminate()
    {
        Posix.Signal(ProcessId, Posix.SIGTERM);
        WaitForEnd();
        return _process.ExitCode;
    }

    /// <summary>Waits until it ends by itself; the exit status comes back.</summary>
    public int WaitForExit()
    {
        WaitForEnd();
        return _process.ExitCode;
    }

    /// <summary>`igdaotd status`, the table for people.</summary>
    public CommandResult Status() => Command.Run(_binary, "status", "-s", ControlSocket);

    /// <summary>`igdaotd status --json`.</summary>
    public JsonDocument StatusJson() => JsonDocument.Parse(Command.Run(_binary, "status", "-s", ControlSocket, "--json").OrFail().Output);

    /// <summary>A figure of /proc/PID/status in KiB: VmSize, VmRSS.</summary>
    public int MemoryKiB(string name)
    {
        string line = File.ReadLines($"/proc/{ProcessId}/status").First(candidate => candidate.StartsWith(name + ":", StringComparison.Ordinal));
        return int.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit(TimeSpan.FromSeconds(5));
            }
        }
        finally
        {
            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void WaitUntilItServes()
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!Serves())
        {
            if (_process.HasExited)
            {
                _process.WaitForExit();
                throw new InvalidOperationException($"{_binary} ended with {_process.ExitCode} at its start:\n{Log}");
            }

            if (clock.Elapsed > TimeSpan.FromSeconds(5))
            {
                throw new TimeoutException($"{_binary} does not serve after 5 seconds:\n{Log}");
            }

            Thread.Sleep(5);
        }
    }

    private bool Serves()
    {
        if (_options.NatPmp || _options.Pcp)
        {
            // A NAT-PMP address request: answered, or refused with the version, by whichever of the two is on.
            using Socket socket = _lab.ClientA.Udp();
            socket.Connect(new IPEndPoint(NetworkLab.RouterAddress, NatPmpClient.Port));
            try
            {
                socket.Send([0, 0]);
                socket.ReceiveTimeout = 200;
                return socket.Receive(new byte[64]) > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        using Socket web = _lab.ClientA.Tcp();
        try
        {
            web.Connect(new IPEndPoint(NetworkLab.RouterAddress, _options.HttpPort));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WaitForEnd()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            throw new TimeoutException($"{_binary} does not end:\n{Log}");
        }
    }

    private void Keep(string? line)
    {
        if (line is not null && _log.Count < 10000)
        {
            _log.Enqueue(line);
        }
    }
}

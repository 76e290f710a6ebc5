using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Config;
using IgdAot.Linux;
using IgdAot.Wire;

namespace IgdAot.Daemon;

/// <summary>
/// The log: the system's where there is one, and standard error where nobody keeps one or a person is watching.
/// A flood is cut short: what is left out is counted and told.
/// </summary>
public struct Log
{
    /// <summary>Bytes of a line.</summary>
    public const int MaxLineLength = 512;

    private const int StandardError = 2;
    private const int NoDescriptor = -1;

    /// <summary>Lines that may be written in one window, and the window, milliseconds.</summary>
    private const int MaxLinesInWindow = 40;
    private const long WindowMilliseconds = 10000;

    /// <summary>Facility daemon, RFC 3164, section 4.1.1.</summary>
    private const int DaemonFacility = 3;

    private int _system;
    private bool _isForPerson;
    private bool _writesStandardError;
    private long _windowEnd;
    private int _linesInWindow;
    private int _leftOut;

    /// <summary>Lines above this level are not written.</summary>
    public LogLevel Level { get; set; }

    public static Log Open()
    {
        Log log = default;
        log.Level = LogLevel.Notice;
        log._system = SystemLog.Open();
        log._writesStandardError = Files.IsTerminal(StandardError);
        return log;
    }

    /// <summary>A log for a person who has asked: everything, to standard error.</summary>
    public static Log ToStandardError() =>
        new Log { Level = LogLevel.Debug, _system = NoDescriptor, _isForPerson = true };

    /// <summary>
    /// A line to write, in the caller's <paramref name="room"/>. Not stackalloc, because the JIT guards that in each
    /// method by code that costs more than a short line.
    /// </summary>
    public static ByteWriter StartLine([UnscopedRef] out LineRoom room)
    {
        Unsafe.SkipInit(out room);
        return new ByteWriter(room);
    }

    /// <summary>Writes one line.</summary>
    public void Write(LogLevel level, scoped ReadOnlySpan<byte> message)
    {
        if (level > Level)
        {
            return;
        }

        long now = Clock.MonotonicMilliseconds();
        if (now >= _windowEnd)
        {
            TellLeftOut();
            _windowEnd = now + WindowMilliseconds;
            _linesInWindow = 0;
        }

        if (_linesInWindow >= MaxLinesInWindow && !_isForPerson)
        {
            _leftOut++;
            return;
        }

        _linesInWindow++;
        Put(level, message);
    }

    /// <summary>Writes a line of a text and a detail behind it.</summary>
    public void Write(LogLevel level, scoped ReadOnlySpan<byte> message, scoped ReadOnlySpan<byte> detail)
    {
        ByteWriter line = StartLine(out LineRoom room);
        line.Write(message);
        line.Write(detail.Slice(0, Math.Min(detail.Length, line.Remaining)));
        Write(level, line.Written);
    }

    private void TellLeftOut()
    {
        if (_leftOut == 0)
        {
            return;
        }

        ByteWriter line = StartLine(out LineRoom room);
        line.WriteDecimal((ulong)_leftOut);
        line.Write(" lines left out: too many at once"u8);
        _leftOut = 0;
        Put(LogLevel.Warning, line.Written);
    }

    private void Put(LogLevel level, scoped ReadOnlySpan<byte> message)
    {
        int priority = (DaemonFacility * 8) + (int)level;
        bool isLogged = _system >= 0 && SystemLog.Write(_system, priority, message) >= 0;
        if (!isLogged && !_isForPerson)
        {
            // The log was restarted, or not there yet when we were.
            if (_system >= 0)
            {
                Sockets.Close(_system);
            }

            _system = SystemLog.Open();
            isLogged = _system >= 0 && SystemLog.Write(_system, priority, message) >= 0;
        }

        if (!isLogged || _writesStandardError)
        {
            Span<byte> buffer = stackalloc byte[MaxLineLength + 16];
            ByteWriter line = new ByteWriter(buffer);
            line.Write("igdaotd: "u8);
            line.Write(message.Slice(0, Math.Min(message.Length, MaxLineLength)));
            line.Write("\n"u8);
            Files.Write(StandardError, line.Written);
        }
    }

    /// <summary>Room for a line.</summary>
    [InlineArray(MaxLineLength)]
    public struct LineRoom
    {
        private byte _first;
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace IgdAot.Lab;

/// <summary>What a finished command left: its exit status and all that it wrote.</summary>
public sealed record CommandResult(string Line, int ExitCode, string Output, string Error)
{
    /// <summary>This result, or an exception with the command's own words where it failed.</summary>
    public CommandResult OrFail() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"`{Line}` ended with {ExitCode}: {Output}{Error}");
}

/// <summary>Runs a command to its end, never longer than a limit.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs <paramref name="file"/> with <paramref name="arguments"/>; kills it after 30 seconds.</summary>
    public static CommandResult Run(string file, params IReadOnlyList<string> arguments) => RunWithInput("", file, arguments);

    /// <summary>The same with text for the standard input.</summary>
    public static CommandResult RunWithInput(string input, string file, params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        string line = file + " " + string.Join(' ', arguments);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"`{line}` did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (System.IO.IOException)
        {
            // The command ended without reading; its exit status tells.
        }

        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new TimeoutException($"`{line}` did not end within {Limit.TotalSeconds} seconds");
        }

        // A child that was left behind may hold the pipes open: not waited for without a limit.
        Task.WaitAll([output, error], TimeSpan.FromSeconds(2));
        return new CommandResult(line, process.ExitCode, Finished(output), Finished(error));
    }

    private static string Finished(Task<string> text) => text.IsCompletedSuccessfully ? text.Result : "";
}

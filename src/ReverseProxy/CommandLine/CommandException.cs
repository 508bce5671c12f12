namespace ReverseProxy.CommandLine;

/// <summary>A command cannot go on: one line for the user, and what the process ends with.</summary>
internal sealed class CommandException(string line, int exitCode) : Exception(line)
{
    public int ExitCode { get; } = exitCode;
}

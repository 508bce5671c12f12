using ReverseProxy.Logging;
using Spectre.Console;

namespace ReverseProxy.Registration;

/// <summary>Tells an operator how a registration goes on, line by line.</summary>
/// <param name="report">Keeps the warnings.</param>
/// <param name="output">Where states are told.</param>
/// <param name="errors">Where warnings are told.</param>
/// <param name="colours">The terminal that is written to; null for a pipe.</param>
internal sealed class RegistrationVoice(RegistrationReport report, TextWriter output, TextWriter errors, IAnsiConsole? colours)
{
    private const int StateWidth = 10;

    public void Tell(string state, string what)
    {
        string padded = state.PadRight(StateWidth);
        if (colours is null)
        {
            output.Write(padded);
        }
        else
        {
            colours.Write(new Text(padded, state is "lost" or "retracted" or "waiting" ? Color.Yellow : Color.Green));
        }

        output.WriteLine($" {what}");
    }

    public void Warn(string warning)
    {
        if (report.Warnings.Contains(warning))
        {
            return;
        }

        report.Warnings.Add(warning);
        errors.WriteLine($"warning: {Printable.Escaped(warning)}");
    }
}

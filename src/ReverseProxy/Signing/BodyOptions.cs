using System.CommandLine;
using System.Text;
using ReverseProxy.CommandLine;

namespace ReverseProxy.Signing;

/// <summary>The options by which a command is given a request's body.</summary>
internal sealed class BodyOptions
{
    private readonly Option<string?> _file = new("--body") { Description = "The file that holds the body; - reads standard input", HelpName = "FILE" };
    private readonly Option<string?> _text = new("--data") { Description = "The body itself", HelpName = "TEXT" };

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_text);
    }

    /// <summary>The file that holds the body; null where it was given otherwise.</summary>
    public string? File(ParseResult result) => result.GetValue(_file);

    /// <summary>Reads the body; empty where none was given.</summary>
    /// <exception cref="CommandException">It was given twice, or cannot be read.</exception>
    public async Task<byte[]> ReadAsync(ParseResult result, CancellationToken cancellationToken)
    {
        string? file = result.GetValue(_file);
        string? text = result.GetValue(_text);
        if (file is not null && text is not null)
        {
            throw new CommandException("give the body once: with --body or with --data", ExitCode.Usage);
        }

        return file is null ? Encoding.UTF8.GetBytes(text ?? string.Empty) : await InputFile.ReadAsync(file, cancellationToken);
    }
}

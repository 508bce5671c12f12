using ReverseProxy.CommandLine;

namespace ReverseProxy.Signing;

/// <summary>A file that a command is given, where <c>-</c> stands for standard input.</summary>
internal static class InputFile
{
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (path is not "-")
            {
                return await File.ReadAllBytesAsync(path, cancellationToken);
            }

            using MemoryStream copy = new();
            await using Stream input = Console.OpenStandardInput();
            await input.CopyToAsync(copy, cancellationToken);
            return copy.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {exception.Message}", ExitCode.Usage);
        }
    }
}

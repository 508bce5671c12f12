using System.Security.Cryptography;
using System.Text;
using ReverseProxy.Configuration;

namespace ReverseProxy.Admin;

/// <summary>What callers of the admin interface must show. Unless configured it is made once and kept where only its owner can read it.</summary>
internal sealed class AdminToken
{
    private readonly byte[] _digest;

    private AdminToken(string text)
    {
        Text = text;
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    public string Text { get; }

    /// <summary>The file of a token that was not configured.</summary>
    public static string PathOf(ServerSettings server) => Path.Combine(server.StateDirectory, "admin.token");

    /// <summary>The configured token, else the one in the state directory, which is made if there is none.</summary>
    public static AdminToken OfServer(ProxyConfiguration configuration)
    {
        if (configuration.Admin.Token is { } configured)
        {
            return new(configured);
        }

        string path = PathOf(configuration.Server);
        if (!File.Exists(path))
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream stream = new(path, options);
            stream.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)));
        }

        return new(File.ReadAllText(path).Trim());
    }

    /// <summary>The token that a command on the same machine shows; null where it cannot be read.</summary>
    public static AdminToken? OfCommand(ProxyConfiguration configuration)
    {
        try
        {
            return configuration.Admin.Token is { } configured ? new(configured) : new(File.ReadAllText(PathOf(configuration.Server)).Trim());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether somebody shows this token, in a time that does not tell how much of it was right.</summary>
    public bool IsShownIn(string? authorization) =>
        authorization is not null
        && authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization["Bearer ".Length..])), _digest);
}

using System.Collections;

namespace ReverseProxy.Configuration;

/// <summary>Finds and reads the files and the environment that a configuration is made of.</summary>
internal static class ConfigurationFiles
{
    /// <summary>The variable that names the file, or a directory that holds it.</summary>
    public const string PathVariable = "REVERSE_PROXY_CONFIG_PATH";

    private const string FileName = "config.json";

    /// <summary>
    /// The file to read: the argument, else the variable, else <c>reverse_proxy/config.json</c> or <c>config.json</c>
    /// below the working directory. Null where nothing names one and neither exists.
    /// </summary>
    public static string? Locate(string? argument)
    {
        string? named = Named(argument) ?? Named(Environment.GetEnvironmentVariable(PathVariable));
        if (named is not null)
        {
            return Directory.Exists(named) ? Path.Combine(named, FileName) : named;
        }

        string[] usual = [Path.Combine("reverse_proxy", FileName), FileName];
        return usual.Where(File.Exists).Select(Path.GetFullPath).FirstOrDefault();
    }

    /// <summary>Reads every layer.</summary>
    /// <exception cref="ConfigurationException">A file is missing or cannot be read.</exception>
    public static ConfigurationInput Read(string? argument, IReadOnlyDictionary<string, string> commandLine)
    {
        string? path = Locate(argument);
        IReadOnlyDictionary<string, string> environment = ReadEnvironment();
        return new()
        {
            File = path is null ? default : ReadFile(path),
            FilePath = path,
            DotEnv = ReadDotEnv(path),
            Environment = environment,
            CommandLine = commandLine,
        };
    }

    /// <summary>A text that changes whenever one of the files does.</summary>
    public static string Stamp(string? configurationPath) => FileStamp.Of(configurationPath) + "|" + FileStamp.Of(DotEnvPath(configurationPath));

    private static string? Named(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.GetFullPath(path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path);
    }

    private static System.Text.Json.JsonElement ReadFile(string path)
    {
        try
        {
            return PythonJson.Parse(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException(
                $"Configuration file not found at {path}: make one with `reverse-proxy config init`, or name another with --config or {PathVariable}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: it cannot be read: {exception.Message}");
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"{path}: {exception.Message}");
        }
    }

    private static IReadOnlyDictionary<string, string> ReadDotEnv(string? configurationPath)
    {
        string? path = DotEnvPath(configurationPath);
        try
        {
            return path is null ? new Dictionary<string, string>(StringComparer.Ordinal) : DotEnvFile.Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: it cannot be read: {exception.Message}");
        }
    }

    // Beside the configuration file, else in the working directory.
    private static string? DotEnvPath(string? configurationPath) =>
        new[] { Path.Combine(Path.GetDirectoryName(configurationPath) ?? ".", ".env"), ".env" }.FirstOrDefault(File.Exists);

    private static Dictionary<string, string> ReadEnvironment()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? string.Empty;
        }

        return variables;
    }
}

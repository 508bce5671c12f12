namespace ReverseProxy.Configuration;

/// <summary>Where a setting's value came from; later members win.</summary>
internal enum ConfigurationLayer
{
    Default,
    File,
    DotEnv,
    Environment,
    CommandLine,
}

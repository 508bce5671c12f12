namespace ReverseProxy.Configuration;

/// <summary>A configuration together with how it came about.</summary>
/// <param name="Configuration">The result.</param>
/// <param name="Settings">Every setting with its value and source, in the order of the documentation.</param>
/// <param name="Warnings">What is odd but not wrong.</param>
/// <param name="FilePath">The file that was read, if there was one.</param>
internal sealed record ConfigurationReading(
    ProxyConfiguration Configuration, IReadOnlyList<ReadSetting> Settings, IReadOnlyList<string> Warnings, string? FilePath);

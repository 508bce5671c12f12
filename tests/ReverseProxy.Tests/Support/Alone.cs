namespace ReverseProxy.Tests.Support;

/// <summary>For tests that measure the process or the machine: none runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

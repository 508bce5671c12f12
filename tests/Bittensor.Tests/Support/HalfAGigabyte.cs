namespace Bittensor.Tests.Support;

/// <summary>The collection of tests that derive keys with Argon2i, 512 MiB each: one at a time, so that a small machine runs them too.</summary>
internal static class HalfAGigabyte
{
    public const string Name = "Argon2i";
}

namespace ReverseProxy.Demo;

/// <summary>One request of the demo with what it must be answered and what it was.</summary>
/// <param name="What">What is done, in words.</param>
/// <param name="Request">The request line.</param>
/// <param name="Expected">Status and the decisive text that are right.</param>
/// <param name="Actual">Status and text that came.</param>
/// <param name="Elapsed">From the first byte sent to the last received.</param>
internal sealed record DemoStep(string What, string Request, string Expected, string Actual, TimeSpan Elapsed)
{
    public bool IsRight => Expected == Actual;
}

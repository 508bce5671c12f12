using Microsoft.Extensions.Hosting;

namespace ReverseProxy.Serving;

/// <summary>Leaves signals to whoever started the server: <c>run</c> listens to them, the demo and tests do not.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

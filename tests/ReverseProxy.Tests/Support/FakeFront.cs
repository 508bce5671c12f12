using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ReverseProxy.Tests.Support;

/// <summary>What stands in front of a proxy: it speaks TLS with whatever certificate, and does with requests what it is told to.</summary>
internal sealed class FakeFront : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeFront(WebApplication application) => _application = application;

    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<FakeFront> StartAsync(X509Certificate2 certificate, RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        WebApplication application = builder.Build();
        application.Run(answer);
        await application.StartAsync(RawClient.Token);
        return new(application);
    }

    /// <summary>Passes requests on to a proxy, with a body that it makes of theirs.</summary>
    public static RequestDelegate PassOn(int port, Func<byte[], byte[]> body) => async context =>
    {
        using MemoryStream copy = new();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        RawResponse answer = await RawClient.SendAsync(
            port,
            context.Request.Method,
            context.Request.Path,
            context.Request.Headers.Where(header => header.Key.StartsWith("Epistula", StringComparison.Ordinal) || header.Key == "Authorization").Select(header => (header.Key, header.Value.ToString())),
            body(copy.ToArray()));
        context.Response.StatusCode = answer.Status;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    };

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}

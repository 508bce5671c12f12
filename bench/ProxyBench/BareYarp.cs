using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace ProxyBench;

/// <summary>
/// The peer: YARP's forwarder and nothing else, as its documentation sets it up. It verifies nothing, hashes nothing,
/// logs nothing, and reuses connections to the backend.
/// </summary>
internal static class BareYarp
{
    public static async Task<int> RunAsync(int port, string backend)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.AddHttpForwarder();
        WebApplication application = builder.Build();
        IHttpForwarder forwarder = application.Services.GetRequiredService<IHttpForwarder>();
        HttpMessageInvoker client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        });
        application.Run(async context => await forwarder.SendAsync(context, backend, client));
        await application.RunAsync();
        return 0;
    }
}

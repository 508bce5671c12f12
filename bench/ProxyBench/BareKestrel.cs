using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ProxyBench;

/// <summary>The floor: Kestrel that answers everything with 401 and the JSON that the proxy answers with, looking at nothing.</summary>
internal static class BareKestrel
{
    private static readonly byte[] Answer = """{"detail":"Missing or invalid Authorization header"}"""u8.ToArray();

    public static async Task<int> RunAsync(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        WebApplication application = builder.Build();
        application.Run(async context =>
        {
            context.Response.StatusCode = 401;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.BodyWriter.WriteAsync(Answer);
        });
        await application.RunAsync();
        return 0;
    }
}

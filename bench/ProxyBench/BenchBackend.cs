using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ProxyBench;

/// <summary>The backend that both sides are measured against: it reads the body and answers a few bytes.</summary>
internal static class BenchBackend
{
    private static readonly byte[] Answer = """{"job_id":"0","status":"queued"}"""u8.ToArray();

    public static async Task<int> RunAsync(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        WebApplication application = builder.Build();
        application.Run(async context =>
        {
            PipeReader reader = context.Request.BodyReader;
            while (true)
            {
                ReadResult result = await reader.ReadAsync();
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.BodyWriter.WriteAsync(Answer);
        });
        await application.RunAsync();
        return 0;
    }
}

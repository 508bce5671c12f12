using Microsoft.AspNetCore.Http;
using ReverseProxy.Admin;

namespace ReverseProxy.Dashboard;

/// <summary><c>GET /</c> of the admin interface leads to the dashboard.</summary>
internal sealed class RootPage : IAdminEndpoint
{
    public string Path => "/";

    public string Method => "GET";

    public AdminAccess Access => AdminAccess.Open;

    public Task AnswerAsync(HttpContext context) => SeeOther(context, "/dashboard");

    public static Task SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

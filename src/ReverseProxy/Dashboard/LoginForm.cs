using Microsoft.AspNetCore.Http;
using ReverseProxy.Admin;

namespace ReverseProxy.Dashboard;

/// <summary><c>POST /login</c>: takes the token and gives a cookie.</summary>
internal sealed class LoginForm(AdminSession session, TimeProvider time) : IAdminEndpoint
{
    private const long Longest = 4_096;

    // A token that somebody chose himself may be short.
    private static readonly TimeSpan AfterWrong = TimeSpan.FromSeconds(1);

    public string Path => "/login";

    public string Method => "POST";

    public AdminAccess Access => AdminAccess.Open;

    public async Task AnswerAsync(HttpContext context)
    {
        IFormCollection form = context.Request is { HasFormContentType: true, ContentLength: <= Longest } ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (session.TryBegin(context, form["token"].ToString().Trim()))
        {
            await RootPage.SeeOther(context, "/dashboard");
            return;
        }

        await Task.Delay(AfterWrong, time, context.RequestAborted);
        await RootPage.SeeOther(context, "/login?wrong");
    }
}

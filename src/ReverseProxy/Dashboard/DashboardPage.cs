using Microsoft.AspNetCore.Http;
using ReverseProxy.Admin;

namespace ReverseProxy.Dashboard;

/// <summary><c>GET /dashboard</c>: the page for whoever has logged in; a link with the token logs in.</summary>
internal sealed class DashboardPage(AdminSession session) : PageFile("dashboard.html", "text/html; charset=utf-8", "/dashboard")
{
    public override Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Query["token"] is [{ } token, ..])
        {
            // Out of the address at once: it would stay in the history and in screenshots.
            string next = session.TryBegin(context, token) ? "/dashboard" : "/login?wrong";
            return RootPage.SeeOther(context, next);
        }

        return session.IsOpen(context.Request) ? WriteAsync(context, StatusCodes.Status200OK) : RootPage.SeeOther(context, "/login");
    }
}

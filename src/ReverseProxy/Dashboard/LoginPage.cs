namespace ReverseProxy.Dashboard;

/// <summary><c>GET /login</c>: asks for the token.</summary>
internal sealed class LoginPage() : PageFile("login.html", "text/html; charset=utf-8", "/login");

using Microsoft.AspNetCore.Http;

namespace ReverseProxy.Admin;

/// <summary>One thing that the admin interface answers. Whoever is registered as one is found by <see cref="AdminEndpoints"/>.</summary>
internal interface IAdminEndpoint
{
    string Path { get; }

    string Method { get; }

    /// <summary>What its caller must show.</summary>
    AdminAccess Access => AdminAccess.Token;

    Task AnswerAsync(HttpContext context);
}

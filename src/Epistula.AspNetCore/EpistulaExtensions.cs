using Epistula.AspNetCore;
using Microsoft.AspNetCore.Authentication;

// Where every AddX lives, so that it appears without a using.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds Epistula to an application's authentication.</summary>
public static class EpistulaExtensions
{
    /// <summary>Adds the scheme under <see cref="EpistulaDefaults.AuthenticationScheme"/>.</summary>
    public static AuthenticationBuilder AddEpistula(this AuthenticationBuilder builder, Action<EpistulaAuthenticationOptions> configure) =>
        builder.AddEpistula(EpistulaDefaults.AuthenticationScheme, configure);

    /// <summary>Adds the scheme under a name of its own.</summary>
    public static AuthenticationBuilder AddEpistula(
        this AuthenticationBuilder builder, string authenticationScheme, Action<EpistulaAuthenticationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddScheme<EpistulaAuthenticationOptions, EpistulaAuthenticationHandler>(authenticationScheme, configure);
    }
}

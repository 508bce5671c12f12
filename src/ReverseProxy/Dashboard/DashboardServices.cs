using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Admin;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using ReverseProxy.Watching;

namespace ReverseProxy.Dashboard;

/// <summary>Registers the dashboard, where there is an admin interface to show it on.</summary>
internal static class DashboardServices
{
    public static void AddDashboard(this IServiceCollection services, ProxyConfiguration configuration)
    {
        services.AddSingleton<TrafficHistory>();
        if (configuration.Admin.Listen is null)
        {
            return;
        }

        services.AddSingleton<AdminSession>();
        services.AddSingleton<DashboardState>();
        services.AddSingleton<IDashboardSection>(provider => new OwnAddressSection(provider.GetRequiredService<Watch>, provider.GetRequiredService<SnapshotHolder>()));
        services.AddSingleton<IDashboardSection, BackendSection>();
        services.AddSingleton<IDashboardSection, ResultSection>();
        services.AddSingleton<IDashboardSection, ServerSection>();
        services.AddSingleton<IDashboardSection, SubnetSection>();
        services.AddSingleton<IAdminEndpoint, DashboardPage>();
        services.AddSingleton<IAdminEndpoint, RootPage>();
        services.AddSingleton<IAdminEndpoint, LoginPage>();
        services.AddSingleton<IAdminEndpoint, LoginForm>();
        services.AddSingleton<IAdminEndpoint, DashboardEvents>();
        services.AddSingleton<IAdminEndpoint, ExplainEndpoint>();
        services.AddSingleton<IAdminEndpoint>(new PageFile("dashboard.js", "text/javascript; charset=utf-8"));
        services.AddSingleton<IAdminEndpoint>(new PageFile("login.js", "text/javascript; charset=utf-8"));
        services.AddSingleton<IAdminEndpoint>(new PageFile("charts.js", "text/javascript; charset=utf-8"));
        services.AddSingleton<IAdminEndpoint>(new PageFile("dashboard.css", "text/css; charset=utf-8"));
        services.AddSingleton<IAdminEndpoint>(new PageFile("icon.svg", "image/svg+xml"));
    }
}

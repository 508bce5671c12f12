using System.Globalization;

namespace ReverseProxy.Dashboard;

/// <summary>The backends as the requests found them.</summary>
internal sealed class BackendSection(TrafficHistory history) : IDashboardSection
{
    public string Title => "Backends";

    public IEnumerable<DashboardRow> Rows() => history.Servers().Select(server => new DashboardRow(
        server.Server,
        string.Create(CultureInfo.InvariantCulture, $"{server.Served} answered, {server.Lost} lost")
            + (server.LastVerdict == "accepted" ? string.Empty : $"; the last: {server.LastVerdict}{(server.LastExplanation is null ? string.Empty : ", " + server.LastExplanation)}"),
        server.LastVerdict == "accepted" ? DashboardMark.Well : DashboardMark.Failing));
}

namespace ReverseProxy.Dashboard;

/// <summary>A line of a section: what it is about, how it stands, and whether that is well.</summary>
internal readonly record struct DashboardRow(string Name, string Value, DashboardMark Mark = DashboardMark.Plain);

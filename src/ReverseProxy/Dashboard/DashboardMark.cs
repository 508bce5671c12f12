namespace ReverseProxy.Dashboard;

/// <summary>How a line of a section stands. The page says it in words too, not by colour alone.</summary>
internal enum DashboardMark
{
    /// <summary>It is neither well nor ill.</summary>
    Plain,

    Well,

    Warning,

    Failing,
}

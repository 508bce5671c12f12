namespace ReverseProxy.Dashboard;

/// <summary>
/// Somebody who owns a state that the operator should see. Whoever is registered as one has a box of lines on the
/// dashboard; without lines there is no box. Asked every two seconds while somebody looks, so it must be cheap.
/// </summary>
internal interface IDashboardSection
{
    string Title { get; }

    IEnumerable<DashboardRow> Rows();
}

namespace ReverseProxy.Dashboard;

/// <summary>What is counted of one sender.</summary>
internal sealed class Tally
{
    public long Served { get; private set; }

    public long NotServed { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public string LastVerdict { get; private set; } = string.Empty;

    /// <summary>Whether the last one was a verified known sender's.</summary>
    public bool Known { get; private set; }

    public void Count(bool served, DateTimeOffset at, string verdict, bool known)
    {
        _ = served ? Served++ : NotServed++;
        (LastAt, LastVerdict, Known) = (at, verdict, known || Known);
    }
}

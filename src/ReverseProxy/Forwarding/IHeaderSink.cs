namespace ReverseProxy.Forwarding;

/// <summary>What takes the headers of a request to a backend.</summary>
internal interface IHeaderSink
{
    /// <summary>Takes a line.</summary>
    void Add(string name, string value);
}

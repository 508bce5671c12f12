using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding;

/// <summary>Where a route's requests go.</summary>
internal sealed class Backend
{
    public Backend(string address, TimeSpan timeout)
    {
        // The route's path is appended: "http://gpu:8091/base/" and "/inference" make "http://gpu:8091/base/inference".
        Address = address.TrimEnd('/');
        Request = new()
        {
            // One knob for silence: YARP would otherwise cut at its own 100 seconds.
            ActivityTimeout = timeout,
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>The address without a trailing slash; empty where the configuration names none that is usable.</summary>
    public string Address { get; }

    /// <summary>How the request is sent.</summary>
    public ForwarderRequestConfig Request { get; }
}

using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>A server as a plain connection sees it.</summary>
internal sealed class Origin
{
    // Of these nothing is escaped, and none has a meaning beside itself.
    private static readonly SearchValues<char> PlainPath = SearchValues.Create("/-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    private readonly string _address;
    private readonly string? _prefix;

    private Origin(string address, Uri uri)
    {
        _address = address;
        string host = uri.HostNameType is UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        Host = uri.IsDefaultPort ? host : $"{host}:{uri.Port}";
        EndPoint = new(uri.IdnHost, uri.Port);
        string prefix = uri.AbsolutePath.TrimEnd('/');
        _prefix = prefix.AsSpan().ContainsAnyExcept(PlainPath) || uri.Query.Length > 0 || prefix.Contains("//", StringComparison.Ordinal) ? null : prefix;
    }

    /// <summary>What <c>Host</c> says.</summary>
    public string Host { get; }

    public DnsEndPoint EndPoint { get; }

    /// <summary>The server at an address; null where it is not one of plain HTTP.</summary>
    public static Origin? At(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp && uri.UserInfo.Length == 0 ? new(address, uri) : null;

    /// <summary>What the request line names.</summary>
    public string Target(PathString path, QueryString query)
    {
        if (_prefix is not null && !query.HasValue && path.Value is { Length: > 0 } text && !text.AsSpan().ContainsAnyExcept(PlainPath))
        {
            return _prefix.Length == 0 ? text : _prefix + text;
        }

        return RequestUtilities.MakeDestinationAddress(_address, path, query).PathAndQuery;
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding.Direct;

public sealed class IdleLinksTests : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly FakeTimeProvider _time = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Origin _origin = Origin.At("http://127.0.0.1:1")!;
    private readonly List<Socket> _others = [];

    public IdleLinksTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public void Dispose()
    {
        _others.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    [Fact]
    public async Task The_one_that_was_busy_last_is_taken_first()
    {
        using IdleLinks links = new(Idle, _time);
        using Link first = await ConnectAsync();
        using Link second = await ConnectAsync();
        links.GiveBack(_origin, first);
        links.GiveBack(_origin, second);

        links.Take(_origin).ShouldBe(second);
        links.Take(_origin).ShouldBe(first);
        links.Take(_origin).ShouldBeNull();
        links.Take(Origin.At("http://127.0.0.1:2")!).ShouldBeNull();
    }

    [Fact]
    public async Task One_that_was_idle_for_longer_is_never_taken()
    {
        using IdleLinks links = new(Idle, _time);
        links.GiveBack(_origin, await ConnectAsync());

        _time.Advance(Idle + TimeSpan.FromMilliseconds(1));

        links.Take(_origin).ShouldBeNull();
        await IsClosedAsync(_others[0]);
    }

    [Fact]
    public async Task Those_that_nobody_takes_are_closed_soon()
    {
        using IdleLinks links = new(Idle, _time);
        links.GiveBack(_origin, await ConnectAsync());
        _time.Advance(TimeSpan.FromMilliseconds(900));
        links.GiveBack(_origin, await ConnectAsync());

        _time.Advance(TimeSpan.FromMilliseconds(100));
        await IsClosedAsync(_others[0]);
        links.Take(_origin).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task Where_each_is_used_once_none_is_kept()
    {
        using IdleLinks links = new(TimeSpan.Zero, _time);
        links.GiveBack(_origin, await ConnectAsync());

        links.Take(_origin).ShouldBeNull();
        await IsClosedAsync(_others[0]);
    }

    [Fact]
    public async Task At_the_end_all_are_closed()
    {
        IdleLinks links = new(Idle, _time);
        links.GiveBack(_origin, await ConnectAsync());

        links.Dispose();
        links.GiveBack(_origin, await ConnectAsync());

        await IsClosedAsync(_others[0]);
        await IsClosedAsync(_others[1]);
    }

    private async Task<Link> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener.LocalEndPoint!, RawClient.Token);
        _others.Add(await _listener.AcceptAsync(RawClient.Token));
        return new(socket);
    }

    private static async Task IsClosedAsync(Socket other)
    {
        try
        {
            (await other.ReceiveAsync(new byte[1], RawClient.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), RawClient.Token)).ShouldBe(0);
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }
    }
}

using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>
/// One request on its way over a plain connection, in one buffer: the request goes out of it, the answer comes into it.
/// </summary>
internal sealed class DirectExchange : IDisposable
{
    /// <summary>A request up to this length is sent so, in bytes: what any backend's side takes in without reading.</summary>
    private const int LongestRequest = 32 * 1024;

    // A write of this length into an empty buffer is taken whole or not at all.
    private const int TakenWhole = 4096;

    private const int Room = 2048;
    private const int LongestHead = 16 * 1024;

    private readonly DirectCourier _courier;
    private readonly Exchange _exchange;
    private readonly Attempt _attempt;
    private readonly Origin _origin;
    private byte[] _buffer;
    private int _length;
    private Link? _link;
    private AnswerHead _head;

    private DirectExchange(DirectCourier courier, Exchange exchange, Attempt attempt, Origin origin, byte[] buffer, int length)
    {
        _courier = courier;
        _exchange = exchange;
        _attempt = attempt;
        _origin = origin;
        _buffer = buffer;
        _length = length;
    }

    /// <summary>Why there is no answer.</summary>
    public TryResult Failure { get; private set; }

    /// <summary>The body of an answer that is whole.</summary>
    public ArraySegment<byte> Body => new(_buffer, _head.Length, _head.BodyLength);

    /// <summary>Writes a request down; null where it is none for a plain connection.</summary>
    public static DirectExchange? Begin(DirectCourier courier, Exchange exchange, Attempt attempt, SignedBody body)
    {
        HttpRequest request = exchange.Context.Request;
        if (!body.TryGetMemory(out ReadOnlyMemory<byte> content) || content.Length > LongestRequest || !IsPlain(request) || courier.OriginOf(attempt.Server.Address) is not { } origin)
        {
            return null;
        }

        for (int room = Room + content.Length; ; room *= 4)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(room);
            if (RequestHead.TryWrite(exchange, origin, buffer.AsSpan(0, buffer.Length - content.Length), out int length))
            {
                content.Span.CopyTo(buffer.AsSpan(length));
                return new(courier, exchange, attempt, origin, buffer, length + content.Length);
            }

            ArrayPool<byte>.Shared.Return(buffer);
            if (room > LongestRequest)
            {
                return null;
            }
        }
    }

    /// <summary>Sends the request and reads the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DirectAnswer> RunAsync(Patience patience)
    {
        try
        {
            _link = TakeIdle() ?? await ConnectAsync(patience.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return Fail(exception, patience);
        }

        if (_link is not { } link)
        {
            return Fail(new(TryOutcome.NotSent, "the backend closed the connection at once"));
        }

        DirectAnswer answer;
        bool sent = false;
        link.GivenUp.CancelAfter(Silence);
        CancellationTokenRegistration registration = patience.Token.UnsafeRegister(static link => ((Link)link!).GivenUp.Cancel(), link);
        try
        {
            sent = await SendAsync(link);
            DirectAnswer? read = _attempt.Sent ? null : DirectAnswer.None;
            for (_length = 0; read is null;)
            {
                if (_length == _buffer.Length)
                {
                    Grow();
                }

                read = Read(await link.Socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None, link.GivenUp.Token));
                if (read is null)
                {
                    link.GivenUp.CancelAfter(Silence);
                }
            }

            answer = read.Value;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            answer = Fail(exception, patience);
        }
        finally
        {
            registration.Dispose();
            link.GivenUp.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        if (answer is DirectAnswer.Whole && sent && !_head.IsLast && _length == _head.Length + _head.BodyLength && !link.GivenUp.IsCancellationRequested)
        {
            _courier.Idle.GiveBack(_origin, link);
            _link = null;
        }

        return answer;
    }

    /// <summary>Puts status and headers of an answer that is whole into the answer to the caller.</summary>
    public void CopyHead() => _head.CopyTo(_buffer, _exchange.Context.Response);

    /// <summary>Hands over the connection and what was read from it; the HTTP client goes on from there.</summary>
    public AdoptedAnswer HandOver()
    {
        AdoptedAnswer adopted = new(_link!.Socket, _buffer.AsMemory(0, _length).ToArray());
        _link = null;
        return adopted;
    }

    public void Dispose()
    {
        _link?.Dispose();
        _link = null;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private TimeSpan Silence => _exchange.Route!.Plan!.Request.ActivityTimeout!.Value;

    private static bool IsPlain(HttpRequest request) =>
        request.Protocol == HttpProtocol.Http11
        && !HttpMethods.IsHead(request.Method)
        && !HttpMethods.IsConnect(request.Method)
        && !HttpMethods.IsTrace(request.Method)
        && request.Headers.Upgrade.Count == 0
        && request.Headers.TransferEncoding.Count == 0

        // Further names in it are headers that end here.
        && (request.Headers.Connection.Count == 0
            || (request.Headers.Connection is [{ } connection]
                && (connection.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) || connection.Equals("close", StringComparison.OrdinalIgnoreCase))));

    private Link? TakeIdle()
    {
        Link? link = _courier.Idle.Take(_origin);
        if (link is not null)
        {
            _courier.CountUsedAgain();
        }

        return link;
    }

    /// <summary>Opens a connection; null where the other side has closed it already.</summary>
    private async ValueTask<Link?> ConnectAsync(CancellationToken givenUp)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenSource inTime = CancellationTokenSource.CreateLinkedTokenSource(givenUp);
        inTime.CancelAfter(_courier.ConnectTimeout < Silence ? _courier.ConnectTimeout : Silence);
        Link link = new(socket);
        try
        {
            await socket.ConnectAsync(_origin.EndPoint, inTime.Token);
            _courier.CountOpened();
            if (!link.IsSpent())
            {
                return link;
            }
        }
        catch (Exception exception)
        {
            link.Dispose();
            _attempt.Refused = exception is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            throw;
        }

        link.Dispose();
        return null;
    }

    /// <summary>Sends; whether all of it was taken.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(Link link)
    {
        _attempt.Sent = true;
        try
        {
            for (int sent = 0; sent < _length;)
            {
                sent += await link.Socket.SendAsync(_buffer.AsMemory(sent, _length - sent), SocketFlags.None, link.GivenUp.Token);
            }

            return true;
        }
        catch (SocketException exception)
        {
            if (_length <= TakenWhole)
            {
                _attempt.Sent = false;
                _ = Fail(new(TryOutcome.NotSent, exception.Message));
            }

            // A backend may answer in full and close before it has read the whole body: its answer is looked for all the same.
            return false;
        }
    }

    /// <summary>Reads what has come; null where the rest is awaited.</summary>
    private DirectAnswer? Read(int received)
    {
        _length += received;
        if (_head.Length == 0)
        {
            AnswerReading reading = AnswerHead.TryRead(_buffer.AsSpan(0, _length), out _head);
            if (reading is AnswerReading.Odd || (reading is AnswerReading.Incomplete && _length > LongestHead))
            {
                return DirectAnswer.Odd;
            }
        }

        // Where it is over before it is whole: what that means, the HTTP client knows.
        return _head.Length > 0 && _length >= _head.Length + _head.BodyLength ? DirectAnswer.Whole : received == 0 ? DirectAnswer.Odd : null;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private DirectAnswer Fail(Exception exception, Patience patience)
    {
        HttpContext context = _exchange.Context;
        return Fail(exception switch
        {
            _ when context.RequestAborted.IsCancellationRequested => TryResult.CallerGone,
            _ when patience.IsOver => TryResult.OutOfTime(_attempt),
            OperationCanceledException when _attempt.Sent => TryResult.Silent(Silence),
            OperationCanceledException => new(TryOutcome.NotSent, "no connection could be made in time"),
            _ => new(_attempt.Sent ? TryOutcome.NoAnswer : TryOutcome.NotSent, exception.Message),
        });
    }

    private DirectAnswer Fail(TryResult result)
    {
        Failure = result;
        return DirectAnswer.None;
    }
}

using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Epistula.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Serving;

namespace ReverseProxy.Forwarding.Direct;

/// <summary>
/// One request on its way over a plain connection. It goes out of one buffer, and its answer comes into another.
/// </summary>
internal sealed class DirectExchange : IDisposable
{
    /// <summary>A body up to this length, and a head, is sent so, in bytes: what any backend's side takes in without reading.</summary>
    private const int LongestRequest = 32 * 1024;

    private const int Room = 2048;
    private const int LongestHead = 16 * 1024;

    private readonly DirectCourier _courier;
    private readonly Exchange _exchange;
    private readonly Attempt _attempt;
    private readonly Origin _origin;
    private byte[] _request;
    private byte[] _answer = ArrayPool<byte>.Shared.Rent(Room);
    private readonly int _length;
    private int _received;
    private Link? _link;
    private AnswerHead _head;

    private DirectExchange(DirectCourier courier, Exchange exchange, Attempt attempt, Origin origin, byte[] request, int length)
    {
        _courier = courier;
        _exchange = exchange;
        _attempt = attempt;
        _origin = origin;
        _request = request;
        _length = length;
    }

    /// <summary>Why there is no answer.</summary>
    public TryResult Failure { get; private set; }

    /// <summary>The body of an answer that is whole.</summary>
    public ArraySegment<byte> Body => new(_answer, _head.Length, _head.BodyLength);

    /// <summary>Writes a request down; null where it is none for a plain connection.</summary>
    public static DirectExchange? Begin(DirectCourier courier, Exchange exchange, Attempt attempt, SignedBody body)
    {
        HttpRequest request = exchange.Context.Request;
        if (!body.TryGetMemory(out ReadOnlyMemory<byte> content) || content.Length > LongestRequest || !IsPlain(request) || courier.OriginOf(attempt.Server.Address) is not { } origin)
        {
            return null;
        }

        for (int room = Room; room <= LongestRequest; room *= 4)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(room + content.Length);
            if (RequestHead.TryWrite(exchange, origin, buffer.AsSpan(0, buffer.Length - content.Length), out int length))
            {
                content.Span.CopyTo(buffer.AsSpan(length));
                return new(courier, exchange, attempt, origin, buffer, length + content.Length);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }

        return null;
    }

    /// <summary>Sends the request and reads the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DirectAnswer> RunAsync(Patience patience)
    {
        DirectAnswer? answer = null;
        ValueTask<int> receiving = default;
        bool sent = false;
        try
        {
            while (_link is null)
            {
                Link? used = _courier.TakeIdle(_origin);
                _link = used ?? await ConnectAsync(patience.Token);
                _link.GivenUp.CancelAfter(Silence);

                // Before the first byte goes out: where there is something to read now, the other side has closed the connection, or
                // says what nobody asked for, and the request is still nobody's. Where there is not, what comes is the answer.
                receiving = _link.Socket.ReceiveAsync(_answer, SocketFlags.None, _link.GivenUp.Token);
                if (receiving.IsCompleted)
                {
                    await CloseAsync(receiving);
                    if (used is null)
                    {
                        return Fail(new(TryOutcome.NotSent, "the backend closed the connection at once"));
                    }
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return Fail(exception, patience);
        }

        Link link = _link;
        bool awaited = false;
        CancellationTokenRegistration registration = patience.Token.UnsafeRegister(static link => ((Link)link!).GivenUp.Cancel(), link);
        try
        {
            sent = await SendAsync(link);
            answer = _attempt.Sent ? null : DirectAnswer.None;
            while (answer is null)
            {
                awaited = true;
                answer = Read(await receiving);
                if (answer is null)
                {
                    link.GivenUp.CancelAfter(Silence);
                    receiving = link.Socket.ReceiveAsync(_answer.AsMemory(_received), SocketFlags.None, link.GivenUp.Token);
                }
            }
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

        if (!awaited)
        {
            await CloseAsync(receiving);
        }

        if (answer is DirectAnswer.Whole && sent && !_head.IsLast && _received == _head.Length + _head.BodyLength && !link.GivenUp.IsCancellationRequested)
        {
            _courier.Idle.GiveBack(_origin, link);
            _link = null;
        }

        return answer.Value;
    }

    /// <summary>Puts status and headers of an answer that is whole into the answer to the caller.</summary>
    public void CopyHead() => _head.CopyTo(_answer, _exchange.Context.Response);

    /// <summary>Hands over the connection and what was read from it; the HTTP client goes on from there.</summary>
    public AdoptedAnswer HandOver()
    {
        AdoptedAnswer adopted = new(_link!.Socket, _answer.AsMemory(0, _received).ToArray());
        _link.GivenUp.Dispose();
        _link = null;
        return adopted;
    }

    public void Dispose()
    {
        _link?.Dispose();
        _link = null;
        ArrayPool<byte>.Shared.Return(_request);
        ArrayPool<byte>.Shared.Return(_answer);
        (_request, _answer) = ([], []);
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

    private async ValueTask<Link> ConnectAsync(CancellationToken givenUp)
    {
        using CancellationTokenSource inTime = CancellationTokenSource.CreateLinkedTokenSource(givenUp);
        inTime.CancelAfter(_courier.ConnectTimeout < Silence ? _courier.ConnectTimeout : Silence);
        Link link = new(await _attempt.ConnectAsync(_origin.EndPoint, inTime.Token));
        _courier.CountOpened();
        return link;
    }

    /// <summary>Closes the connection, and waits until nothing is read from it any more: the buffer goes to others.</summary>
    private async ValueTask CloseAsync(ValueTask<int> receiving)
    {
        _link?.Dispose();
        _link = null;
        try
        {
            _ = await receiving;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // That it is closed.
        }
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
                sent += await link.Socket.SendAsync(_request.AsMemory(sent, _length - sent), SocketFlags.None, link.GivenUp.Token);
            }

            return true;
        }
        catch (SocketException exception)
        {
            if (_length <= Attempt.TakenWhole)
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
        _received += received;
        if (_head.Length == 0)
        {
            AnswerReading reading = AnswerHead.TryRead(_answer.AsSpan(0, _received), out _head);
            if (reading is AnswerReading.Odd || (reading is AnswerReading.Incomplete && _received > LongestHead))
            {
                return DirectAnswer.Odd;
            }
        }

        if (_head.Length > 0 && _received >= _head.Length + _head.BodyLength)
        {
            return DirectAnswer.Whole;
        }

        if (received == 0)
        {
            // It is over before it is whole. What that means, the HTTP client knows.
            return DirectAnswer.Odd;
        }

        if (_received == _answer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_answer.Length * 2, _head.Length + _head.BodyLength));
            _answer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_answer);
            _answer = larger;
        }

        return null;
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

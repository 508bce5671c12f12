using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Bittensor.Registry;

namespace ReverseProxy.Registration.Probing;

/// <summary>Asks a miner at its registered address whether it is there: <c>GET https://address:port/check/{hotkey}</c>.</summary>
internal sealed class EndpointProbe(ProbeOptions options)
{
    private static readonly ProductInfoHeaderValue UserAgent = new("reverse-proxy-check", "1");

    public async Task<ProbeResult> AskAsync(string hotkey, MinerEndpoint endpoint, CancellationToken cancellationToken)
    {
        long started = options.Time.GetTimestamp();
        string step = "the name was not looked up";
        IPAddress? connected = null;
        CertificateJudge judge = new(endpoint.Address.Trim('[', ']'), options);
        using CancellationTokenSource timeout = new(options.Timeout, options.Time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            (IPAddress[] addresses, ProbeState none, string why) = await PublicAddresses.OfAsync(endpoint, options, stop.Token);
            if (addresses.Length == 0)
            {
                return Result(none, why);
            }

            step = "no connection came about";
            using SocketsHttpHandler handler = new()
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                SslOptions = judge.Authentication(),
                ConnectCallback = async (_, token) =>
                {
                    Socket socket = await FirstSocket.ConnectAsync(addresses, endpoint.Port, token);
                    connected = (socket.RemoteEndPoint as IPEndPoint)?.Address;
                    step = "the TLS handshake did not end";
                    return new NetworkStream(socket, ownsSocket: true);
                },
                PlaintextStreamFilter = (context, _) =>
                {
                    step = "no answer came";
                    return ValueTask.FromResult(context.PlaintextStream);
                },
            };
            using HttpMessageInvoker client = new(handler);
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(endpoint.Url, $"/check/{hotkey}")) { Version = HttpVersion.Version11 };
            request.Headers.UserAgent.Add(UserAgent);
            using HttpResponseMessage answer = await client.SendAsync(request, stop.Token);
            return answer.StatusCode == HttpStatusCode.OK
                ? Result(ProbeState.Ok, "200")
                : Result(ProbeState.WrongAnswer, $"status {(int)answer.StatusCode}{(answer.StatusCode == HttpStatusCode.NotFound ? ": not the proxy of this hotkey" : "")}");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Result(ProbeState.TimedOut, $"{step} within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException) when (judge.Problems.Count > 0)
        {
            return Result(ProbeState.BadCertificate, string.Join("; ", judge.Problems));
        }
        catch (HttpRequestException exception)
        {
            return Result(StateOf(exception), exception.GetBaseException().Message);
        }

        ProbeResult Result(ProbeState state, string detail) => new(state, detail, options.Time.GetElapsedTime(started), connected, judge.Expires);
    }

    private static ProbeState StateOf(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => ProbeState.Unreachable,
        HttpRequestError.SecureConnectionError => ProbeState.NoTls,
        _ when exception.InnerException is AuthenticationException => ProbeState.NoTls,
        _ when exception.InnerException is SocketException => ProbeState.Unreachable,
        _ => ProbeState.WrongAnswer,
    };
}

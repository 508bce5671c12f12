using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding.Direct;

/// <summary>
/// Plain requests take a way of their own. Nobody may notice: backends see, and callers get, what they would by YARP. A name in
/// <c>Connection</c> that no header has sends a request by YARP and changes nothing else.
/// </summary>
public class SameEitherWayTests
{
    private const string NotPlain = "X-Nothing";

    public static TheoryData<string, string> Headers { get; } = new()
    {
        { "usual ones", "Accept: */*|Accept-Encoding: gzip, deflate|User-Agent: python-httpx/0.27.0|Content-Type: application/json" },
        { "several lines", "X-Tag: one|X-Tag: two|Accept: text/html|Accept: application/json|Cookie: a=1|Cookie: b=2" },
        { "latin-1", "X-Name: caf\u00e9 \u00ff" },
        { "empty", "X-Empty: |X-Blank:    " },
        { "spelled oddly", "x-LOWER-upper: A|content-TYPE: Text/Plain|USER-agent: x" },
        { "hop by hop", "Keep-Alive: timeout=5|Proxy-Authorization: secret|Proxy-Connection: keep-alive|TE: trailers|Upgrade-Insecure-Requests: 1|Alt-Svc: h3" },
        { "of other proxies", "X-Forwarded-For: 203.0.113.7|X-Forwarded-Proto: https|X-Forwarded-Host: evil|Forwarded: for=1.2.3.4|X-Real-IP: 1.2.3.4" },
        { "expectations", "Expect: 100-continue" },
        { "traces", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|tracestate: a=b|baggage: x" },
        { "content", "Content-Language: de|Content-Disposition: attachment|Content-Encoding: identity|Content-MD5: abc|Expires: 0|Last-Modified: x|Allow: GET" },
        { "dates and numbers that are none", "Date: yesterday|If-Modified-Since: never|Max-Forwards: many|Range: lines=1|From: @|Warning: x|Via: y|Referer: \\\\" },
        { "authorities", "Host: miner.example:8080" },
        { "odd names", "_under_score: 1|1: 2|!#$%&'*+.^`~: 3" },
        { "long", "X-Long: " + new string('x', 8000) },
    };

    public static TheoryData<string, string> Answers { get; } = new()
    {
        { "json", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" },
        { "as uvicorn spells", "HTTP/1.1 202 Accepted\r\ndate: Fri, 27 Nov 2026 12:00:00 GMT\r\nserver: uvicorn\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}" },
        { "own reason", "HTTP/1.1 202 Queued for you\r\nContent-Length: 2\r\n\r\n{}" },
        { "empty reason", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}" },
        { "no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}" },
        { "latin-1 reason", "HTTP/1.1 200 Ol\u00e9\r\nContent-Length: 2\r\n\r\n{}" },
        { "unknown status", "HTTP/1.1 299 Odd\r\nContent-Length: 2\r\n\r\n{}" },
        { "status beyond 599", "HTTP/1.1 799 Odd\r\nContent-Length: 2\r\n\r\n{}" },
        { "failure", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" },
        { "no body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" },
        { "204", "HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n" },
        { "204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n" },
        { "304", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n" },
        { "early hints", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "processing, twice", "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n" },
        { "chunks and a length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "trailers", "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: 7\r\n\r\n" },
        { "until the end", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}" },
        { "HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "line feeds alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}" },
        { "folded", "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}" },
        { "cookies", "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\n{}" },
        { "odd headers", "HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Blank:   \r\nX-Colons: a:b: c\r\nx-LOWER: 1\r\nX-Latin: \u00e9\r\nContent-Length: 2\r\n\r\n{}" },
        { "a tab", "HTTP/1.1 200 OK\r\nX-Tab:\ta\tb\t\r\nContent-Length: 2\r\n\r\n{}" },
        { "space before a colon", "HTTP/1.1 200 OK\r\nX-Space : a\r\nContent-Length: 2\r\n\r\n{}" },
        { "no colon", "HTTP/1.1 200 OK\r\nnothing\r\nContent-Length: 2\r\n\r\n{}" },
        { "hop by hop", "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: x\r\nUpgrade: h2c\r\nAlt-Svc: h3\r\nContent-Length: 2\r\n\r\n{}" },
        { "a signed length", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}" },
        { "a length with zeros", "HTTP/1.1 200 OK\r\nContent-Length: 0002\r\n\r\n{}" },
        { "a length of no use", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}" },
        { "an empty length", "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n{}" },
        { "two equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}" },
        { "too much", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}HTTP/1.1 200 OK\r\n\r\n" },
        { "too little", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}" },
        { "broken gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}" },
        { "its own request id", "HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nContent-Length: 2\r\n\r\n{}" },
        { "nothing", string.Empty },
        { "no HTTP", "SSH-2.0-OpenSSH_9.2\r\n" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_backend_sees_the_same(string what, string headers)
    {
        _ = what;
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<(string Name, string Value)> sent = [.. headers.Split('|').Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1]))];

        foreach (string target in (string[])["/inference", "/inference/", "/inference?a=%20b&c=%C3%BC%2F&d=[x]|{y}'\"&e=../..", "/inference?"])
        {
            await AskBothWaysAsync(proxy, target, [.. sent, ("X-Request-Id", "same")]);
            (SeenRequest plain, SeenRequest byYarp) = (Next(), Next());

            plain.Head.FirstLine.ShouldBe(byYarp.Head.FirstLine);
            Lines(plain).ShouldBe(Lines(byYarp));
            plain.Body.ShouldBe(byYarp.Body);
        }

        (Direct(proxy).Opened + Direct(proxy).UsedAgain).ShouldBe(4);

        SeenRequest Next() => backend.Seen.TryDequeue(out SeenRequest? seen) ? seen : throw new InvalidOperationException("not sent");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Settings_mean_the_same(bool preserveHost, bool forwardAuthentication)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url + "/prefix/of-it", configuration =>
        {
            configuration["services"]!["preserve_host"] = preserveHost;
            configuration["services"]!["forward_auth_headers"] = forwardAuthentication;
        });

        await AskBothWaysAsync(proxy, "/inference", [("Host", "miner.example"), ("X-Request-Id", "same")]);

        SeenRequest[] seen = [.. backend.Seen];
        seen.Length.ShouldBe(2);
        seen[0].Target.ShouldBe("/prefix/of-it/inference");
        seen[1].Target.ShouldBe(seen[0].Target);
        Lines(seen[0]).ShouldBe(Lines(seen[1]));
        seen[0].Header("Host").ShouldBe(preserveHost ? "miner.example" : $"127.0.0.1:{backend.Port.ToString(CultureInfo.InvariantCulture)}");
        (seen[0].Header("Epistula-Signed-By") is not null).ShouldBe(forwardAuthentication);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_caller_gets_the_same(string what, string answer)
    {
        _ = what;
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            await connection.WriteAsync(answer);
            connection.Close();
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (RawResponse plain, RawResponse byYarp) = await AskBothWaysAsync(proxy, "/inference", [("TE", "trailers")]);

        Direct(proxy).Opened.ShouldBe(1);
        backend.Seen.Count.ShouldBe(2, "no job is sent twice");
        Told(plain).ShouldBe(Told(byYarp));
        plain.Body.ShouldBe(byYarp.Body);
        plain.Trailers.ShouldBe(byYarp.Trailers);
    }

    [Fact]
    public async Task A_caller_gets_the_same_however_the_bytes_come()
    {
        await using StubBackend backend = StubBackend.Start(async (_, connection) =>
        {
            foreach (char one in "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"job_id\":\"7\"}")
            {
                await connection.WriteAsync(one.ToString());
                await Task.Delay(1, connection.Stop);
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (RawResponse plain, RawResponse byYarp) = await AskBothWaysAsync(proxy, "/inference", []);

        plain.Text.ShouldBe("""{"job_id":"7"}""");
        Told(plain).ShouldBe(Told(byYarp));
    }

    [Theory]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(3_000_000)]
    public async Task Long_answers_come_whole(int length)
    {
        string body = new('x', length);
        await using StubBackend backend = StubBackend.Start((_, connection) => connection.WriteJsonAsync(body));
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (RawResponse plain, RawResponse byYarp) = await AskBothWaysAsync(proxy, "/inference", []);

        plain.Text.ShouldBe(body);
        Told(plain).ShouldBe(Told(byYarp));
    }

    private static DirectCourier Direct(RunningProxy proxy) => proxy.Server.Services.GetRequiredService<DirectCourier>();

    private static async Task<(RawResponse Plain, RawResponse ByYarp)> AskBothWaysAsync(RunningProxy proxy, string target, IEnumerable<(string Name, string Value)> headers)
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"prompt":"a red cube"}""");
        long before = Direct(proxy).Opened + Direct(proxy).UsedAgain;
        RawResponse plain = await Sender.Validator.PostAsync(proxy, target, body, headers);
        (Direct(proxy).Opened + Direct(proxy).UsedAgain).ShouldBe(before + 1);
        RawResponse byYarp = await Sender.Validator.PostAsync(proxy, target, body, [.. headers, ("Connection", NotPlain)]);
        (Direct(proxy).Opened + Direct(proxy).UsedAgain).ShouldBe(before + 1);
        return (plain, byYarp);
    }

    // What differs from request to request is masked: each is signed anew. The order of lines of different names means nothing.
    private static string Lines(SeenRequest request) => string.Join('\n', request.Head.Headers
        .Select(header => header.Key.ToLowerInvariant() switch
        {
            "authorization" or "epistula-timestamp" or "epistula-uuid" or "epistula-signature" => header.Key.ToLowerInvariant(),
            string name => $"{name}: {header.Value}",
        })
        .Order(StringComparer.Ordinal));

    private static string Told(RawResponse response) => $"{response.Status} {response.Reason}\n" + string.Join('\n', response.Head.Headers
        .Where(header => !header.Key.Equals("Date", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase))
        .Select(header => $"{header.Key}: {header.Value}"))
        + "\nids: " + response.Head.All("X-Request-Id").Count();
}

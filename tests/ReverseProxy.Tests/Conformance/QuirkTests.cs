using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Epistula.Dialects;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Conformance;

/// <summary>What the original did wrongly and this program does rightly; docs/compatibility.md lists the same.</summary>
public class QuirkTests
{
    private static readonly byte[] Body = """{"prompt":"a red cube"}"""u8.ToArray();

    [Theory]
    [InlineData(60_000, 200, null)]
    [InlineData(60_001, 401, "Request is too far in the future")]
    [InlineData(3_600_000, 401, "Request is too far in the future")]
    public async Task A_timestamp_ahead_of_our_clock_is_tolerated_for_a_minute(long ahead, int status, string? detail)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, Body, ahead), Body);

        (answer.Status, answer.Detail).ShouldBe((status, detail));
    }

    [Fact]
    public async Task An_identical_signed_request_is_accepted_once_whatever_its_path()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<(string, string)> headers = Sender.Validator.Headers(proxy, Body);

        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body)).Status.ShouldBe(200);

        RawResponse again = await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body);
        (again.Status, again.Detail).ShouldBe((401, "Request already used"));
        RawResponse elsewhere = await RawClient.SendAsync(proxy.Port, "POST", "/train", headers, Body);
        (elsewhere.Status, elsewhere.Detail).ShouldBe((401, "Request already used"));
        backend.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_used_request_stays_used_after_a_restart()
    {
        await using StubBackend backend = StubBackend.StartOk();
        SettableClock clock = new();
        RunningProxy first = await RunningProxy.StartAsync(backend.Url, clock: clock);
        List<(string, string)> headers = Sender.Validator.Headers(clock, Body);
        (await RawClient.SendAsync(first.Port, "POST", "/inference", headers, Body)).Status.ShouldBe(200);
        await first.Server.DisposeAsync();

        await using RunningProxy second = await RunningProxy.StartAsync(backend.Url, directory: first.Directory, clock: clock);
        RawResponse again = await RawClient.SendAsync(second.Port, "POST", "/inference", headers, Body);

        again.Detail.ShouldBe("Request already used");
    }

    [Fact]
    public async Task A_refused_request_is_not_used_up()
    {
        // Its signature was broken on the way; sent again intact it must come in.
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<(string, string)> headers = Sender.Validator.Headers(proxy, Body);

        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, "tampered"u8.ToArray())).Detail.ShouldBe("Signature Mismatch");

        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_identity_key_signs_nothing()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray());
        string forged = "0x" + new string('0', 126) + "80";

        RawResponse answer = await RawClient.SendAsync(
            proxy.Port,
            "POST",
            "/inference",
            [
                ("Authorization", "Epistula " + forged), ("Epistula-Timestamp", proxy.Clock.Milliseconds.ToString(CultureInfo.InvariantCulture)),
                ("Epistula-UUID", "u"), ("Epistula-Signed-By", "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"), ("Epistula-Signed-For", RunningProxy.Miner),
            ],
            Body);

        (answer.Status, answer.Detail).ShouldBe((401, "Invalid Keypair"));
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0xabcd")]
    [InlineData("0x00", 65)]
    public async Task A_signature_of_another_length_is_a_malformed_one(string signature, int repeat = 1)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        string text = repeat == 1 ? signature : "0x" + string.Concat(Enumerable.Repeat("00", repeat));
        List<(string Name, string Value)> headers = Sender.Validator.Headers(proxy, Body);
        headers.RemoveAll(header => header.Name is "Authorization" or "Epistula-Signature");
        headers.Add(("Authorization", "Epistula " + text));

        RawResponse answer = await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body);

        (answer.Status, answer.Detail).ShouldBe((401, "Invalid Signature Format"));
    }

    [Theory]
    [InlineData("1_7")]
    [InlineData("٣٣٣٣٣٣٣٣٣٣٣٣٣")]
    [InlineData("000000001758000000000")]
    public async Task A_timestamp_is_at_most_twenty_ascii_digits(string timestamp)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<(string Name, string Value)> headers = Sender.Validator.Headers(proxy, Body);
        headers.RemoveAll(header => header.Name == "Epistula-Timestamp");
        headers.Add(("Epistula-Timestamp", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(timestamp))));

        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body)).Detail.ShouldBe("Invalid Timestamp");
    }

    [Theory]
    [InlineData("+")]
    [InlineData("000")]
    public async Task A_signed_or_padded_timestamp_is_signed_as_the_integer(string before)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);
        List<(string Name, string Value)> headers =
            [.. Sender.Validator.Headers(proxy, Body).Select(header => header.Name == "Epistula-Timestamp" ? (header.Name, before + header.Value) : header)];

        (await RawClient.SendAsync(proxy.Port, "POST", "/inference", headers, Body)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("", true, 200)]
    [InlineData("{}", true, 200)]
    [InlineData("{ }", true, 401)]
    [InlineData("{}", false, 401)]
    public async Task A_GET_that_lost_its_body_passes_with_the_digest_of_an_empty_object(string signedBody, bool tolerance, int status)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["auth"]!["get_body_tolerance"] = tolerance);

        RawResponse answer = await RawClient.GetAsync(proxy.Port, "/capacity", Sender.Validator.Headers(proxy, Encoding.UTF8.GetBytes(signedBody)));

        answer.Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_POST_without_a_body_never_passes_with_the_digest_of_an_empty_object()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, "{}"u8.ToArray()), []);

        answer.Detail.ShouldBe("Signature Mismatch");
    }

    [Fact]
    public async Task The_query_string_reaches_the_backend()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        await Sender.Validator.PostAsync(proxy, "/inference?x=1&y=%20a", "{}");

        backend.Seen.Single().Target.ShouldBe("/inference?x=1&y=%20a");
    }

    [Fact]
    public async Task Hop_by_hop_headers_end_here_and_forwarding_headers_speak_of_our_connection()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        await Sender.Validator.PostAsync(
            proxy,
            "/inference",
            Body,
            ("Host", "miner.example:9999"), ("Connection", "X-Hop"), ("X-Hop", "secret"), ("Keep-Alive", "timeout=5"), ("Proxy-Authorization", "Basic eA=="),
            ("TE", "trailers"), ("X-Forwarded-For", "9.9.9.9"), ("X-Forwarded-Proto", "gopher"), ("Forwarded", "for=9.9.9.9"), ("Cookie", "a=b"), ("X-Dup", "one"), ("X-Dup", "two"),
            ("Expect", "100-continue"), ("User-Agent", "golden/1"), ("Accept-Encoding", "identity"), ("X-Latin", "café"));

        SeenRequest seen = backend.Seen.Single();
        foreach (string gone in new[] { "X-Hop", "Keep-Alive", "Proxy-Authorization", "Forwarded", "Expect" })
        {
            seen.Header(gone).ShouldBeNull(gone);
        }

        seen.Head.All("X-Forwarded-For").ShouldBe(["127.0.0.1"]);
        seen.Head.All("X-Forwarded-Proto").ShouldBe(["http"]);
        seen.Header("X-Forwarded-Host").ShouldBe("miner.example:9999");
        seen.Header("Host").ShouldBe($"127.0.0.1:{backend.Port}");
        seen.Header("Cookie").ShouldBe("a=b");
        seen.Head.All("X-Dup").ShouldBe(["one", "two"]);
        seen.Header("User-Agent").ShouldBe("golden/1");
        seen.Header("Accept-Encoding").ShouldBe("identity");
        seen.Header("X-Latin").ShouldBe("café");
        seen.Header("Authorization").ShouldStartWith("Epistula 0x");
    }

    [Fact]
    public async Task Signature_headers_stay_here_and_Host_is_the_callers_where_the_configuration_says_so()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url, configuration =>
        {
            configuration["services"]!["forward_auth_headers"] = false;
            configuration["services"]!["preserve_host"] = true;
        });

        await Sender.Validator.PostAsync(proxy, "/inference", Body, ("Host", "miner.example"));

        SeenRequest seen = backend.Seen.Single();
        EpistulaHeaderNames.All.ShouldAllBe(name => seen.Header(name) == null);
        seen.Header("Host").ShouldBe("miner.example");
    }

    [Fact]
    public async Task A_compressed_answer_passes_untouched()
    {
        await using StubBackend backend = GoldenBackend.Start();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", Body, ("X-Stub", "gzip"));

        answer.Header("Content-Encoding").ShouldBe("gzip");
        answer.Body.ShouldBe(GoldenBackend.Gzip("""{"hello":"world"}"""));
    }

    [Fact]
    public async Task Repeated_answer_headers_stay_apart_and_hop_by_hop_ones_end_here()
    {
        await using StubBackend backend = GoldenBackend.Start();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", Body, ("X-Stub", "dup"));

        answer.Head.All("Set-Cookie").ShouldBe(["a=1", "b=2; Path=/"]);
        answer.Head.All("X-Dup").ShouldBe(["one", "two"]);
        answer.Head.All("Date").Count().ShouldBe(1);
        answer.Header("Keep-Alive").ShouldBeNull();
        answer.Header("Proxy-Authenticate").ShouldBeNull();
        answer.Header("Access-Control-Allow-Origin").ShouldBe("https://backend.example");
    }

    [Fact]
    public async Task A_chunked_answer_stays_chunked_and_keeps_its_trailers()
    {
        await using StubBackend backend = GoldenBackend.Start();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await Sender.Validator.PostAsync(proxy, "/inference", Body, ("X-Stub", "trailers"), ("TE", "trailers"));

        answer.Head.IsChunked.ShouldBeTrue();
        answer.Header("Content-Length").ShouldBeNull();
        answer.Text.ShouldBe("""{"a":1}""");
        answer.Trailers.ShouldContain(new KeyValuePair<string, string>("X-T", "tail"));
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/redoc")]
    [InlineData("/openapi.json")]
    public async Task The_interface_description_is_not_public(string path)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (await RawClient.GetAsync(proxy.Port, path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_trailing_slash_needs_no_redirect()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        (await RawClient.GetAsync(proxy.Port, "/status/", ("Host", "evil.example"))).Status.ShouldBe(200);
        (await RawClient.GetAsync(proxy.Port, $"/check/{RunningProxy.Miner}/")).Status.ShouldBe(200);
        (await Sender.Validator.PostAsync(proxy, "/inference/")).Status.ShouldBe(200);
        backend.Seen.Single().Target.ShouldBe("/inference");
    }

    [Fact]
    public async Task No_origin_is_told_that_credentials_are_welcome()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        RawResponse answer = await RawClient.GetAsync(proxy.Port, "/", ("Origin", "https://a.example"), ("Cookie", "a=b"));

        answer.Header("Access-Control-Allow-Origin").ShouldBe("*");
        answer.Header("Access-Control-Allow-Credentials").ShouldBeNull();
    }

    [Fact]
    public async Task Origins_can_be_restricted_or_turned_off()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy restricted = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["cors"] = new JsonObject { ["origins"] = new JsonArray("https://a.example") });
        await using RunningProxy off = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["cors"] = new JsonObject { ["origins"] = new JsonArray() });

        (await RawClient.GetAsync(restricted.Port, "/", ("Origin", "https://a.example"))).Header("Access-Control-Allow-Origin").ShouldBe("https://a.example");
        (await RawClient.GetAsync(restricted.Port, "/", ("Origin", "https://b.example"))).Header("Access-Control-Allow-Origin").ShouldBeNull();
        (await RawClient.GetAsync(off.Port, "/", ("Origin", "https://a.example"))).Header("Access-Control-Allow-Origin").ShouldBeNull();
        RawResponse preflight = await RawClient.SendAsync(
            restricted.Port, "OPTIONS", "/inference", [("Origin", "https://b.example"), ("Access-Control-Request-Method", "POST")]);
        (preflight.Status, preflight.Text).ShouldBe((400, "Disallowed CORS origin"));
    }

    [Theory]
    [InlineData("1ZGzHnrAgt3eKQvtZXgDPE9aduT4UWJH4fUL9HHdfWk6nx3")]
    [InlineData("0x189dac29296d31814dc8c56cf3d36a0543372bba7538fa322a4aebfebc39e056")]
    public async Task The_allow_list_knows_a_key_under_any_spelling(string spelling)
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray(spelling));

        (await Sender.Validator.PostAsync(proxy)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_allow_list_of_unreadable_entries_admits_nobody()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            backend.Url, configuration => configuration["auth"]!["allowed_senders"] = new JsonArray("not an address"));

        (await Sender.Validator.PostAsync(proxy)).Detail.ShouldBe("Sender not allowed");
    }

    [Fact]
    public async Task Both_header_dialects_are_understood()
    {
        await using StubBackend backend = StubBackend.StartOk();
        await using RunningProxy proxy = await RunningProxy.StartAsync(backend.Url);

        foreach (IEpistulaDialect dialect in EpistulaDialects.All)
        {
            (await RawClient.SendAsync(proxy.Port, "POST", "/inference", Sender.Validator.Headers(proxy, Body, dialect: dialect), Body)).Status.ShouldBe(200, dialect.Name);
        }
    }
}

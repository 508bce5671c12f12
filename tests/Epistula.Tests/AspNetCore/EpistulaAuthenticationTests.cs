using System.Net;
using System.Security.Claims;
using System.Text;
using Epistula.AspNetCore;
using Epistula.Dialects;
using Epistula.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Substrate.Cryptography.Sr25519;

namespace Epistula.Tests.AspNetCore;

/// <summary>The signing handler on one side, the authentication handler on the other: what anyone gets from the two packages.</summary>
public class EpistulaAuthenticationTests
{
    private const string Receiver = "5FJ4gu9eVX6DG4qYi1hxkUgu1yaTm1CnQ4MiiZPjPVaXiATo";

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_758_000_000_000));
    private readonly Keypair _sender = Keypair.FromMiniSecret([.. Enumerable.Repeat((byte)1, 32)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("authorization")]
    [InlineData("v2")]
    public async Task A_signed_request_reaches_the_endpoint_with_its_body_and_its_sender(string dialect)
    {
        using IHost host = await StartAsync();
        using HttpClient client = Client(host, dialect: EpistulaDialects.All.Single(candidate => candidate.Name == dialect));

        HttpResponseMessage answer = await client.PostAsync("/whoami", new StringContent("hello"), Token);

        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe($"{_sender.PublicKey} says hello");
    }

    [Fact]
    public async Task A_request_sent_twice_is_signed_twice_and_accepted_twice()
    {
        using IHost host = await StartAsync();
        using HttpClient client = Client(host);

        (await client.GetAsync("/whoami", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/whoami", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_signature_is_accepted_once()
    {
        using IHost host = await StartAsync();
        using HttpClient client = host.GetTestClient();
        EpistulaEnvelope envelope = new EpistulaSigner(_sender, _clock).Sign(System.Security.Cryptography.SHA256.HashData([]), Receiver);

        (await SendAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        HttpResponseMessage again = await SendAsync();

        (again.StatusCode, await again.Content.ReadAsStringAsync(Token)).ShouldBe((HttpStatusCode.Unauthorized, """{"detail":"Request already used"}"""));

        Task<HttpResponseMessage> SendAsync()
        {
            HttpRequestMessage request = new(HttpMethod.Get, "/whoami");
            foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(envelope))
            {
                request.Headers.Add(header.Key, header.Value);
            }

            return client.SendAsync(request, Token);
        }
    }

    [Fact]
    public async Task A_refusal_says_what_is_wrong()
    {
        using IHost host = await StartAsync();
        using HttpClient unsigned = host.GetTestClient();
        using HttpClient misdirected = Client(host, signedFor: "5Somebody");

        (await DetailAsync(await unsigned.GetAsync("/whoami", Token))).ShouldBe("401 Authorization header required");
        (await DetailAsync(await misdirected.GetAsync("/whoami", Token))).ShouldBe("401 Invalid signed_for address");

        using HttpClient late = Client(host);
        FakeTimeProvider behind = new(_clock.GetUtcNow().AddSeconds(-9));
        using HttpClient stale = Client(host, clock: behind);
        (await DetailAsync(await stale.GetAsync("/whoami", Token))).ShouldBe("401 Request is too stale");
    }

    [Fact]
    public async Task A_sender_who_is_not_allowed_gets_403()
    {
        using IHost host = await StartAsync(options => options.AllowedSenders.Add(Keypair.FromMiniSecret(new byte[32]).PublicKey));
        using HttpClient client = Client(host);

        (await DetailAsync(await client.GetAsync("/whoami", Token))).ShouldBe("403 Sender not allowed");
    }

    [Theory]
    [InlineData(1_000, "401 Signature Mismatch")]
    [InlineData(100_000, "403 Sender not allowed")]
    public async Task A_long_body_of_a_sender_who_is_not_allowed_is_not_read(int length, string expected)
    {
        // Whether the signature fits is only known to whoever has read the body.
        using IHost host = await StartAsync(options => options.AllowedSenders.Add(Keypair.FromMiniSecret(new byte[32]).PublicKey));
        EpistulaEnvelope envelope = new EpistulaSigner(_sender, _clock).Sign(new byte[32], Receiver);
        using HttpClient client = host.GetTestClient();
        HttpRequestMessage request = new(HttpMethod.Post, "/whoami") { Content = new ByteArrayContent(new byte[length]) };
        foreach (KeyValuePair<string, string> header in EpistulaDialects.Authorization.Write(envelope))
        {
            request.Headers.Add(header.Key, header.Value);
        }

        (await DetailAsync(await client.SendAsync(request, Token))).ShouldBe(expected);
    }

    [Fact]
    public async Task An_endpoint_that_needs_no_sender_is_open()
    {
        using IHost host = await StartAsync();
        using HttpClient client = host.GetTestClient();

        (await client.GetAsync("/open", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_scheme_without_a_receiver_is_a_mistake_of_the_application()
    {
        using IHost host = await StartAsync(options => options.Receiver = " ");
        using HttpClient client = Client(host);

        await Should.ThrowAsync<InvalidOperationException>(() => client.GetAsync("/whoami", Token));
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        $"{(int)answer.StatusCode} {System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("detail").GetString()}";

    private HttpClient Client(IHost host, string signedFor = Receiver, TimeProvider? clock = null, IEpistulaDialect? dialect = null) => new(
        new EpistulaSigningHandler(new(_sender, clock ?? _clock), signedFor, dialect) { InnerHandler = host.GetTestServer().CreateHandler() })
    {
        BaseAddress = new("http://localhost"),
    };

    private Task<IHost> StartAsync(Action<EpistulaAuthenticationOptions>? configure = null) => new HostBuilder()
        .ConfigureWebHost(web => web
            .UseTestServer()
            .ConfigureServices(services =>
            {
                services.AddRouting();
                services.AddAuthorization();
                services.AddSingleton<TimeProvider>(_clock);
                services.AddAuthentication(EpistulaDefaults.AuthenticationScheme).AddEpistula(options =>
                {
                    options.Receiver = Receiver;
                    options.TimeProvider = _clock;
                    configure?.Invoke(options);
                });
            })
            .Configure(application => application
                .UseRouting()
                .UseAuthentication()
                .UseAuthorization()
                .UseEndpoints(endpoints =>
                {
                    endpoints.MapGet("/open", () => "open");
                    endpoints.Map("/whoami", async (HttpContext context) =>
                    {
                        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
                        return $"{context.User.FindFirstValue(EpistulaDefaults.HotkeyClaim)} says {await reader.ReadToEndAsync()}";
                    }).RequireAuthorization();
                })))
        .StartAsync(Token);
}

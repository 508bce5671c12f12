using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Forwarding;
using ReverseProxy.Forwarding.Direct;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Forwarding.Direct;

/// <summary>What is taken for plain must be what .NET's HTTP client would read, whatever a backend sends.</summary>
public class AnswerHeadTests
{
    private const string Seed = "HTTP/1.1 202 Accepted\r\ndate: today\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nX-A: b\r\nContent-Length: 2\r\n\r\n{}";

    private static readonly string[] Snippets =
    [
        "\r", "\n", "\r\n", "\r\n\r\n", "\n\n", " ", "\t", "\0", ":", "::", ",", "\u007f", "\u00e9", "0", "-1", "+", "99999999999", "1.0", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\n", "Content-Length: 2\r\n", "Content-Length: 5\r\n", "content-length:2\r\n", "Transfer-Encoding: chunked\r\n", "transfer-encoding:identity\r\n",
        "Connection: close\r\n", "Connection: upgrade\r\n", "Upgrade: x\r\n", "Trailer: y\r\n", " folded\r\n", "204", "304", "101", "Set-Cookie: a\r\n", "X-A:\r\n",
    ];

    private static readonly Gen<string> Mutated = Gen.Select(Gen.Int[0, Seed.Length], Gen.Int[0, 6], Gen.Int[0, Snippets.Length - 1])
        .Array[1, 4]
        .Select(changes => changes.Aggregate(Seed, (text, change) =>
        {
            int at = Math.Min(change.Item1, text.Length);
            return text[..at] + Snippets[change.Item3] + text[Math.Min(text.Length, at + change.Item2)..];
        }));

    [Fact]
    public async Task What_is_plain_is_what_the_HTTP_client_reads()
    {
        int plain = 0;
        await Mutated.SampleAsync(
            async text =>
            {
                byte[] bytes = Encoding.Latin1.GetBytes(text);
                if (AnswerHead.TryRead(bytes, out AnswerHead head) is not AnswerReading.Plain || bytes.Length < head.Length + head.BodyLength)
                {
                    return;
                }

                _ = Interlocked.Increment(ref plain);
                DefaultHttpContext context = new();
                head.CopyTo(bytes, context.Response);
                using HttpMessageInvoker client = new(new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = false,
                    ConnectCallback = (_, _) => new(new OneAnswer(bytes)),
                    ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                });
                using HttpRequestMessage request = new(HttpMethod.Post, "http://backend.invalid/");
                using HttpResponseMessage read = await client.SendAsync(request, RawClient.Token);

                context.Response.StatusCode.ShouldBe((int)read.StatusCode);
                bytes[head.Length..(head.Length + head.BodyLength)].ShouldBe(await read.Content.ReadAsByteArrayAsync(RawClient.Token));
                context.Response.Headers.SelectMany(header => header.Value.Select(value => $"{header.Key.ToLowerInvariant()}: {value}"))
                    .Order(StringComparer.Ordinal)
                    .ShouldBe(read.Headers.NonValidated.Concat(read.Content.Headers.NonValidated)
                        .Where(header => OnwardHeaders.PassBack(header.Key))
                        .SelectMany(header => header.Value.Select(value => $"{header.Key.ToLowerInvariant()}: {value}"))
                        .Order(StringComparer.Ordinal));
            },
            iter: 100_000,
            threads: 1,
            print: text => System.Text.Json.JsonSerializer.Serialize(text));

        plain.ShouldBeGreaterThan(1_000, "the test must reach what it is for");
    }

    [Fact]
    public void No_beginning_of_a_plain_answer_is_taken_for_another()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Seed);
        for (int length = 0; length < bytes.Length - 2; length++)
        {
            AnswerHead.TryRead(bytes.AsSpan(0, length), out _).ShouldBe(AnswerReading.Incomplete, $"after {length} bytes");
        }

        AnswerHead.TryRead(bytes, out AnswerHead head).ShouldBe(AnswerReading.Plain);
        head.ShouldBe(new(202, bytes.Length - 2, 2, IsLast: false));
    }

    [Fact]
    public void Close_is_the_last_answer_of_its_connection()
    {
        AnswerHead.TryRead("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8, out AnswerHead head).ShouldBe(AnswerReading.Plain);
        head.IsLast.ShouldBeTrue();
    }

    private sealed class OneAnswer(byte[] bytes) : TwoWayStream
    {
        private int _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(buffer.Length, bytes.Length - _read);
            bytes.AsMemory(_read, count).CopyTo(buffer);
            _read += count;
            return new(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}

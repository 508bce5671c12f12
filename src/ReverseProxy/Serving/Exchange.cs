using System.Diagnostics;
using System.Net;
using Epistula;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Limits;
using ReverseProxy.Routing;
using ReverseProxy.Telemetry;
using Substrate.Cryptography;

namespace ReverseProxy.Serving;

/// <summary>One request on its way through: what is found out about it, for its answer and for its log line.</summary>
internal sealed class Exchange(HttpContext context, GatewaySnapshot snapshot, long started)
{
    private StageTimes _stages;
    private string? _senderText;

    public HttpContext Context { get; } = context;

    /// <summary>The configuration this request is served with, also while another takes its place.</summary>
    public GatewaySnapshot Snapshot { get; } = snapshot;

    public string Id { get; } = RequestId.Next();

    /// <summary>The caller's address, behind the proxies that are trusted.</summary>
    public IPAddress ClientAddress => field ??= Snapshot.Configuration.Server.TrustedProxies.AddressOf(Context);

    /// <summary>When the request's headers had been read, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long Started { get; } = started;

    public Route? Route { get; set; }

    /// <summary>The verdict on its signature; <see cref="EpistulaFailure.None"/> also where none was asked for.</summary>
    public EpistulaFailure Failure { get; set; }

    /// <summary>Whether the signature was verified and the sender admitted.</summary>
    public bool Authenticated { get; set; }

    /// <summary>The sender: claimed until <see cref="Authenticated"/>.</summary>
    public AccountId? Sender
    {
        get;
        set => (field, _senderText) = (value, null);
    }

    /// <summary>The sender in SS58, encoded once for all who write it down.</summary>
    public string? SenderText => _senderText ??= Sender is { } sender ? Authenticated ? SenderTexts.Of(sender) : sender.ToString() : null;

    /// <summary>Whether the (claimed) sender is one of those who come first: allow-listed, or a validator of the subnet.</summary>
    public bool SenderIsKnown { get; set; }

    /// <summary>Whose place it takes among the requests served at once.</summary>
    public Pool Pool { get; set; }

    /// <summary>The address it is counted under until its signature is verified.</summary>
    public ulong? AddressKey { get; set; }

    /// <summary>Whether it is counted among its sender's running requests.</summary>
    public bool CountsForSender { get; set; }

    /// <summary>A word for what happened to it beyond the verdict on its signature, for the log.</summary>
    public string? Outcome { get; set; }

    /// <summary>What somebody who asks "why" should know, in a sentence.</summary>
    public string? Explanation
    {
        get => field ??= Explain?.Invoke();
        set;
    }

    /// <summary>Makes the explanation when somebody asks for it: most refusals are noise, and nobody does.</summary>
    public Func<string?>? Explain { get; set; }

    /// <summary>SHA-256 of the body that was signed, in hexadecimal, where another one is sent in its place.</summary>
    public string? SignedBodySha256 { get; set; }

    public long BodyLength { get; set; }

    /// <summary>The body's SHA-256; empty where none was read.</summary>
    public ReadOnlyMemory<byte> BodyDigest { get; set; }

    /// <summary>What its headers claim, for the record of its verdict; the signature is never recorded.</summary>
    public EpistulaEnvelope Envelope { get; set; }

    /// <summary>When it was signed, in milliseconds since 1970-01-01 UTC; null while its headers are not in order.</summary>
    public long? SignedAt { get; set; }

    /// <summary>The rule that the sender does not pass; null where there is none.</summary>
    public string? Policy { get; set; }

    /// <summary>The server that it went to last; null where it went to none.</summary>
    public string? BackendAddress { get; set; }

    /// <summary>Bytes of the backend's answer that went to the caller.</summary>
    public long AnswerLength { get; set; }

    /// <summary>The span of a trace that is recorded; null where it is not.</summary>
    public Activity? Span { get; set; }

    /// <summary>When it passed each stage.</summary>
    public ref readonly StageTimes Stages => ref _stages;

    public TimeSpan AuthenticationTime { get; set; }

    public TimeSpan QueueTime { get; set; }

    public TimeSpan BackendTime { get; set; }

    /// <summary>The status as the log tells it: 499 where the caller hung up before there was any.</summary>
    public int Status => Outcome == "client_gone" && !Context.Response.HasStarted ? 499 : Context.Response.StatusCode;

    /// <summary>What became of it, in a word of <see cref="Verdicts"/>.</summary>
    public string Verdict =>
        Outcome ?? (Failure is not EpistulaFailure.None ? Failure.Code() : Authenticated ? "accepted" : "public");

    /// <summary>What it took beside its upload, its queue and its backend, once it is over.</summary>
    public TimeSpan Overhead => (_stages.After(Started, Stage.Ended) ?? default) - (_stages.Took(Stage.Headers, Stage.Body) ?? default) - QueueTime - BackendTime;

    /// <summary>Notes that it passes a stage now.</summary>
    public void Mark(Stage stage) => _stages.Mark(stage);
}

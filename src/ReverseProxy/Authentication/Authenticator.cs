using System.Diagnostics;
using System.Globalization;
using Epistula;
using Epistula.AspNetCore;
using Epistula.AspNetCore.Bodies;
using Epistula.Dialects;
using Epistula.Replay;
using Microsoft.AspNetCore.Http;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;

namespace ReverseProxy.Authentication;

/// <summary>
/// Decides whether a request comes in, cheapest check first: headers, then the sender's name, then the body's length,
/// and only then the body, the signature and the memory of used requests.
/// </summary>
/// <remarks>
/// ASP.NET Core's authentication middleware is not used here: it would build a principal per request and knows no
/// "decide before the body, answer as if after it". <see cref="EpistulaAuthenticationHandler"/> is there for others.
/// </remarks>
internal sealed class Authenticator(ReplayGuard replays, TimeProvider time)
{
    // SHA-256 of "{}": what orchestrators sign with a GET, and what is left to check when a CDN has stripped the body.
    private static readonly byte[] EmptyObjectDigest = Convert.FromHexString("44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A");

    private readonly CourtesyBudget _courtesy = new(time);

    /// <summary>Authenticates a signed route's request and reads its body.</summary>
    /// <returns>The body where the request comes in; null where it was refused and <see cref="Exchange.Context"/> is answered.</returns>
    public async ValueTask<SignedBody?> AdmitAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        AuthSettings auth = exchange.Snapshot.Configuration.Auth;
        EpistulaFailure failure = EpistulaDialects.Read(new RequestHeaderLookup(context.Request.Headers), out EpistulaEnvelope envelope);
        EpistulaCandidate candidate = default;
        if (failure is EpistulaFailure.None)
        {
            failure = exchange.Snapshot.Verifier.Examine(envelope, out candidate);
            Identify(exchange, auth, envelope);
        }

        if (failure is not EpistulaFailure.None)
        {
            return await RefuseAsync(exchange, failure, Explain(failure, envelope, auth));
        }

        bool admitted = auth.AllowedSenders.Admits(candidate.Sender);
        if (!admitted && (!(context.Request.ContentLength is null or <= CourtesyBudget.MaximumBody) || !_courtesy.TryTake()))
        {
            return await RefuseAsync(exchange, EpistulaFailure.SenderNotAllowed, "the sender is not in auth.allowed_senders");
        }

        SignedBody? body = await ReadBodyAsync(exchange, admitted);
        if (body is null)
        {
            return null;
        }

        try
        {
            long started = Stopwatch.GetTimestamp();
            failure = Judge(exchange, candidate, body, admitted, out bool full);
            exchange.AuthenticationTime += Stopwatch.GetElapsedTime(started);
            if (failure is EpistulaFailure.None && !full)
            {
                exchange.Authenticated = true;
                SignedBody result = body;
                body = null;
                return result;
            }

            if (full)
            {
                exchange.Outcome = "replay_store_full";
                context.Response.Headers.RetryAfter = "10";
                await Answers.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Answers.ReplayStoreFull);
                return null;
            }

            return await RefuseAsync(exchange, failure, Explain(failure, envelope, auth));
        }
        finally
        {
            body?.Dispose();
        }
    }

    /// <summary>Reads the body of a route that takes unsigned requests.</summary>
    public static ValueTask<SignedBody?> ReadUnsignedAsync(Exchange exchange) => ReadBodyAsync(exchange, admitted: true);

    private static async ValueTask<SignedBody?> ReadBodyAsync(Exchange exchange, bool admitted)
    {
        HttpContext context = exchange.Context;
        SignedBodyOptions options = exchange.Snapshot.Bodies;
        if (!admitted)
        {
            // Never a file for a stranger; what it is refused for is the same whichever limit it meets.
            options = options with { MaximumLength = Math.Min(options.MaximumLength, CourtesyBudget.MaximumBody) };
        }

        SignedBody? body;
        try
        {
            body = await SignedBody.ReadAsync(context.Request.BodyReader, context.Request.ContentLength, options, context.RequestAborted);
        }
        catch (BodyStorageException exception)
        {
            exchange.Outcome = "storage_full";
            exchange.Explanation = exception.Message;
            context.Response.Headers.RetryAfter = "10";
            await Answers.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Answers.StorageFull);
            return null;
        }

        if (body is not null)
        {
            exchange.BodyLength = body.Length;
            return body;
        }

        if (!admitted)
        {
            return await RefuseAsync(exchange, EpistulaFailure.SenderNotAllowed, "the sender is not in auth.allowed_senders");
        }

        exchange.Outcome = "body_too_large";
        exchange.Explanation = string.Create(CultureInfo.InvariantCulture, $"the body is longer than server.max_request_size ({options.MaximumLength} bytes)");
        await Answers.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, Answers.BodyTooLarge);
        return null;
    }

    private static void Identify(Exchange exchange, AuthSettings auth, in EpistulaEnvelope envelope)
    {
        // Also for a request that is refused: the log tells a validator's mishap from a scanner's noise by the name.
        if (EpistulaAddress.TryParse(envelope.SignedBy, out Substrate.Cryptography.AccountId sender))
        {
            exchange.Sender = sender;
            exchange.SenderIsKnown = auth.AllowedSenders.Names(sender);
        }
    }

    private static async ValueTask<SignedBody?> RefuseAsync(Exchange exchange, EpistulaFailure failure, string? explanation)
    {
        exchange.Failure = failure;
        exchange.Explanation = explanation;
        await Answers.WriteAsync(exchange.Context, failure);
        return null;
    }

    private EpistulaFailure Judge(Exchange exchange, in EpistulaCandidate candidate, SignedBody body, bool admitted, out bool full)
    {
        full = false;
        AuthSettings auth = exchange.Snapshot.Configuration.Auth;
        ReadOnlySpan<byte> digest = body.Digest;
        EpistulaVerifier verifier = exchange.Snapshot.Verifier;
        if (!verifier.Verify(candidate, digest))
        {
            if (!auth.GetBodyTolerance || body.Length > 0 || !HttpMethods.IsGet(exchange.Context.Request.Method)
                || !verifier.Verify(candidate, EmptyObjectDigest))
            {
                return EpistulaFailure.SignatureWrong;
            }

            digest = EmptyObjectDigest;
        }

        if (!admitted)
        {
            return EpistulaFailure.SenderNotAllowed;
        }

        // Remembered until it would be stale even if its body had come as slowly as tolerated; slower ones are stale.
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long expiresAt = Saturated(candidate.Timestamp, auth.AllowedDeltaMilliseconds, auth.UploadMilliseconds);
        if (now > expiresAt)
        {
            return EpistulaFailure.TimestampStale;
        }

        switch (replays.TryUse(ReplayKey.Of(candidate, digest), exchange.SenderIsKnown, expiresAt, now))
        {
            case ReplayVerdict.Used:
                return EpistulaFailure.Replayed;
            case ReplayVerdict.Full:
                full = true;
                return EpistulaFailure.None;
            default:
                return EpistulaFailure.None;
        }
    }

    private static long Saturated(long timestamp, long delta, long upload) =>
        (long)Int128.Min((Int128)timestamp + delta + upload, long.MaxValue);

    private string? Explain(EpistulaFailure failure, in EpistulaEnvelope envelope, AuthSettings auth) => failure switch
    {
        EpistulaFailure.TimestampStale or EpistulaFailure.TimestampInFuture => ExplainTime(envelope.Timestamp, auth),
        EpistulaFailure.ReceiverMismatch => $"it is signed for \"{Shortened(envelope.SignedFor)}\", this miner is \"{auth.MinerHotkey}\"",
        EpistulaFailure.SenderInvalid => $"signed_by \"{Shortened(envelope.SignedBy)}\" is no usable address",
        EpistulaFailure.SenderNotAllowed => "the sender is not in auth.allowed_senders",
        EpistulaFailure.SignatureWrong => "the signature does not fit body, uuid, timestamp and receiver as they arrived",
        EpistulaFailure.Replayed => "an identical signed request was accepted before",
        _ => null,
    };

    private string ExplainTime(string timestamp, AuthSettings auth)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds)
            || milliseconds is < -62_135_596_800_000 or > 253_402_300_799_999)
        {
            return $"its timestamp \"{Shortened(timestamp)}\" is no time of our era; our clock says {now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}";
        }

        DateTimeOffset signed = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        long difference = now.ToUnixTimeMilliseconds() - milliseconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"signed at {signed:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}, our clock says {now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}: {Math.Abs(difference)} ms {(difference < 0 ? "ahead" : "old")}, {(difference < 0 ? auth.AllowedFutureMilliseconds : auth.AllowedDeltaMilliseconds)} ms are allowed");
    }

    private static string Shortened(string text) => text.Length <= 64 ? text : text[..64] + "…";
}

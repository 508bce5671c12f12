using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Epistula.AspNetCore.Bodies;
using Epistula.Dialects;
using Epistula.Replay;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Epistula.AspNetCore;

/// <summary>
/// Authenticates requests by their Epistula headers. The body is read, hashed and put back: the endpoint reads it from
/// its beginning. A refusal is answered with <c>{"detail": …}</c>; <see cref="FailureOf"/> tells the endpoint's own code why.
/// </summary>
public sealed class EpistulaAuthenticationHandler(
    IOptionsMonitor<EpistulaAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<EpistulaAuthenticationOptions>(options, logger, encoder)
{
    private const long MaximumBodyOfStrangers = 64 * 1024;

    private static readonly object FailureKey = new();

    /// <summary>Why a request was refused by this scheme; <see cref="EpistulaFailure.None"/> where it was not.</summary>
    public static EpistulaFailure FailureOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(FailureKey, out object? failure) ? (EpistulaFailure)failure! : EpistulaFailure.None;
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        EpistulaFailure failure = EpistulaDialects.Read(new RequestHeaderLookup(Request.Headers), out EpistulaEnvelope envelope);
        if (failure is EpistulaFailure.AuthorizationMissing)
        {
            Context.Items[FailureKey] = failure;
            return AuthenticateResult.NoResult();
        }

        EpistulaVerifier verifier = new(
            new()
            {
                Receiver = Options.Receiver,
                AllowedDeltaMilliseconds = (long)Options.AllowedAge.TotalMilliseconds,
                AllowedFutureMilliseconds = (long)Options.AllowedFuture.TotalMilliseconds,
            },
            Options.Signatures,
            TimeProvider);
        EpistulaCandidate candidate = default;
        if (failure is EpistulaFailure.None)
        {
            failure = verifier.Examine(envelope, out candidate);
        }

        if (failure is not EpistulaFailure.None)
        {
            return Refused(failure);
        }

        bool allowed = Options.AllowedSenders.Count == 0 || Options.AllowedSenders.Contains(candidate.Sender);
        SignedBody? body = await ReadBodyAsync(allowed).ConfigureAwait(false);
        if (body is null)
        {
            return allowed ? throw new BadHttpRequestException("Request body too large", StatusCodes.Status413PayloadTooLarge) : Refused(EpistulaFailure.SenderNotAllowed);
        }

        failure = Judge(verifier, candidate, body, allowed);
        return failure is EpistulaFailure.None ? AuthenticateResult.Success(Ticket(candidate)) : Refused(failure);
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        EpistulaFailure failure = FailureOf(Context);
        return AnswerAsync(failure is EpistulaFailure.None ? EpistulaFailure.AuthorizationMissing : failure);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AnswerAsync(EpistulaFailure.SenderNotAllowed);

    private EpistulaFailure Judge(EpistulaVerifier verifier, in EpistulaCandidate candidate, SignedBody body, bool allowed)
    {
        if (!verifier.Verify(candidate, body.Digest, allowed))
        {
            return EpistulaFailure.SignatureWrong;
        }

        if (!allowed)
        {
            return EpistulaFailure.SenderNotAllowed;
        }

        if (Options.Replays is not { } replays)
        {
            return EpistulaFailure.None;
        }

        // What is remembered no longer than this cannot be accepted later than this, however slowly its body came.
        long now = TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        long expiresAt = candidate.Timestamp + (long)(Options.AllowedAge + Options.AllowedUpload).TotalMilliseconds;
        if (now > expiresAt)
        {
            return EpistulaFailure.TimestampStale;
        }

        return replays.TryUse(ReplayKey.Of(candidate, body.Digest), expiresAt, now) is ReplayVerdict.Fresh
            ? EpistulaFailure.None
            : EpistulaFailure.Replayed;
    }

    private async Task<SignedBody?> ReadBodyAsync(bool allowed)
    {
        // Ours is the limit, not the server's: a body that both would refuse gets our answer.
        if (Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        // Who is not allowed is refused either way; the exact answer is worth reading a short body, and never a file.
        SignedBodyOptions limits = allowed ? Options.Body : Options.Body with { MaximumLength = Math.Min(Options.Body.MaximumLength, MaximumBodyOfStrangers) };
        SignedBody? body = await SignedBody.ReadAsync(Request.BodyReader, Request.ContentLength, limits, Context.RequestAborted)
            .ConfigureAwait(false);
        if (body is not null)
        {
            Response.RegisterForDispose(body);
            Request.Body = body.OpenRead();
        }

        return body;
    }

    private AuthenticateResult Refused(EpistulaFailure failure)
    {
        Context.Items[FailureKey] = failure;
        return AuthenticateResult.Fail(failure.Detail());
    }

    private AuthenticationTicket Ticket(in EpistulaCandidate candidate)
    {
        string hotkey = candidate.Sender.ToString();
        ClaimsIdentity identity = new(
            [
                new(EpistulaDefaults.HotkeyClaim, hotkey),
                new(EpistulaDefaults.UuidClaim, candidate.Uuid),
                new(EpistulaDefaults.TimestampClaim, candidate.Timestamp.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
            ],
            Scheme.Name,
            EpistulaDefaults.HotkeyClaim,
            roleType: null);
        return new(new(identity), Scheme.Name);
    }

    private Task AnswerAsync(EpistulaFailure failure)
    {
        Response.StatusCode = failure.StatusCode();
        Response.ContentType = "application/json";

        // The texts are ours and need no escaping.
        return Response.WriteAsync($"{{\"detail\":\"{failure.Detail()}\"}}", Context.RequestAborted);
    }
}

using System.Globalization;
using Epistula;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Backends;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;
using ReverseProxy.Routing;
using ReverseProxy.Serving;
using Substrate.Cryptography;

namespace ReverseProxy.Recording;

/// <summary>
/// Judges a recorded request anew: by the present configuration, at the recorded time. What needs the signature, the
/// body, or the state of that moment cannot be asked again; there the recorded result is taken, and said to be.
/// </summary>
internal static class Judge
{
    // Of the right form. Whether the true one was right is recorded.
    private static readonly string SomeSignature = "0x" + new string('0', 128);

    private static readonly string[] OfTheMoment = ["limit_", "backend_", "refused_"];

    public static Rejudgement Again(Trail trail, ProxyConfiguration configuration)
    {
        FixedClock clock = new(trail.At);
        GatewaySnapshot snapshot = new(configuration, Path.GetTempPath(), new SubnetHolder(), new BackendRegistry(clock, NullLogger<BackendRegistry>.Instance), clock);
        RouteMatch match = snapshot.Routes.Match(trail.Path, trail.Method);
        if (match.Route is not { } route)
        {
            return new(match.Allow is null ? "no_route" : "method_not_allowed", null, []);
        }

        if (!route.Signed || !configuration.Auth.ValidateRequests)
        {
            return trail.Signed ? new("public", "its route asks for no signature now", []) : Recorded(trail, "public", []);
        }

        if (!trail.Signed || trail.Timestamp is null)
        {
            return trail.Signed
                ? new(trail.Verdict, null, ["the form of its headers"])
                : new("authorization_missing", "its route asks for a signature now, and none was recorded", []);
        }

        return JudgeHeaders(trail, snapshot);
    }

    private static Rejudgement JudgeHeaders(Trail trail, GatewaySnapshot snapshot)
    {
        List<string> asRecorded = [];
        EpistulaEnvelope envelope = new(
            trail.Verdict == EpistulaFailure.SignatureMalformed.Code() ? string.Empty : SomeSignature, trail.Timestamp!, trail.Uuid ?? string.Empty, trail.SignedBy ?? string.Empty, trail.SignedFor ?? string.Empty);
        EpistulaFailure failure = snapshot.Verifier.Examine(envelope, out EpistulaCandidate candidate);
        if (failure is not EpistulaFailure.None)
        {
            return new(failure.Code(), null, asRecorded);
        }

        AccountId sender = candidate.Sender;
        GateSettings gate = snapshot.Configuration.Auth.Gate;
        GateDecision decision = snapshot.Gate.Decide(sender);
        if (gate.NeedsSubnet && !gate.Allowed.Names(sender))
        {
            asRecorded.Add("the rules that ask the subnet's state: it was judged as while none is known");
        }

        if (trail.Bytes > snapshot.Configuration.Server.MaxRequestSize)
        {
            return new("body_too_large", string.Create(CultureInfo.InvariantCulture, $"its body has {trail.Bytes} bytes, {snapshot.Configuration.Server.MaxRequestSize} are accepted"), asRecorded);
        }

        if (trail.Verdict == EpistulaFailure.SignatureWrong.Code())
        {
            return new(trail.Verdict, null, [.. asRecorded, "the signature, which is not recorded"]);
        }

        asRecorded.Add(trail.SignatureMs is null ? "the signature, which was never looked at: taken to be right" : "the signature, which is not recorded: it was right");
        return decision.Admitted
            ? Recorded(trail, "accepted", asRecorded)
            : new(EpistulaFailure.SenderNotAllowed.Code(), $"the rule {decision.Reason}", asRecorded);
    }

    /// <summary>Nothing that can be asked again is against it: what the moment had against it is what is recorded.</summary>
    private static Rejudgement Recorded(Trail trail, string otherwise, IReadOnlyList<string> asRecorded)
    {
        bool ofTheMoment = OfTheMoment.Any(beginning => trail.Verdict.StartsWith(beginning, StringComparison.Ordinal))
            || trail.Verdict is "replayed" or "replay_store_full" or "storage_full" or "bad_request" or "client_gone" or "internal_error";
        return ofTheMoment
            ? new(trail.Verdict, null, [.. asRecorded, "what depended on the moment: limits, memory of used requests, backends"])
            : new(otherwise, null, asRecorded);
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Epistula.AspNetCore.Bodies;
using ReverseProxy.Backends;
using ReverseProxy.Configuration;
using ReverseProxy.Forwarding;
using ReverseProxy.Serving;

namespace ReverseProxy.Callbacks;

/// <summary>Puts our URL in the place of a job's own, so that its result comes to us, and is delivered whatever befalls.</summary>
internal sealed class CallbackInsurance(CallbackDesk desk, ParkedConnections connections)
{
    /// <summary>Insures a job.</summary>
    /// <returns>The ticket and the body to send; null where the job names no URL that can be insured, and the body stays as it is.</returns>
    public async ValueTask<(CallbackTicket Ticket, SignedBody Body)?> InsureAsync(Exchange exchange, SignedBody body)
    {
        using IMemoryOwner<byte>? copy = await JsonField.BytesAsync(body, exchange.Context.RequestAborted);
        if (copy is null || CallbackBody.Replace(copy.Memory.Span, default, out string? written) is null || !IsTarget(written, out Uri? url))
        {
            return null;
        }

        CallbackSettings settings = exchange.Snapshot.Configuration.Callbacks;
        string job = JsonField.Find(copy.Memory.Span, Job.IdField) ?? exchange.Id;
        if (desk.Open(url!, job, settings) is not { } ticket)
        {
            return null;
        }

        byte[] changed = CallbackBody.Replace(copy.Memory.Span, Encoding.ASCII.GetBytes(settings.Url + CallbackIntake.Path + ticket.Token), out _)!;
        SignedBodyOptions inMemory = new() { MaximumLength = changed.Length, MemoryThreshold = changed.Length };
        SignedBody? sent = await SignedBody.ReadAsync(PipeReader.Create(new ReadOnlySequence<byte>(changed)), changed.Length, inMemory, CancellationToken.None);
        exchange.SignedBodySha256 = Convert.ToHexStringLower(body.Digest);
        return (ticket, sent!);
    }

    /// <summary>A server works on a job whose request is over: its place stays taken until the result comes.</summary>
    public void Occupy(CallbackTicket ticket, BackendPool pool, Turn turn, bool acknowledged, TimeSpan lostAfter) =>
        desk.Occupy(ticket, new(pool, turn), acknowledged, lostAfter);

    /// <summary>What became of the job: where it surely does not run, nothing is awaited.</summary>
    public void Judge(CallbackTicket ticket, TryOutcome? outcome, int status)
    {
        bool mayRun = outcome switch
        {
            null or TryOutcome.NotSent => false,
            TryOutcome.Answered => status < 400,
            _ => true,
        };
        if (!mayRun)
        {
            desk.Cancel(ticket);
        }
        else if (outcome is TryOutcome.Answered)
        {
            connections.Expect(ticket.Url);
        }
    }

    private static bool IsTarget(string? written, out Uri? url) =>
        Uri.TryCreate(written, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0;
}

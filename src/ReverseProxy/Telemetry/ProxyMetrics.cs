using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using ReverseProxy.Serving;

namespace ReverseProxy.Telemetry;

/// <summary>
/// The figures of requests. Labels are routes, verdicts and servers of the configuration, which are closed sets, and
/// senders by <see cref="SenderNames"/>. While nobody listens an ended request costs a few comparisons and no memory.
/// </summary>
internal sealed class ProxyMetrics
{
    public const string MeterName = "ReverseProxy";

    private const string NoRoute = "none";

    private static readonly InstrumentAdvice<double> FastSeconds = new()
    {
        HistogramBucketBoundaries = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1, 5],
    };

    private static readonly InstrumentAdvice<double> BackendSeconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 60, 120, 300],
    };

    private static readonly InstrumentAdvice<double> AgeSeconds = new() { HistogramBucketBoundaries = [-60, -10, -2, -1, -0.5, 0, 0.25, 0.5, 1, 2, 4, 8, 60] };
    private static readonly InstrumentAdvice<long> Bytes = new() { HistogramBucketBoundaries = [0, 256, 1_024, 4_096, 65_536, 1_048_576, 10_485_760, 104_857_600] };

    // Boxed once: a label is an object.
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 1000).Select(status => (object)status)];

    private static readonly ConcurrentDictionary<string, string> Servers = new(StringComparer.Ordinal);

    private readonly VerdictCounts _lost = new(VerdictKind.Failed);
    private readonly VerdictCounts _knownRefused = new(VerdictKind.Refused);
    private readonly SenderNames _senders;
    private readonly TimeProvider _time;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _senderRequests;
    private readonly Histogram<double> _authentication;
    private readonly Histogram<double> _overhead;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _backend;
    private readonly Histogram<double> _age;
    private readonly Histogram<long> _received;
    private readonly Histogram<long> _sent;

    public ProxyMetrics(IMeterFactory meters, IEnumerable<IMeasured> measured, ProxyServerOptions options)
    {
        _senders = new(options.Reading.Configuration.Telemetry.NamedSenders);
        _time = options.Time;
        Meter meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("reverse_proxy.requests", "{request}", "Requests by what became of them.");
        _senderRequests = meter.CreateCounter<long>("reverse_proxy.sender.requests", "{request}", "Requests of verified senders; so many by name as telemetry.named_senders says, the rest together.");
        _authentication = meter.CreateHistogram("reverse_proxy.auth.duration", "s", "What each stage of authentication took.", advice: FastSeconds);
        _overhead = meter.CreateHistogram("reverse_proxy.overhead.duration", "s", "What an accepted request took beside its upload, its queue and its backend.", advice: FastSeconds);
        _queue = meter.CreateHistogram("reverse_proxy.queue.duration", "s", "How long accepted requests waited for a backend.", advice: BackendSeconds);
        _backend = meter.CreateHistogram("reverse_proxy.backend.duration", "s", "How long backends took, from sending the request to the end of the answer.", advice: BackendSeconds);
        _age = meter.CreateHistogram("reverse_proxy.request.age", "s", "How old known senders' verified requests were by our clock: negative or large means that a clock is wrong.", advice: AgeSeconds);
        _received = meter.CreateHistogram("reverse_proxy.request.body.size", "By", "Bodies of accepted requests.", advice: Bytes);
        _sent = meter.CreateHistogram("reverse_proxy.response.body.size", "By", "Bodies of backends' answers.", advice: Bytes);
        _ = meter.CreateObservableCounter("reverse_proxy.requests.lost", _lost.Measure, "{request}", "Requests that were lost by us or by a backend, from 0 on for each reason: for alerts.");
        _ = meter.CreateObservableCounter("reverse_proxy.requests.known_refused", _knownRefused.Measure, "{request}", "Refused requests of verified known senders, from 0 on for each reason: for alerts.");
        foreach (IMeasured state in measured)
        {
            state.Register(meter);
        }
    }

    /// <summary>Counts a request that is over.</summary>
    public void Write(Exchange exchange)
    {
        if (exchange.Context.Features.Get<IHttpMetricsTagsFeature>() is { } tags)
        {
            tags.Tags.Add(new("http.route", RouteOf(exchange)));
        }

        if (_requests.Enabled)
        {
            Count(exchange);
        }

        if (_authentication.Enabled)
        {
            MeasureAuthentication(exchange);
        }

        if (exchange.Authenticated)
        {
            MeasureAccepted(exchange);
        }
    }

    /// <summary>The label of a request's route: the configured pattern, never the path.</summary>
    public static string RouteOf(Exchange exchange) => exchange.Route?.Pattern.Text ?? NoRoute;

    /// <summary>The label of the backend: host and port, because what else stands in its address may be a credential.</summary>
    public static string ServerOf(Exchange exchange) => LabelOf(exchange.BackendAddress ?? string.Empty);

    /// <summary>The label of a server's address.</summary>
    public static string LabelOf(string address) => Servers.GetOrAdd(
        address, static written => Uri.TryCreate(written, UriKind.Absolute, out Uri? uri) ? uri.Authority : "none");

    private void Count(Exchange exchange)
    {
        Verdict verdict = Verdicts.Of(exchange.Verdict);
        string senderClass = SenderClass.Of(exchange);
        TagList tags = new()
        {
            { "http.route", RouteOf(exchange) },
            { "http.response.status_code", Statuses[exchange.Status] },
            { "verdict", verdict.Code },
            { "kind", verdict.KindName },
            { "sender.class", senderClass },
        };
        _requests.Add(1, tags);
        if (verdict.Kind is VerdictKind.Failed)
        {
            _lost.Count(verdict.Code);
        }
        else if (verdict.Kind is VerdictKind.Refused && senderClass == SenderClass.Known)
        {
            _knownRefused.Count(verdict.Code);
        }

        if (exchange is { Authenticated: true, Sender: { } sender })
        {
            _senderRequests.Add(1, new("sender", _senders.Of(sender, exchange.SenderIsKnown)), new("kind", verdict.KindName));
        }
    }

    private void MeasureAuthentication(Exchange exchange)
    {
        ref readonly StageTimes stages = ref exchange.Stages;
        Record("headers", stages.After(exchange.Started, Stage.Headers));
        Record("body", stages.Took(Stage.Headers, Stage.Body));
        Record("signature", stages.Took(Stage.Body, Stage.Signature));
        Record("replay", stages.Took(Stage.Signature, Stage.Accepted));

        void Record(string stage, TimeSpan? took)
        {
            if (took is { } time)
            {
                _authentication.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
            }
        }
    }

    private void MeasureAccepted(Exchange exchange)
    {
        KeyValuePair<string, object?> route = new("http.route", RouteOf(exchange));
        _received.Record(exchange.BodyLength, route);
        _overhead.Record(exchange.Overhead.TotalSeconds, route);
        if (exchange.SenderIsKnown && exchange.SignedAt is { } signed && _age.Enabled)
        {
            DateTimeOffset arrived = _time.GetUtcNow() - (exchange.Stages.After(exchange.Started, Stage.Ended) ?? default);
            _age.Record((arrived.ToUnixTimeMilliseconds() - signed) / 1000.0);
        }

        if (exchange.Stages.Passed(Stage.Forwarded))
        {
            _queue.Record(exchange.QueueTime.TotalSeconds, route);
            _sent.Record(exchange.AnswerLength, route);
            if (_backend.Enabled)
            {
                _backend.Record(exchange.BackendTime.TotalSeconds, new("server.address", ServerOf(exchange)), new("verdict", Verdicts.Of(exchange.Verdict).Code));
            }
        }
    }
}

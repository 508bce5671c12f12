using System.Globalization;

namespace ReverseProxy.Configuration;

/// <summary>The section <c>watch</c>: what is looked at while the proxy runs, and who is told.</summary>
internal sealed record WatchSettings
{
    /// <summary>How often; zero never.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Who is told of changes; null where nobody is.</summary>
    public required Uri? Webhook { get; init; }

    /// <summary>The subnet's orchestrator, whose published view of this miner is read; null where it is not.</summary>
    public required Uri? Orchestrator { get; init; }

    /// <summary>The alpha that the subnet asks of a miner: a number, or the URL of a page that says it; empty where nothing is compared.</summary>
    public required string RequiredAlpha { get; init; }

    public static WatchSettings Read(SettingsReader reader)
    {
        string webhook = reader.Text(
            "watch.webhook",
            null,
            string.Empty,
            "An http(s) URL that is told of changes by POST, as Discord and Slack take it; without it nobody is.",
            value => value.Length == 0 || ServiceUrl.TryParse(value, out _) ? null : "it takes an http(s) URL",
            secret: true);
        string orchestrator = reader.Text(
            "watch.orchestrator_url",
            null,
            string.Empty,
            "The subnet's orchestrator, such as https://orchestrator.dippy-bittensor.studio: what it publishes of this miner is read every 10 minutes, and of a job before its result is delivered again after no answer was seen; without it nothing is.",
            value => value.Length == 0 || ServiceUrl.TryParse(value, out _) ? null : "it takes an http(s) URL");
        string alpha = reader.Text(
            "watch.required_alpha",
            null,
            string.Empty,
            "The alpha that the subnet asks of a miner: a number, or the http(s) URL of a page that says it, such as https://sn11.dippy-bittensor-subnet.com/alpha; without it no stake is compared.",
            value => value.Length == 0 || double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) || ServiceUrl.TryParse(value, out _) ? null : "it takes a number or an http(s) URL",
            kind: "number or URL");
        return new()
        {
            RequiredAlpha = alpha,
            Orchestrator = orchestrator.Length > 0 && Uri.TryCreate(orchestrator, UriKind.Absolute, out Uri? address) ? address : null,
            Interval = TimeSpan.FromSeconds(reader.Integer(
                "watch.interval",
                null,
                60,
                "seconds",
                "How often backends, certificate and validators' visits are looked at, and, where server.public_address is set, every 10 minutes the public address and the chain; 0 is never.",
                0,
                86_400)),
            Webhook = webhook.Length > 0 && Uri.TryCreate(webhook, UriKind.Absolute, out Uri? url) ? url : null,
        };
    }
}

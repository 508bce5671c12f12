using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ReverseProxy.Clients;
using ReverseProxy.Clock;
using ReverseProxy.Gating;
using Substrate.Cryptography;

namespace ReverseProxy.Configuration;

/// <summary>Turns the layers into a <see cref="ProxyConfiguration"/>. The order of reading is the order of the documentation.</summary>
internal static class ConfigurationReader
{
    private const string Placeholder = "REPLACE_WITH_MINER_HOTKEY";
    private const string StandardServiceUrl = "http://localhost:8091";

    private static readonly string[] LogLevels = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public static ConfigurationReading Read(ConfigurationInput input)
    {
        if (input.FilePath is not null && input.File.ValueKind is not JsonValueKind.Object)
        {
            throw new ConfigurationException($"{input.FilePath}: the root must be a JSON object, it is {Named(input.File)}");
        }

        SettingsReader reader = new(input);
        RefuseOddSections(input.File, reader);

        LogSettings log = ReadLog(reader);
        ServerSettings server = ReadServer(reader);
        AuthSettings auth = ReadAuth(reader, server);
        ServicesSettings services = ReadServices(reader);
        IReadOnlyDictionary<string, PoolSettings> backends = BackendReader.Read(reader, services);
        CallbackSettings callbacks = CallbackReader.Read(reader);
        ProxyConfiguration configuration = new()
        {
            Server = server,
            Auth = auth,
            Services = services,
            Log = log,
            Limits = LimitReader.Read(reader),
            SharedState = ReadSharedState(reader),
            Admin = ReadAdmin(reader),
            Telemetry = TelemetryReader.Read(reader),
            Recorder = RecorderSettings.Read(reader),
            Watch = WatchSettings.Read(reader),
            Backends = backends,
            Callbacks = callbacks,
            Routes = ReadRoutes(reader, services.RequestTimeout, backends.Keys, callbacks),
            CorsOrigins = reader.TextList(
                "cors.origins", "CORS_ORIGINS", ["*"], "Origins that browsers may call from; * is every origin, an empty list turns CORS off."),
            Capacity = ReadCapacity(reader),
        };

        configuration = configuration with { Backends = BackendReader.WithStandardConcurrency(backends, configuration.Routes, reader) };
        UnknownKeys.Warn(input, reader);
        return reader.Problems.Count == 0
            ? new(configuration, reader.Settings, reader.Warnings, input.FilePath)
            : throw new ConfigurationException(reader.Problems);
    }

    private static string Named(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => element.GetRawText(),
    };

    private static void RefuseOddSections(JsonElement file, SettingsReader reader)
    {
        foreach (string section in new[] { "server", "auth", "services", "cors" })
        {
            // What Python calls false counted as an absent section for the original.
            if (file.Member(section) is { ValueKind: not JsonValueKind.Object } value && !value.IsFalsy())
            {
                reader.Refuse(section, value.GetRawText(), "it takes an object of settings");
            }
        }
    }

    private static LogSettings ReadLog(SettingsReader reader)
    {
        string level = reader.Choice("server.log_level", "LOG_LEVEL", "INFO", LogLevels, "What is logged: this level and worse.");
        return new()
        {
            Level = level switch
            {
                "TRACE" => LogLevel.Trace,
                "DEBUG" => LogLevel.Debug,
                "WARNING" => LogLevel.Warning,
                "ERROR" => LogLevel.Error,
                "CRITICAL" => LogLevel.Critical,
                _ => LogLevel.Information,
            },
            Json = reader.Choice("server.log_format", "LOG_FORMAT", "text", ["text", "json"], "Lines of text, or one JSON object a line.") == "json",
            DebugRequests = reader.Flag(
                "server.debug_requests", "DEBUG_REQUESTS", false, "Logs each request's headers too, without signatures and credentials."),
        };
    }

    private static ServerSettings ReadServer(SettingsReader reader)
    {
        string host = reader.Text(
            "server.host",
            "HOST",
            "0.0.0.0",
            "The address to listen on; 0.0.0.0 is every IPv4 address, :: every address.",
            value => value.Length > 0 ? null : "it takes an address or a host name");
        int port = (int)reader.Integer("server.port", "PORT", 8080, "0-65535", "The port to listen on; 0 takes any free one.", 0, 65_535);
        _ = reader.Flag("server.reload", "RELOAD", false, "Accepted and ignored: the configuration file is always watched, code is never reloaded.");
        string state = reader.Text(
            "server.state_dir",
            variable: null,
            StateDirectory.Standard,
            "Where what survives a restart is kept: accepted requests, temporary files.",
            value => value.Length > 0 ? null : "it takes a directory");
        return new()
        {
            Host = host,
            Port = port,
            PublicAddress = ReadPublicAddress(reader),
            PublicPort = (int)reader.Integer(
                "server.public_port", null, 0, "0 is server.port", "The port that callers use, where something in front of the proxy has another.", 0, 65_535) is > 0 and int publicPort
                ? publicPort
                : port,
            Tls = TlsReader.Read(reader),
            TrustedProxies = ReadTrustedProxies(reader),
            ProxyProtocol = reader.Flag(
                "server.proxy_protocol", null, false, "Whether connections from trusted_proxies begin with a PROXY protocol header, version 1 or 2."),
            ShutdownTimeout = Seconds(reader, "server.shutdown_timeout", null, 30, "How long running requests may take to end after SIGTERM.", 0, 86_400),
            WarmUp = reader.Flag(
                "server.warm_up", null, true, "Whether a throw-away server is sent a few jobs at the start, so that the first real one finds everything compiled."),
            MaxRequestSize = reader.Integer("server.max_request_size", "MAX_REQUEST_SIZE", 104_857_600, "bytes", "The longest body accepted; longer ones get 413."),
            BodyMemory = reader.Integer(
                "server.body_memory", null, 1_048_576, "bytes", "How much of one body is kept in memory before it goes to a temporary file.", 0, 1_073_741_824),
            StateDirectory = state,
            TemporaryDirectory = reader.Text("server.temp_dir", null, Path.Combine(state, "bodies"), "Where temporary files for long bodies are made."),
        };
    }

    private static string? ReadPublicAddress(SettingsReader reader)
    {
        string address = reader.Text(
            "server.public_address", null, string.Empty, "Host name or IP address, without a port, that callers use: what the certificate must cover.");
        return address.Length == 0 ? null : address;
    }

    private static TrustedProxies ReadTrustedProxies(SettingsReader reader)
    {
        List<IPNetwork> networks = [];
        foreach (string entry in reader.TextList(
            "server.trusted_proxies", null, [], "Addresses and networks (CIDR) of the proxies whose X-Forwarded-For and PROXY headers are believed."))
        {
            if (IPNetwork.TryParse(entry, out IPNetwork network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(entry, out IPAddress? address))
            {
                networks.Add(new(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                reader.Refuse("server.trusted_proxies", SettingsReader.Quoted(entry), "it takes addresses and networks such as 10.0.0.0/8");
            }
        }

        return new(networks);
    }

    private static AuthSettings ReadAuth(SettingsReader reader, ServerSettings server)
    {
        string hotkey = reader.Text(
            "auth.miner_hotkey",
            "MINER_HOTKEY",
            string.Empty,
            "The miner's hotkey: requests must be signed for it. Required.",
            value => value switch
            {
                "" when reader.HasFile => "it takes your miner's hotkey, an SS58 address that begins with 5",
                "" => "there is no configuration file: make one with `reverse-proxy config init`, or set MINER_HOTKEY",
                Placeholder => "it is the placeholder of the example: put your miner's hotkey here",
                _ => null,
            });
        if (hotkey.Length > 0 && hotkey != Placeholder && !AccountId.TryParse(hotkey, out _))
        {
            reader.Warn($"auth.miner_hotkey: \"{hotkey}\" is not a valid SS58 address, so no validator can sign for it: every signed request will be refused");
        }

        GateSettings gate = GateReader.Read(reader);
        bool validate = reader.Flag(
            "auth.validate_requests", "VALIDATE_REQUESTS", true, "False lets requests pass unsigned: for development, on a loopback address only.");
        if (!validate && server.Host is not ("127.0.0.1" or "::1" or "localhost"))
        {
            reader.Refuse("auth.validate_requests", "false", $"unsigned requests are for a loopback server.host only, yours is \"{server.Host}\"");
        }

        ClockCheck clock = Enum.Parse<ClockCheck>(
            reader.Choice(
                "auth.clock_check",
                null,
                "auto",
                ["auto", "chain", "off"],
                "What our clock is compared with: auto takes known senders, and the chain where a policy asks it; chain asks the chain in any case."),
            ignoreCase: true);
        return new()
        {
            MinerHotkey = hotkey,
            Gate = gate,
            Netuid = (ushort)reader.Integer("auth.netuid", null, 11, "subnet number", "The subnet whose state the policies ask.", 0, ushort.MaxValue),
            ValidateRequests = validate,
            AllowedDeltaMilliseconds = reader.Integer("auth.allowed_delta_ms", "ALLOWED_DELTA_MS", 8_000, "milliseconds", "How old a request may be."),
            AllowedFutureMilliseconds = reader.Integer("auth.allowed_future_ms", null, 60_000, "milliseconds", "How far ahead of our clock a request may be dated."),
            UploadMilliseconds = reader.Integer(
                "auth.upload_ms", null, 120_000, "milliseconds", "How long beyond allowed_delta_ms a body may take to arrive.", 0, 86_400_000),
            GetBodyTolerance = reader.Flag(
                "auth.get_body_tolerance", null, true, "Lets a GET whose body was lost on the way pass with a signature over {}."),
            ReplayCapacity = reader.Integer(
                "auth.replay_capacity", null, 131_072, "requests", "How many accepted requests are remembered at once; each takes 48 bytes of disk and up to 64 of memory.", 1_024, 16_777_216),
            CacheDuration = Seconds(
                reader, "auth.cache_duration", "CACHE_DURATION", 3_600, "How old the subnet's state may get before it is read anew; never more often than once a block.", 0, long.MaxValue),
            ChainEndpoint = ReadChainEndpoint(reader, gate.NeedsSubnet || clock is ClockCheck.Chain),
            RefreshOnBlocks = reader.Flag("auth.refresh_on_blocks", null, false, "Whether the subnet's state is read anew with every block, beside auth.cache_duration."),
            ClockCheck = clock,
        };
    }

    private static string ReadChainEndpoint(SettingsReader reader, bool isAsked) => reader.Text(
        "auth.chain_endpoint",
        "CHAIN_ENDPOINT",
        AuthSettings.StandardChainEndpoint,
        "The nodes that are asked for the subnet's state: a network's name, or wss:// addresses separated by commas.",

        // The original read it and used it for nothing, so anything may stand there where nothing asks the chain.
        value => !isAsked || FeedSettings.TryParse(value, out _) ? null : "it takes a network such as finney, or wss:// addresses separated by commas",
        nullIsDefault: true);

    private static ServicesSettings ReadServices(SettingsReader reader) => new()
    {
        TrainingServerUrl = ServiceUrlOf(
            reader,
            "services.training_server_url",
            reader.Text("services.training_server_url", "TRAINING_SERVER_URL", StandardServiceUrl, "Where POST /train goes.", nullIsDefault: true)),
        InferenceServerUrl = ServiceUrlOf(
            reader,
            "services.inference_server_url",
            reader.Text("services.inference_server_url", "INFERENCE_SERVER_URL", StandardServiceUrl, "Where POST /inference goes.", nullIsDefault: true)),
        RequestTimeout = Seconds(reader, "services.request_timeout", "REQUEST_TIMEOUT", 300, "How long a backend may be silent before the caller gets 504.", 1, 86_400),
        ConnectionIdle = TimeSpan.FromMilliseconds(reader.Integer(
            "services.connection_idle_ms", null, 200, "milliseconds", "How long a connection to a backend may have been idle and still be given a request; must be less than backends keep idle ones. 0 uses each once.", 0, 60_000)),
        ConnectTimeout = Seconds(reader, "services.connect_timeout", null, 5, "How long connecting to a backend may take.", 1, 3_600),
        ConnectRetryBudget = Seconds(
            reader, "services.connect_retry_budget", null, 4, "How long a request is held while no backend takes it, before its caller gets 502; nothing was sent then.", 0, 3_600),
        ForwardAuthHeaders = reader.Flag("services.forward_auth_headers", null, true, "Whether backends see the headers that carried the signature."),
        PreserveHost = reader.Flag("services.preserve_host", null, false, "Whether backends see the caller's Host instead of their own."),
    };

    private static string ServiceUrlOf(SettingsReader reader, string key, string written)
    {
        if (ServiceUrl.TryParse(written, out _))
        {
            return written;
        }

        if (!written.Contains("://", StringComparison.Ordinal) && ServiceUrl.TryParse("http://" + written, out _) && written.Contains(':', StringComparison.Ordinal))
        {
            reader.Warn($"{key}: \"{written}\" has no scheme; http://{written} is used");
            return "http://" + written;
        }

        // The original started with it and answered 502; so do we, but we say so.
        reader.Warn($"{key}: \"{written}\" is not an http(s) URL: requests for it will be answered with 502");
        return string.Empty;
    }

    private static SharedStateSettings ReadSharedState(SettingsReader reader)
    {
        string redis = reader.Text(
            "shared_state.redis",
            null,
            string.Empty,
            "A Redis-compatible store that replicas share, such as redis:6379,password=…; without it each is alone.",
            value => value.Length == 0 || SharedState.SharedStore.IsAddress(value) ? null : "it takes host:port and options, separated by commas",
            secret: true);
        return new()
        {
            Redis = redis.Length == 0 ? null : redis,
            Prefix = reader.Text("shared_state.prefix", null, "reverse-proxy:", "What the store's keys begin with: one for each miner."),
            Timeout = TimeSpan.FromMilliseconds(reader.Integer(
                "shared_state.timeout_ms", null, 50, "milliseconds", "How long a request waits for the store before this replica's own memory decides.", 1, 10_000)),
        };
    }

    private static AdminSettings ReadAdmin(SettingsReader reader)
    {
        string listen = reader.Text(
            "admin.listen",
            null,
            string.Empty,
            "Where the admin interface listens: a loopback address such as 127.0.0.1:9100, or unix:/run/reverse-proxy/admin.sock; without it there is none.",
            value => value.Length == 0 || Admin.AdminAddress.TryParse(value, out _) ? null : "it takes a loopback address with a port, or unix: and an absolute path");
        string token = reader.Text(
            "admin.token", null, string.Empty, "What its callers must show; else a token is made and kept in the state directory.", secret: true);
        return new() { Listen = listen.Length == 0 ? null : listen, Token = token.Length == 0 ? null : token };
    }

    private static IReadOnlyList<RouteSettings> ReadRoutes(SettingsReader reader, TimeSpan timeout, IEnumerable<string> pools, CallbackSettings callbacks)
    {
        string preset = reader.Choice("route_preset", null, "none", ["none", "dippy"], "A set of further routes: dippy adds /edit, /sync/… and the status and result routes.");
        IReadOnlyList<RouteSettings> own = RouteReader.Read(
            reader.Json("routes", "list of routes", "[]", "Further forwarded routes: path, methods, backend, timeout in seconds, auth (signed or public), and more in docs/backends.md."),
            timeout,
            [.. pools],
            reader,
            insurable: callbacks.Listen is not null);

        // A route of the file replaces the preset's of the same path.
        return [.. own, .. RouteReader.Preset(preset, timeout).Where(route => own.All(other => other.Path != route.Path))];
    }

    private static JsonElement ReadCapacity(SettingsReader reader)
    {
        JsonElement? written = reader.Json("capacity", "JSON object", CapacityShape.Standard, "The answer to GET /capacity.");
        string format = reader.Choice(
            "capacity_format",
            null,
            CapacityShape.AsWritten,
            [CapacityShape.AsWritten, CapacityShape.Lists, CapacityShape.Flat],
            "Converts capacity into lists by kind of work or into a flat map of booleans.");
        if (written is { ValueKind: not JsonValueKind.Object } odd)
        {
            reader.Refuse("capacity", odd.GetRawText(), "it takes a JSON object");
            written = null;
        }

        return CapacityShape.Convert(written ?? PythonJson.Parse(System.Text.Encoding.UTF8.GetBytes(CapacityShape.Standard)), format);
    }

    private static TimeSpan Seconds(SettingsReader reader, string key, string? variable, long standard, string description, long minimum, long maximum) =>
        TimeSpan.FromSeconds(Math.Min(reader.Integer(key, variable, standard, "seconds", description, minimum, maximum), (long)TimeSpan.MaxValue.TotalSeconds / 2));
}

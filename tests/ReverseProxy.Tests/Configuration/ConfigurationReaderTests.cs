using System.Text;
using System.Text.Json;
using ReverseProxy.Configuration;

namespace ReverseProxy.Tests.Configuration;

public class ConfigurationReaderTests
{
    private const string Hotkey = "5FJ4gu9eVX6DG4qYi1hxkUgu1yaTm1CnQ4MiiZPjPVaXiATo";

    [Fact]
    public void Later_layers_win()
    {
        ConfigurationInput input = Input("""{"server":{"port":1001,"host":"file","log_level":"ERROR","state_dir":"/file"}}""") with
        {
            DotEnv = Variables(("PORT", "1002"), ("HOST", "dotenv"), ("LOG_LEVEL", "warning")),
            Environment = Variables(("PORT", "1003"), ("HOST", "environment"), ("MINER_HOTKEY", Hotkey)),
            CommandLine = Variables(("server.port", "1004")),
        };

        ConfigurationReading reading = ConfigurationReader.Read(input);

        reading.Configuration.Server.Port.ShouldBe(1004);
        reading.Configuration.Server.Host.ShouldBe("environment");
        reading.Configuration.Server.StateDirectory.ShouldBe("/file");
        Origin("server.port").ShouldBe("command line");
        Origin("server.host").ShouldBe("environment HOST");
        Origin("server.log_level").ShouldBe(".env LOG_LEVEL");
        Origin("server.state_dir").ShouldBe("config.json");
        Origin("services.request_timeout").ShouldBe("default");

        string Origin(string key) => reading.Settings.Single(setting => setting.Key == key).Origin;
    }

    [Theory]
    [InlineData("ALLOWED_DELTA_MS", "9000", "auth.allowed_delta_ms", "9000")]
    [InlineData("CACHE_DURATION", "60", "auth.cache_duration", "60")]
    [InlineData("CHAIN_ENDPOINT", "ws://127.0.0.1:9944", "auth.chain_endpoint", "\"ws://127.0.0.1:9944\"")]
    [InlineData("CORS_ORIGINS", "http://localhost:3000,http://localhost:8000", "cors.origins", "[\"http://localhost:3000\", \"http://localhost:8000\"]")]
    [InlineData("DEBUG_REQUESTS", "true", "server.debug_requests", "true")]
    [InlineData("HOST", "127.0.0.1", "server.host", "\"127.0.0.1\"")]
    [InlineData("INFERENCE_SERVER_URL", "http://gpu:7001", "services.inference_server_url", "\"http://gpu:7001\"")]
    [InlineData("LOG_FORMAT", "json", "server.log_format", "\"json\"")]
    [InlineData("LOG_LEVEL", "DEBUG", "server.log_level", "\"DEBUG\"")]
    [InlineData("MAX_REQUEST_SIZE", "5", "server.max_request_size", "5")]
    [InlineData("MIN_STAKE_REQUIRED", "12.5", "auth.min_stake_required", "\"12.5\"")]
    [InlineData("MINER_HOTKEY", Hotkey, "auth.miner_hotkey", "\"" + Hotkey + "\"")]
    [InlineData("PORT", "9999", "server.port", "9999")]
    [InlineData("RELOAD", "yes", "server.reload", "true")]
    [InlineData("REQUEST_TIMEOUT", "30", "services.request_timeout", "30")]
    [InlineData("TRAINING_SERVER_URL", "http://gpu:7000", "services.training_server_url", "\"http://gpu:7000\"")]
    [InlineData("REVERSE_PROXY_AUTH_ALLOWED_SENDERS", Hotkey, "auth.allowed_senders", "[\"" + Hotkey + "\"]")]
    public void Every_variable_of_the_example_environment_is_alive(string variable, string value, string key, string expected)
    {
        ConfigurationReading reading = ConfigurationReader.Read(new() { Environment = Variables(("MINER_HOTKEY", Hotkey), (variable, value)) });

        reading.Settings.Single(setting => setting.Key == key).Value.ShouldBe(expected);
    }

    [Fact]
    public void An_empty_variable_counts_as_not_set() =>
        Read("""{"server":{"port":7}}""", ("PORT", " ")).Configuration.Server.Port.ShouldBe(7);

    [Theory]
    [InlineData("""{"auth":{"alowed_senders":[]}}""", "auth.alowed_senders: unknown key; did you mean auth.allowed_senders?")]
    [InlineData("""{"sever":{"port":1}}""", "sever: unknown key")]
    [InlineData("""{"zzz":1}""", "zzz: unknown key")]
    [InlineData("""{"server":{"prot":1}}""", "server.prot: unknown key; did you mean server.port?")]
    [InlineData("""{"routes":[{"path":"/a","backend":"training","timout":1}]}""", "routes[0].timout: unknown key; did you mean timeout?")]
    public void An_unknown_key_is_warned_about_with_the_nearest_known_name(string file, string warning) =>
        Read(file).Warnings.ShouldContain(line => line.StartsWith(warning, StringComparison.Ordinal));

    [Fact]
    public void An_unknown_variable_of_ours_is_warned_about()
    {
        ConfigurationReading reading = Read("{}", ("REVERSE_PROXY_SERVER_PROT", "1"), ("PATH", "/bin"));

        reading.Warnings.Where(line => line.Contains("unknown", StringComparison.Ordinal))
            .ShouldBe(["environment REVERSE_PROXY_SERVER_PROT: unknown variable; did you mean REVERSE_PROXY_SERVER_PORT?"]);
    }

    [Theory]
    [InlineData("""{"server":{"port":70000}}""", "server.port: 70000 is not allowed: it takes an integer from 0 to 65535")]
    [InlineData("""{"server":{"log_format":"xml"}}""", "server.log_format: \"xml\" is not allowed: it takes one of text, json")]
    [InlineData("""{"services":{"request_timeout":0}}""", "services.request_timeout: 0 is not allowed: it takes an integer from 1 to 86400")]
    [InlineData("""{"auth":{"allowed_senders":5}}""", "auth.allowed_senders: 5 is not allowed: it takes a list of texts")]
    [InlineData("""{"auth":{"min_stake_required":-1}}""", "auth.min_stake_required: \"-1\" is not allowed: it takes a number from 0 up")]
    [InlineData("""{"capacity":[1]}""", "capacity: [1] is not allowed: it takes a JSON object")]
    [InlineData("""{"route_preset":"dipy"}""", "route_preset: \"dipy\" is not allowed: it takes one of none, dippy")]
    [InlineData("""{"routes":{"path":"/a"}}""", "routes: {\"path\":\"/a\"} is not allowed: it takes a list of routes")]
    [InlineData("""{"routes":[{"path":"a","backend":"training"}]}""", "routes[0].path: \"a\" is not allowed")]
    [InlineData("""{"routes":[{"path":"/a"}]}""", "routes[0].backend: nothing is not allowed")]
    [InlineData("""{"routes":[{"path":"/a","backend":"nowhere"}]}""", "routes[0].backend: \"nowhere\" is not allowed")]
    [InlineData("""{"routes":[{"path":"/a","backend":"training","methods":["TRACE"]}]}""", "routes[0].methods: [\"TRACE\"] is not allowed")]
    [InlineData("""{"routes":[{"path":"/a","backend":"training","auth":"maybe"}]}""", "routes[0].auth: \"maybe\" is not allowed")]
    [InlineData("""{"auth":{"validate_requests":false}}""", "auth.validate_requests: false is not allowed: unsigned requests are for a loopback server.host only, yours is \"0.0.0.0\"")]
    public void A_bad_value_is_one_line_that_names_the_key_the_value_and_what_is_allowed(string file, string line)
    {
        ConfigurationException exception = Should.Throw<ConfigurationException>(() => Read(file));

        exception.Lines.Count.ShouldBe(1);
        exception.Lines[0].ShouldStartWith(line);
    }

    [Fact]
    public void Several_bad_values_are_named_at_once() =>
        Should.Throw<ConfigurationException>(() => Read("""{"server":{"port":-1,"log_level":"LOUD"},"auth":{"allowed_delta_ms":"soon"}}""")).Lines.Count.ShouldBe(3);

    [Fact]
    public void The_preset_of_the_first_subnet_brings_its_routes_and_own_routes_replace_them()
    {
        ProxyConfiguration configuration = Read("""{"route_preset":"dippy","routes":[{"path":"/edit","backend":"http://gpu2:8091","timeout":60}]}""").Configuration;

        configuration.Routes.Select(route => route.Path).ShouldBe(
            ["/inference", "/edit", "/sync/inference", "/sync/edit", "/inference/status/{id}", "/inference/result/{id}", "/edit/status/{id}", "/edit/result/{id}"], ignoreOrder: true);
        configuration.Routes.Single(route => route.Path == "/edit").ShouldSatisfyAllConditions(
            route => route.Backend.ShouldBe("http://gpu2:8091"),
            route => route.Timeout.ShouldBe(TimeSpan.FromSeconds(60)),
            route => route.Methods.ShouldBe(["POST"]),
            route => route.Signed.ShouldBeTrue());
        configuration.Routes.Single(route => route.Path == "/inference").ShouldSatisfyAllConditions(
            route => route.Deadline.ShouldBe(TimeSpan.FromSeconds(18)),
            route => route.AsyncHandoff.ShouldBeTrue());
        Read("""{"route_preset":"dippy"}""").Configuration.Routes.Single(route => route.Path == "/edit").ShouldSatisfyAllConditions(
            route => route.Deadline.ShouldBe(TimeSpan.FromSeconds(55)),
            route => route.AsyncHandoff.ShouldBeTrue());
    }

    [Theory]
    [InlineData("localhost:8091", "http://localhost:8091")]
    [InlineData("http://gpu:8091/base/", "http://gpu:8091/base/")]
    [InlineData("ftp://gpu", "")]
    public void A_service_url_without_a_scheme_gets_one_and_another_scheme_is_none(string written, string used)
    {
        ConfigurationReading reading = Read($$$"""{"services":{"inference_server_url":"{{{written}}}"}}""");

        reading.Configuration.Services.InferenceServerUrl.ShouldBe(used);
        reading.Warnings.Any(line => line.StartsWith("services.inference_server_url", StringComparison.Ordinal)).ShouldBe(written != used);
    }

    [Theory]
    [InlineData("""{"inference":["base"],"training":["H100pcie"]}""", "as-written", """{"inference":["base"],"training":["H100pcie"]}""")]
    [InlineData("""{"inference":["base"],"training":["H100pcie"]}""", "flat", """{"base":true,"H100pcie":true}""")]
    [InlineData("""{"base-h100_pcie":true,"img-h100_pcie":false}""", "lists", """{"inference":["base-h100_pcie"],"training":[]}""")]
    [InlineData("""{"base-h100_pcie":true}""", "flat", """{"base-h100_pcie":true}""")]
    [InlineData("""{"free":{"shape":1}}""", "flat", """{"free":{"shape":1}}""")]
    public void Capacity_is_what_is_written_in_the_shape_that_is_asked_for(string capacity, string format, string expected)
    {
        ProxyConfiguration configuration = Read($$"""{"capacity":{{capacity}},"capacity_format":"{{format}}"}""").Configuration;

        JsonElement.DeepEquals(configuration.Capacity, JsonDocument.Parse(expected).RootElement).ShouldBeTrue(configuration.Capacity.GetRawText());
    }

    [Fact]
    public void A_hotkey_that_nobody_can_sign_for_is_warned_about() =>
        ConfigurationReader.Read(Input("""{"auth":{"miner_hotkey":"12345678"}}""")).Warnings.ShouldContain(line => line.Contains("not a valid SS58 address", StringComparison.Ordinal));

    [Fact]
    public void Everything_shown_as_JSON_is_JSON()
    {
        using StringWriter output = new();
        ConfigurationPrinter.Print(Read("""{"auth":{"allowed_senders":["a \"quoted\" one"]}}"""), json: true, output);

        JsonElement shown = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("settings");

        shown.GetProperty("server.port").GetProperty("value").GetInt32().ShouldBe(8080);
        shown.GetProperty("auth.allowed_senders").GetProperty("value")[0].GetString().ShouldBe("a \"quoted\" one");
    }

    private static ConfigurationReading Read(string file, params (string, string)[] variables) =>
        ConfigurationReader.Read(Input(file) with { Environment = Variables([("MINER_HOTKEY", Hotkey), .. variables]) });

    private static ConfigurationInput Input(string file) => new() { File = PythonJson.Parse(Encoding.UTF8.GetBytes(file)), FilePath = "config.json" };

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        variables.DistinctBy(variable => variable.Name).ToDictionary(variable => variable.Name, variable => variable.Value);
}

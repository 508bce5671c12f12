using System.Text;
using System.Text.Json;
using Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Conformance;

/// <summary>
/// The original's start-ups: what started there starts here with the same meaning, unless it is plainly a mistake; what
/// did not start there does not start here.
/// </summary>
public class StartupTests
{
    // Plainly mistakes, which the original found out later or never.
    private static readonly string[] RefusedHere = ["hotkey_placeholder", "delta_negative", "port_70000"];

    // These need a port or a resolver, not a file; ListenTests and ConfigurationFilesTests have them.
    private static readonly string[] NotAboutTheFile = ["port_in_use", "host_bad"];

    private static readonly Dictionary<string, JsonElement> Cases = Repository.Json("conformance", "startup.json").RootElement.EnumerateArray()
        .Where(element => element.GetProperty("config").ValueKind is JsonValueKind.String)
        .ToDictionary(element => element.GetProperty("id").GetString()!);

    public static TheoryData<string> Ids { get; } = new(Cases.Keys.Except(NotAboutTheFile));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_configuration_starts_as_it_did(string id)
    {
        bool starts = Cases[id].GetProperty("started").GetBoolean() && !RefusedHere.Contains(id);

        string? problem = Read(id, out ConfigurationReading? reading);

        (problem is null).ShouldBe(starts, problem);
        if (problem is not null)
        {
            problem.ShouldNotContain("Exception");
            problem.ShouldNotContain("\n   at ");
        }
        else
        {
            _ = new GatewaySnapshot(reading!.Configuration, Path.GetTempPath(), new(), new(TimeProvider.System, NullLogger<ReverseProxy.Backends.BackendRegistry>.Instance), TimeProvider.System);
        }
    }

    [Theory]
    [InlineData("delta_str", 9000)]
    [InlineData("delta_str_spaces", 9000)]
    [InlineData("delta_underscore", 8000)]
    [InlineData("delta_float", 8000)]
    [InlineData("delta_true", 1)]
    [InlineData("delta_huge", long.MaxValue)]
    public void Integers_mean_what_they_meant(string id, long expected) =>
        Started(id).Auth.AllowedDeltaMilliseconds.ShouldBe(expected);

    [Theory]
    [InlineData("senders_str", "5abc")]
    [InlineData("senders_str_empty")]
    [InlineData("senders_dup", "a", "1", "b")]
    [InlineData("senders_null")]
    [InlineData("senders_missing")]
    public void Allow_lists_mean_what_they_meant(string id, params string[] entries)
    {
        Started(id).Auth.Gate.Allowed.Entries.ShouldBe(entries);
        Started(id).Auth.Gate.IsOpen.ShouldBe(entries.Length == 0);
    }

    [Fact]
    public void Texts_and_absent_sections_mean_what_they_meant()
    {
        Started("hotkey_padded").Auth.MinerHotkey.ShouldBe(RunningProxy.Miner);
        Started("hotkey_number").Auth.MinerHotkey.ShouldBe("12345");
        Started("json_dup_key").Auth.MinerHotkey.ShouldBe("second");
        Started("port_str").Server.Port.ShouldBe(8085);
        Started("server_missing").Server.ShouldSatisfyAllConditions(server => server.Host.ShouldBe("0.0.0.0"), server => server.Port.ShouldBe(8080));
        Started("services_missing").Services.InferenceServerUrl.ShouldBe("http://localhost:8091");
        Started("services_null_url").Services.InferenceServerUrl.ShouldBe("http://localhost:8091");
        Started("log_debug").Log.Level.ShouldBe(Microsoft.Extensions.Logging.LogLevel.Debug);
    }

    [Theory]
    [InlineData("hotkey_placeholder", "auth.miner_hotkey")]
    [InlineData("delta_negative", "auth.allowed_delta_ms: -5")]
    [InlineData("port_70000", "server.port: 70000")]
    [InlineData("delta_abc", "auth.allowed_delta_ms: \"abc\"")]
    [InlineData("log_WARN", "server.log_level: \"WARN\"")]
    [InlineData("json_trailing_comma", "not valid JSON at line 1")]
    [InlineData("json_bom", "byte order mark")]
    [InlineData("auth_list", "auth: [1]")]
    public void A_refusal_names_the_key_and_the_value(string id, string named)
    {
        string? problem = Read(id, out _);

        problem.ShouldNotBeNull();
        problem.ShouldContain(named);
    }

    private static ProxyConfiguration Started(string id)
    {
        Read(id, out ConfigurationReading? reading).ShouldBeNull();
        return reading!.Configuration;
    }

    private static string? Read(string id, out ConfigurationReading? reading)
    {
        reading = null;
        string text = Cases[id].GetProperty("config").GetString()!;

        // Recorded as a replacement character: the file held a lone Latin-1 byte.
        byte[] bytes = id == "json_latin1" ? [.. Encoding.UTF8.GetBytes("{\"a\":\""), 0xE9, .. Encoding.UTF8.GetBytes("\"}")] : Encoding.UTF8.GetBytes(text);
        try
        {
            reading = ConfigurationReader.Read(new() { File = PythonJson.Parse(bytes), FilePath = "config.json" });
            return null;
        }
        catch (Exception exception) when (exception is ConfigurationException or FormatException)
        {
            return exception.Message;
        }
    }
}

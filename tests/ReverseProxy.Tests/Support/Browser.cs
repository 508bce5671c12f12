using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReverseProxy.Tests.Support;

/// <summary>A real browser without a screen, driven by WebDriver: Chromium, where this machine has it.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private readonly Process _driver;
    private readonly HttpClient _client;
    private string _session = string.Empty;

    private Browser(Process driver, int port)
    {
        _driver = driver;
        _client = new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Where driver and browser are; null where one is missing.</summary>
    public static (string Driver, string Browser)? Find() => (Locate("chromedriver"), Locate("chromium") ?? Locate("chromium-browser") ?? Locate("google-chrome")) is ({ } driver, { } browser)
        ? (driver, browser)
        : null;

    /// <summary>Starts one, or skips the test, with the reason, where there is none.</summary>
    public static async Task<Browser> StartAsync()
    {
        Assert.SkipWhen(Find() is null, "there is no chromium with its chromedriver: apt install chromium chromium-driver");
        (string driver, string binary) = Find()!.Value;
        Process process = Process.Start(new ProcessStartInfo(driver, ["--port=0"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        int port = 0;
        while (port == 0 && await process.StandardOutput.ReadLineAsync(RawClient.Token) is { } line)
        {
            port = StartedPattern().Match(line) is { Success: true } match ? int.Parse(match.Groups["port"].Value) : 0;
        }

        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        Browser browser = new(process, port);
        JsonNode session = await browser.SendAsync(HttpMethod.Post, "/session", new JsonObject
        {
            ["capabilities"] = new JsonObject
            {
                ["alwaysMatch"] = new JsonObject
                {
                    ["goog:loggingPrefs"] = new JsonObject { ["browser"] = "ALL" },
                    ["goog:chromeOptions"] = new JsonObject
                    {
                        ["binary"] = binary,
                        ["args"] = new JsonArray("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--force-device-scale-factor=1"),
                    },
                },
            },
        });
        browser._session = "/session/" + session["sessionId"]!.GetValue<string>();
        return browser;
    }

    public Task GoAsync(string url) => SendAsync(HttpMethod.Post, _session + "/url", new JsonObject { ["url"] = url });

    public async Task<string> UrlAsync() => (await SendAsync(HttpMethod.Get, _session + "/url", null)).GetValue<string>();

    /// <summary>Runs a script's body in the page and returns what it returns.</summary>
    public Task<JsonNode> RunAsync(string script) =>
        SendAsync(HttpMethod.Post, _session + "/execute/sync", new JsonObject { ["script"] = script, ["args"] = new JsonArray() });

    /// <summary>Waits until a script's expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        for (int i = 0; i < 300; i++)
        {
            if ((await RunAsync($"return !!({expression});")).GetValue<bool>())
            {
                return;
            }

            await Task.Delay(100, RawClient.Token);
        }

        string text = (await RunAsync("return document.body.innerText;")).GetValue<string>();
        throw new TimeoutException($"{expression} did not come true; the page says: {text}");
    }

    /// <summary>Presses keys one after the other, as a person does.</summary>
    public Task PressAsync(params string[] keys) => SendAsync(HttpMethod.Post, _session + "/actions", new JsonObject
    {
        ["actions"] = new JsonArray(new JsonObject
        {
            ["type"] = "key",
            ["id"] = "keyboard",
            ["actions"] = new JsonArray([.. keys.SelectMany(key => new JsonNode[]
            {
                new JsonObject { ["type"] = "keyDown", ["value"] = key },
                new JsonObject { ["type"] = "keyUp", ["value"] = key },
            })]),
        }),
    });

    /// <summary>Sets the size of the page and whether it is dark.</summary>
    public async Task LookAsync(int width, int height, bool dark)
    {
        await CommandAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await CommandAsync("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
    }

    public async Task<byte[]> ScreenshotAsync() => Convert.FromBase64String((await SendAsync(HttpMethod.Get, _session + "/screenshot", null)).GetValue<string>());

    /// <summary>What the page complained of since last asked: errors of scripts, refused sources, failed requests.</summary>
    public async Task<IReadOnlyList<string>> ComplaintsAsync()
    {
        JsonNode log = await SendAsync(HttpMethod.Post, _session + "/se/log", new JsonObject { ["type"] = "browser" });
        return [.. log.AsArray().Select(entry => $"{entry!["level"]}: {entry["message"]}")];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.DeleteAsync(_session, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // It is gone already.
        }

        _client.Dispose();
        if (!_driver.HasExited)
        {
            _driver.Kill(entireProcessTree: true);
            await _driver.WaitForExitAsync();
        }

        _driver.Dispose();
    }

    private Task CommandAsync(string command, JsonObject parameters) =>
        SendAsync(HttpMethod.Post, _session + "/goog/cdp/execute", new JsonObject { ["cmd"] = command, ["params"] = parameters });

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        using HttpResponseMessage answer = await _client.SendAsync(request, RawClient.Token);
        string text = await answer.Content.ReadAsStringAsync(RawClient.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["value"] ?? JsonValue.Create(string.Empty);
    }

    private static string? Locate(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"started successfully on port (?<port>\d+)", RegexOptions.None, 1000)]
    private static partial Regex StartedPattern();
}

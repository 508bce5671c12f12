using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ReverseProxy.Configuration;
using ReverseProxy.Serving;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Serving;

/// <summary>What is warmed up is what the configuration will use.</summary>
public class WarmUpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_goes_through_insured_callbacks_where_there_are_any(bool insured)
    {
        JsonObject json = RunningProxy.Configuration("http://127.0.0.1:9");
        if (insured)
        {
            json["callbacks"] = new JsonObject { ["listen"] = "127.0.0.1:8092" };
        }

        ProxyConfiguration configuration = ConfigurationReader.Read(new() { File = PythonJson.Parse(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())), FilePath = "config.json" }).Configuration;
        CollectedLog log = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));

        await WarmUp.RunAsync(configuration, loggers.CreateLogger("warm-up"), RawClient.Token);

        // On a machine that is busy with other things it is cut short, and that is all that may go wrong.
        log.Texts.Single().ShouldMatch("^(Warmed up in|Not warmed up: .*cancel)");
    }
}

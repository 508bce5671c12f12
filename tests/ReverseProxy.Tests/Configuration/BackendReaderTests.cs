using ReverseProxy.Configuration;
using ReverseProxy.Tests.Support;

namespace ReverseProxy.Tests.Configuration;

public class BackendReaderTests
{
    [Fact]
    public void The_two_service_URLs_are_pools_of_one_server()
    {
        ConfigurationReading reading = Read("""{"services":{"training_server_url":"http://t:1","inference_server_url":"http://i:2","connect_retry_budget":7}}""");

        PoolSettings training = reading.Configuration.Backends["training"];
        training.Servers.ShouldBe([new("http://t:1")]);
        training.ConnectRetryBudget.ShouldBe(TimeSpan.FromSeconds(7));
        (training.Concurrency, training.Health).ShouldBe((0, null));
        reading.Configuration.Backends["inference"].Servers.ShouldBe([new("http://i:2")]);
    }

    [Fact]
    public void Everything_about_a_pool_is_read()
    {
        PoolSettings pool = Read("""
            {"backends":{"gpu":{"servers":[{"url":"http://a:1","weight":2},"http://b:1"],"policy":"least-queued","connect_retry_budget":0.5,"concurrency":1,"queue":3,
              "health":{"path":"/ready","interval":2.5,"timeout":1,"status":[200,204],"field":"services.inference","equals":["ready",true],"queue_field":"queue.size","unhealthy_after":3,"healthy_after":2},
              "ejection":{"failures":5,"time":1.5,"maximum_time":30,"count_server_errors":false}}}}
            """).Configuration.Backends["gpu"];

        pool.Servers.ShouldBe([new("http://a:1", 2), new("http://b:1")]);
        (pool.Policy, pool.ConnectRetryBudget, pool.Concurrency, pool.Queue).ShouldBe((BalancingPolicy.LeastQueued, TimeSpan.FromSeconds(0.5), 1, 3));
        pool.Health!.Statuses.ShouldBe([200, 204]);
        pool.Health.Values.ShouldBe(["ready", "true"]);
        (pool.Health.Path, pool.Health.Field, pool.Health.QueueField, pool.Health.UnhealthyAfter, pool.Health.HealthyAfter)
            .ShouldBe(("/ready", "services.inference", "queue.size", 3, 2));
        pool.Ejection.ShouldBe(new() { Failures = 5, Time = TimeSpan.FromSeconds(1.5), MaximumTime = TimeSpan.FromSeconds(30), CountServerErrors = false });
    }

    [Theory]
    [InlineData("""{"backends":{"gpu":["http://a:1"]},"routes":[{"path":"/a","backend":"gpu","deadline":9}]}""", 1)]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"]}},"routes":[{"path":"/a","backend":"gpu","finish_within":9}]}""", 1)]
    [InlineData("""{"backends":{"gpu":["http://a:1"]},"routes":[{"path":"/a","backend":"inference","deadline":9,"choose":{"field":"x","pools":{"y":"gpu"}}}]}""", 1)]
    [InlineData("""{"backends":{"inference":["http://a:1"],"gpu":["http://a:1"]},"route_preset":"dippy"}""", 0)]
    [InlineData("""{"backends":{"gpu":["http://a:1"]},"routes":[{"path":"/a","backend":"gpu"}]}""", 0)]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"concurrency":0}},"routes":[{"path":"/a","backend":"gpu","deadline":9}]}""", 0)]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"concurrency":3}},"routes":[{"path":"/a","backend":"gpu","deadline":9}]}""", 3)]
    public void A_named_pool_behind_a_route_with_a_deadline_works_on_one_job_at_a_time_unless_it_says_otherwise(string json, int concurrency)
    {
        PoolSettings pool = Read(json).Configuration.Backends["gpu"];

        (pool.Concurrency, pool.Queue).ShouldBe((concurrency, 16));
    }

    [Theory]
    [InlineData("""{"services":{"inference_server_url":"http://i:2"},"route_preset":"dippy"}""")]
    [InlineData("""{"services":{"inference_server_url":"http://i:2"},"routes":[{"path":"/inference","backend":"inference","deadline":9}]}""")]
    public void With_the_two_service_URLs_nobody_waits_whatever_routes_say(string json) =>
        Read(json).Configuration.Backends.Values.ShouldAllBe(pool => pool.Concurrency == 0);

    [Fact]
    public void A_preset_counts_as_a_route_with_a_deadline() =>
        Read("""{"backends":{"inference":["http://a:1"]},"route_preset":"dippy"}""").Configuration.Backends["inference"].Concurrency.ShouldBe(1);

    [Theory]
    [InlineData("", false, 120)]
    [InlineData(""", "callback_insurance":true """, true, 120)]
    [InlineData(""", "callback_insurance":true, "busy_until":"answer" """, false, 120)]
    [InlineData(""", "callback_insurance":true, "busy_until":"callback", "lost_after":30.5 """, true, 30.5)]
    public void A_job_takes_its_place_until_the_callback_where_there_is_one(string members, bool untilCallback, double lostAfter)
    {
        string json = "{\"callbacks\":{\"listen\":\"127.0.0.1:8092\"},\"routes\":[{\"path\":\"/a\",\"backend\":\"inference\"" + members + "}]}";

        RouteSettings route = Read(json).Configuration.Routes.Single();

        (route.IsBusyUntilCallback, route.LostAfter.TotalSeconds).ShouldBe((untilCallback, lostAfter));
    }

    [Theory]
    [InlineData("""{"backends":[]}""", "backends: [] is not allowed")]
    [InlineData("""{"backends":{"gpu":7}}""", "backends.gpu: 7 is not allowed")]
    [InlineData("""{"backends":{"gpu":{}}}""", "backends.gpu.servers: nothing is not allowed")]
    [InlineData("""{"backends":{"gpu":["ftp://a"]}}""", "backends.gpu: \"ftp://a\" is not allowed")]
    [InlineData("""{"backends":{"gpu":["http://a:1","http://a:1/"]}}""", "it takes each server once")]
    [InlineData("""{"backends":{"gpu":{"servers":[{"url":"http://a:1","weight":0}]}}}""", "backends.gpu.servers.weight: 0 is not allowed: it takes an integer from 1 to 1000")]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"policy":"best"}}}""", "backends.gpu.policy: \"best\" is not allowed: it takes one of power-of-two-choices")]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"concurrency":-1}}}""", "backends.gpu.concurrency: -1 is not allowed")]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"health":{"path":"health"}}}}""", "backends.gpu.health.path: \"health\" is not allowed")]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"health":{"status":99}}}}""", "backends.gpu.health.status: 99 is not allowed")]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"connect_retry_budget":"soon"}}}""", "backends.gpu.connect_retry_budget: \"soon\" is not allowed")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","async_handoff":true}]}""", "routes[0].async_handoff: true is not allowed: it takes a deadline beside it")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","busy_until":"callback"}]}""", "routes[0].busy_until: \"callback\" is not allowed: callback takes callback_insurance beside it")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","busy_until":"done"}]}""", "routes[0].busy_until: \"done\" is not allowed: it takes one of answer, callback")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","finish_within":0}]}""", "routes[0].finish_within: 0 is not allowed")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","deadline":0}]}""", "routes[0].deadline: 0 is not allowed")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","choose":[{"field":"a","pools":{"x":"inferense"}}]}]}""", "there is no pool \"inferense\"; did you mean inference?")]
    [InlineData("""{"routes":[{"path":"/a","backend":"inference","choose":[{"pools":{"x":"training"}}]}]}""", "routes[0].choose: [{\"pools\":{\"x\":\"training\"}}] is not allowed")]
    public void What_is_not_allowed_is_said_with_its_key(string json, string expected) =>
        Should.Throw<ConfigurationException>(() => Read(json)).Lines.ShouldContain(line => line.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"polisy":"first"}}}""", "backends.gpu.polisy: unknown key; did you mean policy?")]
    [InlineData("""{"backends":{"gpu":{"servers":["http://a:1"],"queue":2}}}""", "backends.gpu.queue: without backends.gpu.concurrency nobody waits")]
    [InlineData("""{"services":{"inference_server_url":"http://a:1"},"backends":{"inference":["http://b:1"]}}""", "services.inference_server_url: backends.inference takes its place")]
    public void What_is_odd_is_warned_about(string json, string expected) => Read(json).Warnings.ShouldContain(expected);

    private static ConfigurationReading Read(string json) => ConfigurationReader.Read(new()
    {
        File = PythonJson.Parse(System.Text.Encoding.UTF8.GetBytes(json)),
        FilePath = "config.json",
        CommandLine = new Dictionary<string, string> { ["auth.miner_hotkey"] = RunningProxy.Miner },
    });
}

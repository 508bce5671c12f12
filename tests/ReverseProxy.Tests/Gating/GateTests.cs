using System.Text;
using Bittensor.Subnets;
using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Configuration;
using ReverseProxy.Gating;
using ReverseProxy.Tests.Support;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Gating;

public class GateTests
{
    private static readonly AccountId Listed = Key(1);
    private static readonly AccountId Denied = Key(2);
    private static readonly AccountId Validator = Key(3);
    private static readonly AccountId Miner = Key(4);
    private static readonly AccountId Newcomer = Key(5);
    private static readonly AccountId Stranger = Key(6);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly GateCounters _counters = new();
    private readonly SubnetHolder _subnet = new();

    [Fact]
    public void Without_lists_and_rules_everybody_comes_in()
    {
        Gate gate = Make("{}");

        Verdict(gate, Stranger).ShouldBe((true, false, null));
        gate.Settings.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void With_an_allow_list_only_it_comes_in()
    {
        Gate gate = Make($$"""{"allowed_senders":["{{Listed}}"]}""");

        Verdict(gate, Listed).ShouldBe((true, true, null));
        Verdict(gate, Validator).ShouldBe((false, false, "allow_list"));
        gate.Settings.IsOpen.ShouldBeFalse();
    }

    [Theory]
    [InlineData("registered", true, true, true, false)]
    [InlineData("validator_permit", true, false, false, false)]
    [InlineData("min_stake", true, true, false, false)]
    [InlineData("min_age", true, true, false, false)]
    public void A_rule_of_the_subnet_says_who_else_comes_in(string policy, bool validator, bool miner, bool newcomer, bool stranger)
    {
        Gate gate = Make($$"""{"allowed_senders":["{{Listed}}"],"policies":[{"policy":"{{policy}}","mode":"enforce","amount":100,"blocks":1000}]}""");
        _subnet.Current = State();

        gate.Decide(Listed).Admitted.ShouldBeTrue();
        Verdict(gate, Validator).ShouldBe((validator, validator, validator ? null : policy));
        Verdict(gate, Miner).ShouldBe((miner, false, miner ? null : policy));
        Verdict(gate, Newcomer).ShouldBe((newcomer, false, newcomer ? null : policy));
        Verdict(gate, Stranger).ShouldBe((stranger, false, stranger ? null : policy));
    }

    [Fact]
    public void Alpha_and_total_stake_are_two_figures()
    {
        _subnet.Current = State();

        Make("""{"policies":[{"policy":"min_stake","mode":"enforce","amount":150,"kind":"alpha"}]}""").Decide(Miner).Admitted.ShouldBeFalse();
        Make("""{"policies":[{"policy":"min_stake","mode":"enforce","amount":150,"kind":"total"}]}""").Decide(Miner).Admitted.ShouldBeTrue();
        Make("""{"min_stake_required":"99.5"}""").Decide(Miner).Admitted.ShouldBeTrue();
        Make("""{"min_stake_required":100.5}""").Decide(Miner).Reason.ShouldBe("min_stake");
    }

    [Fact]
    public void The_first_enforced_rule_that_refuses_is_the_reason()
    {
        Gate gate = Make("""{"policies":[{"policy":"min_age","mode":"warn","blocks":1},{"policy":"validator_permit","mode":"enforce"},{"policy":"registered","mode":"enforce"}]}""");
        _subnet.Current = State();

        gate.Decide(Stranger).Reason.ShouldBe("validator_permit");
    }

    [Fact]
    public void What_only_warns_refuses_nobody_and_is_counted()
    {
        Gate gate = Make("""{"policies":[{"policy":"validator_permit","mode":"warn"},{"policy":"registered","mode":"off"}]}""");
        _subnet.Current = State();

        Counted(gate, Stranger).Admitted.ShouldBeTrue();
        Counted(gate, Miner).Admitted.ShouldBeTrue();
        Counted(gate, Validator).Admitted.ShouldBeTrue();
        gate.Decide(Stranger).Admitted.ShouldBeTrue("and this one never proved who he is");

        (_counters.Hits, _counters.Misses).ShouldBe((3, 0));
        _counters.CountOfWouldHaveRefused(PolicyKind.ValidatorPermit).ShouldBe(2);
        _counters.CountOfWouldHaveRefused(PolicyKind.Registered).ShouldBe(0);
    }

    [Fact]
    public void A_denied_sender_stays_out_unless_allowed_by_name()
    {
        Make($$"""{"denied_senders":["{{Denied}}"]}""").Decide(Denied).Reason.ShouldBe("deny_list");
        Make($$"""{"denied_senders":["{{Denied}}"]}""").Decide(Stranger).Admitted.ShouldBeTrue();
        Make($$"""{"denied_senders":["{{Denied}}"],"allowed_senders":["{{Denied}}"]}""").Decide(Denied).Admitted.ShouldBeTrue();
    }

    [Fact]
    public void A_rule_that_only_warns_does_not_open_an_allow_list()
    {
        Gate gate = Make($$"""{"allowed_senders":["{{Listed}}"],"policies":[{"policy":"registered","mode":"warn"}]}""");
        _subnet.Current = State();

        gate.Decide(Validator).Reason.ShouldBe("allow_list");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",\"when_unknown\":\"refuse\"", false)]
    [InlineData(",\"when_unknown\":\"admit\"", true)]
    public void While_nothing_is_known_of_the_subnet_the_rule_says_what_to_do(string whenUnknown, bool admitted)
    {
        Gate gate = Make($$"""{"allowed_senders":["{{Listed}}"],"policies":[{"policy":"registered","mode":"enforce"{{whenUnknown}}}]}""");

        Counted(gate, Validator).Admitted.ShouldBe(admitted);
        gate.Decide(Listed).Admitted.ShouldBeTrue("an allow-listed sender needs no chain");
        _counters.CountOfUnknown(PolicyKind.Registered).ShouldBe(1);
        _counters.CountOfRefused(PolicyKind.Registered).ShouldBe(admitted ? 0 : 1);
        (_counters.Hits, _counters.Misses).ShouldBe((0, 1));
    }

    [Fact]
    public void An_old_state_is_believed_as_long_as_the_rule_says()
    {
        Gate trusting = Make("""{"policies":[{"policy":"registered","mode":"enforce"}]}""");
        Gate strict = Make("""{"policies":[{"policy":"registered","mode":"enforce","max_age":3600}]}""");
        _subnet.Current = State();
        _clock.Advance(TimeSpan.FromHours(1));
        strict.Decide(Validator).Admitted.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromSeconds(1));

        strict.Decide(Validator).Admitted.ShouldBeFalse();
        trusting.Decide(Validator).Admitted.ShouldBeTrue("a chain that is down does not lock validators out");
    }

    [Fact]
    public void A_registration_of_the_future_is_not_old_and_breaks_nothing()
    {
        Gate gate = Make("""{"policies":[{"policy":"min_age","mode":"enforce","blocks":5}]}""");
        _subnet.Current = new(11, block: 10, _clock.GetUtcNow(), [new(0, Miner, HasValidatorPermit: false, 0, 0, RegisteredAt: ulong.MaxValue)]);

        gate.Decide(Miner).Admitted.ShouldBeFalse();
    }

    [Fact]
    public void A_node_that_cannot_be_is_a_mistake_only_where_it_would_be_asked()
    {
        Should.Throw<ConfigurationException>(() => Make("""{"chain_endpoint":"nowhere at all","policies":[{"policy":"registered","mode":"warn"}]}"""))
            .Lines.ShouldContain("auth.chain_endpoint: \"nowhere at all\" is not allowed: it takes a network such as finney, or wss:// addresses separated by commas");
        _ = Make("""{"chain_endpoint":"nowhere at all"}""");
        _ = Make("""{"chain_endpoint":"wss://one.example,wss://two.example","policies":[{"policy":"registered","mode":"warn"}]}""");
    }

    [Theory]
    [InlineData("""{"policies":[{"policy":"registred","mode":"enforce"}]}""", "auth.policies[0].policy: \"registred\" is not allowed: it takes one of allow_list, deny_list, registered, validator_permit, min_stake, min_age")]
    [InlineData("""{"policies":[{"policy":"registered"}]}""", "auth.policies[0].mode: nothing is not allowed: it takes one of off, warn, enforce")]
    [InlineData("""{"policies":[{"policy":"min_stake","mode":"enforce","amount":-1}]}""", "auth.policies[0].amount: -1 is not allowed")]
    [InlineData("""{"policies":[{"policy":"min_age","mode":"enforce","blocks":"soon"}]}""", "auth.policies[0].blocks: \"soon\" is not allowed")]
    [InlineData("""{"policies":["registered"]}""", "auth.policies[0]: \"registered\" is not allowed")]
    [InlineData("""{"policies":{}}""", "auth.policies: {} is not allowed")]
    public void A_mistake_in_a_rule_is_named(string auth, string line) =>
        Should.Throw<ConfigurationException>(() => Make(auth)).Lines.ShouldContain(text => text.StartsWith(line, StringComparison.Ordinal));

    private static AccountId Key(byte number) => AccountId.FromBytes([.. Enumerable.Repeat(number, 32)]);

    private static (bool Admitted, bool Known, string? Reason) Verdict(Gate gate, AccountId sender)
    {
        GateDecision decision = gate.Decide(sender);
        return (decision.Admitted, decision.Known, decision.Reason);
    }

    /// <summary>The decision on a request whose signature was right.</summary>
    private GateDecision Counted(Gate gate, AccountId sender)
    {
        GateDecision decision = gate.Decide(sender);
        _counters.Count(decision);
        return decision;
    }

    private Gate Make(string auth)
    {
        ConfigurationReading reading = ConfigurationReader.Read(new()
        {
            File = PythonJson.Parse(Encoding.UTF8.GetBytes($$"""{"auth":{{auth}}}""")),
            FilePath = "config.json",
            CommandLine = new Dictionary<string, string> { ["auth.miner_hotkey"] = RunningProxy.Miner },
        });
        return new(reading.Configuration.Auth.Gate, _subnet, _clock);
    }

    private Metagraph State() => new(
        netuid: 11,
        block: 10_000,
        _clock.GetUtcNow(),
        [
            new(0, Validator, HasValidatorPermit: true, AlphaStake: 50_000_000_000_000, TotalStake: 60_000_000_000_000, RegisteredAt: 1),
            new(1, Miner, HasValidatorPermit: false, AlphaStake: 100_000_000_000, TotalStake: 200_000_000_000, RegisteredAt: 9_000),
            new(2, Newcomer, HasValidatorPermit: false, AlphaStake: 0, TotalStake: 0, RegisteredAt: 9_990),
        ]);
}

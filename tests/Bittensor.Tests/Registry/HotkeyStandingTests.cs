using System.Text;
using Bittensor.Commitments;
using Bittensor.Registry;
using Bittensor.Tests.Support;
using FakeNode.Chain;
using FakeNode.Runtimes;
using Fixtures;
using Substrate.Client.Chain;
using Substrate.Client.Extrinsics;
using Substrate.Client.Submission;
using Substrate.Cryptography;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Tests.Registry;

/// <summary>What is said beforehand, against a node that follows the chain's rules by code of its own.</summary>
public sealed class HotkeyStandingTests : IDisposable
{
    private readonly Keypair _alice = SecretUri.Open("//Alice");

    [Fact]
    public async Task Who_is_registered_where_and_with_what_is_known()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        scene.Node.Chain.Populate(11, 3);

        (await StandingAsync(scene, 11, SubnetState.Account(2))).Uid.ShouldBe((ushort)2);
        HotkeyStanding stranger = await StandingAsync(scene, 11, _alice.PublicKey);
        (stranger.SubnetExists, stranger.Uid, stranger.Commitment).ShouldBe((true, null, null));
        (await StandingAsync(scene, 99, SubnetState.Account(2))).SubnetExists.ShouldBeFalse();
        (await StandingAsync(scene, 11, SubnetState.Account(1))).Commitment!.FirstRaw!.Value.ToArray().ShouldBe(Encoding.ASCII.GetBytes("203.0.113.1:8001"));
        _alice.PublicKey.ShouldBe(AccountId.FromBytes(DevelopmentKey.Public("//Alice")));
    }

    [Theory]
    [InlineData(218u)]
    [InlineData(260u)]
    public async Task The_interval_between_two_commitments_is_known_to_the_block(uint specVersion)
    {
        await using RegistryScene scene = await RegistryScene.StartAsync(SubtensorRuntime.Create(specVersion));
        scene.Node.Chain.Register(11, _alice.PublicKey);
        (await StandingAsync(scene, 11, _alice.PublicKey)).Limit.Allows(17).ShouldBeTrue();
        (await CommitAsync(scene, "first")).Succeeded.ShouldBeTrue();

        CommitmentLimit limit = (await StandingAsync(scene, 11, _alice.PublicKey)).Limit;
        (limit.Allows(17), limit.BlocksUntil(17)).ShouldBe((false, 99ul));
        (await CommitAsync(scene, "second")).Error!.Name.ShouldBe("CommitmentSetRateLimitExceeded");

        scene.Node.Chain.Seal(count: 97);
        (await StandingAsync(scene, 11, _alice.PublicKey)).Limit.BlocksUntil(17).ShouldBe(1ul);
        scene.Node.Chain.Seal();
        (await StandingAsync(scene, 11, _alice.PublicKey)).Limit.Allows(17).ShouldBeTrue();
        (await CommitAsync(scene, "third")).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task The_space_of_an_epoch_is_known_to_the_byte_and_the_block()
    {
        await using RegistryScene scene = await RegistryScene.StartAsync();
        scene.Node.Chain.Register(11, _alice.PublicKey);
        for (int i = 0; i < 31; i++)
        {
            (await StandingAsync(scene, 11, _alice.PublicKey)).Limit.Allows(17).ShouldBeTrue();
            (await CommitAsync(scene, $"number {i}")).Succeeded.ShouldBeTrue();
        }

        CommitmentLimit limit = (await StandingAsync(scene, 11, _alice.PublicKey)).Limit;
        (limit.UsedBytes, limit.MaximumBytes, limit.Allows(17)).ShouldBe((3100ul, 3100ul, false));
        (await CommitAsync(scene, "one too many")).Error!.Name.ShouldBe("SpaceLimitExceeded");

        // The block after the next BlocksUntil ones is the first of the new epoch.
        limit = (await StandingAsync(scene, 11, _alice.PublicKey)).Limit;
        scene.Node.Chain.Seal((int)limit.BlocksUntil(17) - 1);
        (await StandingAsync(scene, 11, _alice.PublicKey)).Limit.Allows(17).ShouldBeFalse();
        scene.Node.Chain.Seal();
        (await StandingAsync(scene, 11, _alice.PublicKey)).Limit.Allows(17).ShouldBeTrue();
        (await CommitAsync(scene, "anew")).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Long_commitments_count_what_they_are_and_short_ones_a_hundred()
    {
        CommitmentLimit limit = new() { MaximumBytes = 3100, UsedBytes = 2990 };

        (limit.HasSpaceFor(1), limit.HasSpaceFor(110), limit.HasSpaceFor(111)).ShouldBe((true, true, false));
        CommitmentLimit.None.Allows(128).ShouldBeTrue();
    }

    public void Dispose() => _alice.Dispose();

    private static async Task<HotkeyStanding> StandingAsync(RegistryScene scene, ushort netuid, AccountId hotkey)
    {
        BlockState state = await scene.Client.AtBestAsync(RegistryScene.Token);
        return await HotkeyStanding.ReadAsync(state, netuid, hotkey, RegistryScene.Token);
    }

    private Task<SubmissionOutcome> CommitAsync(RegistryScene scene, string text) => scene.Client.SubmitAsync(
        CommitmentCall.Create(11, CommitmentField.Raw(Encoding.ASCII.GetBytes(text))), new KeypairSigner(_alice), new(), progress: null, RegistryScene.Token);
}

using Bittensor.Wallets;
using Substrate.Cryptography.Sr25519;

namespace Bittensor.Tests.Wallets;

public class KeyDerivationGateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_attempt_runs_at_a_time()
    {
        int running = 0;
        int most = 0;
        Task[] attempts =
            [.. Enumerable.Range(0, 20).Select(_ => KeyDerivationGate.RunAsync(
                () =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    Thread.Yield();
                    Interlocked.Decrement(ref running);
                    return null;
                },
                Cancellation))];
        await Task.WhenAll(attempts);

        most.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_while_another_attempt_goes_on()
    {
        TaskCompletionSource begun = new();
        TaskCompletionSource end = new();
        Task first = KeyDerivationGate.RunAsync(
            () =>
            {
                begun.SetResult();
                end.Task.Wait(Cancellation);
                return null;
            },
            Cancellation);
        await begun.Task;
        using CancellationTokenSource source = new();
        bool ran = false;
        Task second = KeyDerivationGate.RunAsync(
            () =>
            {
                ran = true;
                return null;
            },
            source.Token);

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        first.IsCompleted.ShouldBeFalse();
        end.SetResult();
        await first;
        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_is_no_longer_wanted_is_wiped()
    {
        using CancellationTokenSource source = new();
        Keypair pair = Keypair.Generate();

        await Should.ThrowAsync<OperationCanceledException>(() => KeyDerivationGate.RunAsync(
            () =>
            {
                source.Cancel();
                return new KeyfileKey(pair, pair.PublicKey, []);
            },
            source.Token));

        Should.Throw<ObjectDisposedException>(() => pair.Sign("message"u8));
    }

    [Fact]
    public async Task An_attempt_that_fails_lets_the_next_one_pass()
    {
        await Should.ThrowAsync<InvalidOperationException>(
            () => KeyDerivationGate.RunAsync(() => throw new InvalidOperationException(), Cancellation));

        (await KeyDerivationGate.RunAsync(() => null, Cancellation)).ShouldBeNull();
    }
}

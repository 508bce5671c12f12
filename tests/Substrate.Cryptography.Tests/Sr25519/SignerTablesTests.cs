using CsCheck;
using Fixtures;
using Substrate.Cryptography.Ristretto;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public sealed class SignerTablesTests
{
    private readonly SteppingClock _clock = new();
    private readonly SignerTables<EdwardsPoint, EdwardsAddend> _tables;
    private readonly CurveVerifier<EdwardsPoint, EdwardsAddend> _verifier;

    public SignerTablesTests()
    {
        _tables = new(_clock, static work => work());
        _verifier = new(_tables);
    }

    [Fact]
    public void A_known_signer_has_a_table_once_he_has_verified_twice()
    {
        Signed signed = Sign(1);

        _verifier.Verify(signed.Key, signed.Message, signed.Signature, known: true).ShouldBeTrue();
        _tables.Count.ShouldBe(0);
        _verifier.Verify(signed.Key, signed.Message, signed.Signature, known: true).ShouldBeTrue();
        _tables.Count.ShouldBe(1);
        _verifier.Verify(signed.Key, signed.Message, signed.Signature, known: true).ShouldBeTrue();
        _tables.Count.ShouldBe(1);
    }

    [Fact]
    public void A_stranger_never_has_a_table()
    {
        Signed signed = Sign(1);
        for (int time = 0; time < 10; time++)
        {
            _verifier.Verify(signed.Key, signed.Message, signed.Signature).ShouldBeTrue();
        }

        _tables.Count.ShouldBe(0);
    }

    [Fact]
    public void Signatures_that_do_not_fit_never_make_a_table()
    {
        Signed signed = Sign(1);
        for (int time = 0; time < 10; time++)
        {
            _verifier.Verify(signed.Key, "another message"u8, signed.Signature, known: true).ShouldBeFalse();
        }

        _tables.Count.ShouldBe(0);
    }

    [Fact]
    public void Places_are_bounded_and_only_a_minute_of_silence_frees_one()
    {
        int capacity = SignerTables<EdwardsPoint, EdwardsAddend>.Capacity;
        Signed[] signers = [.. Enumerable.Range(1, capacity + 1).Select(Sign)];
        foreach (Signed signer in signers)
        {
            VerifyTwice(signer);
        }

        _tables.Count.ShouldBe(capacity);
        HasTable(signers[^1]).ShouldBeFalse();

        _clock.Step(TimeSpan.FromSeconds(61));
        HasTable(signers[0]).ShouldBeTrue();
        VerifyTwice(signers[^1]);

        _tables.Count.ShouldBe(capacity);
        HasTable(signers[^1]).ShouldBeTrue();
        HasTable(signers[0]).ShouldBeTrue("he was not the one silent longest");
        signers.Count(HasTable).ShouldBe(capacity);
    }

    [Fact]
    public void Nothing_waits_for_a_table_that_is_being_built()
    {
        List<Action> work = [];
        SignerTables<EdwardsPoint, EdwardsAddend> tables = new(_clock, work.Add);
        CurveVerifier<EdwardsPoint, EdwardsAddend> verifier = new(tables);
        Signed first = Sign(1);
        Signed second = Sign(2);
        for (int time = 0; time < 5; time++)
        {
            verifier.Verify(first.Key, first.Message, first.Signature, known: true).ShouldBeTrue();
            verifier.Verify(second.Key, second.Message, second.Signature, known: true).ShouldBeTrue();
        }

        work.Count.ShouldBe(1, "one table at a time");
        work[0]();
        tables.Count.ShouldBe(1);
        verifier.Verify(second.Key, second.Message, second.Signature, known: true).ShouldBeTrue();
        work.Count.ShouldBe(2);
    }

    [Fact]
    public void A_known_signer_for_whom_there_is_no_room_costs_no_memory()
    {
        foreach (Signed signer in Enumerable.Range(1, SignerTables<EdwardsPoint, EdwardsAddend>.Capacity).Select(Sign))
        {
            VerifyTwice(signer);
        }

        Signed late = Sign(1000);
        VerifyTwice(late);
        Allocations.Least(() =>
        {
            for (int time = 0; time < 10; time++)
            {
                _verifier.Verify(late.Key, late.Message, late.Signature, known: true);
            }
        }).ShouldBe(0);
    }

    [Fact]
    public void Tables_never_change_a_verdict() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 60], Gen.Int[0, 64 * 8 - 1], Gen.Bool).Sample(
            (seed, message, bit, spoilt) =>
            {
                using Keypair pair = Keypair.FromMiniSecret(seed);
                byte[] signature = pair.Sign(message);
                if (spoilt)
                {
                    signature[bit / 8] ^= (byte)(1 << (bit % 8));
                }

                Verifiers.Judge(pair.PublicKey.AsSpan(), message, signature).ShouldAllBe(verdict => verdict.Accepted == !spoilt);
            },
            iter: 300);

    [Fact]
    public void Many_threads_may_use_and_fill_them()
    {
        ISr25519Verifier verifier = new CurveVerifier<EdwardsPoint, EdwardsAddend>(new());
        Signed[] signers = [.. Enumerable.Range(1, 20).Select(Sign)];
        int wrong = 0;
        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            Signed signer = signers[index % signers.Length];
            Signed other = signers[(index + 1) % signers.Length];
            if (!verifier.Verify(signer.Key, signer.Message, signer.Signature, known: true)
                || verifier.Verify(signer.Key, signer.Message, other.Signature, known: true))
            {
                Interlocked.Increment(ref wrong);
            }
        });

        wrong.ShouldBe(0);
    }

    private static Signed Sign(int number)
    {
        using Keypair pair = Keypair.FromMiniSecret([(byte)number, (byte)(number >> 8), .. new byte[30]]);
        byte[] message = [(byte)number, 1, 2, 3];
        return new(pair.PublicKey.ToArray(), message, pair.Sign(message));
    }

    private void VerifyTwice(Signed signed)
    {
        _clock.Step(TimeSpan.FromMilliseconds(1));
        _verifier.Verify(signed.Key, signed.Message, signed.Signature, known: true).ShouldBeTrue();
        _verifier.Verify(signed.Key, signed.Message, signed.Signature, known: true).ShouldBeTrue();
    }

    private bool HasTable(Signed signed) => _tables.Find(AccountId.FromBytes(signed.Key)) is not null;

    private sealed record Signed(byte[] Key, byte[] Message, byte[] Signature);
}

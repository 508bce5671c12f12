using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Sr25519;

namespace Substrate.Cryptography.Tests.Sr25519;

public class SecretsInMemoryTests
{
    [Fact]
    public void A_disposed_pair_leaves_nothing_of_its_secret_in_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of a process is searched through /proc, which only Linux has");
        (Keypair pair, byte[] seed, byte[] scalar, byte[] nonce) = UsedPair();

        // The search can find what is there: one copy of the key in its guarded memory, and none of the seed.
        ProcessMemory.Count(scalar).ShouldBe(1);
        ProcessMemory.Count(nonce).ShouldBe(1);
        ProcessMemory.Count(seed).ShouldBe(0);

        pair.Dispose();

        ProcessMemory.Count(scalar).ShouldBe(0);
        ProcessMemory.Count(nonce).ShouldBe(0);
    }

    [Fact]
    public void A_disposed_mnemonic_leaves_neither_entropy_nor_seed_in_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of a process is searched through /proc, which only Linux has");
        (Mnemonic mnemonic, byte[] entropy, byte[] seed) = UsedMnemonic();

        ProcessMemory.Count(entropy).ShouldBe(1);
        mnemonic.Dispose();

        ProcessMemory.Count(entropy).ShouldBe(0);
        ProcessMemory.Count(seed).ShouldBe(0);
    }

    /// <summary>A pair that signed and derived, with its secrets only in masked form.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Keypair Pair, byte[] Seed, byte[] Scalar, byte[] Nonce) UsedPair()
    {
        using GuardedMemory seedMemory = GuardedMemory.Allocate(32);
        using GuardedMemory keyMemory = GuardedMemory.Allocate(64);
        using GuardedMemory.Access seed = seedMemory.Open();
        using GuardedMemory.Access key = keyMemory.Open();
        RandomNumberGenerator.Fill(seed.Bytes);
        MiniSecret.Expand(seed.Bytes, key.Bytes);

        Keypair pair = Keypair.FromSecret(seed.Bytes);
        for (int round = 0; round < 10; round++)
        {
            pair.Sign("message"u8);
            using Keypair hard = pair.Derive(DerivationJunction.Hard("child"));
            using Keypair soft = pair.Derive(DerivationJunction.Soft("child"));
            hard.Sign("message"u8);
            soft.Sign("message"u8);
        }

        return (pair, Masked(seed.Bytes), Masked(key.Bytes[..32]), Masked(key.Bytes[32..]));
    }

    /// <summary>A mnemonic that was read from its words and gave keys, with its secrets only in masked form.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Mnemonic Mnemonic, byte[] Entropy, byte[] Seed) UsedMnemonic()
    {
        using GuardedMemory entropyMemory = GuardedMemory.Allocate(32);
        using GuardedMemory seedMemory = GuardedMemory.Allocate(32);
        using GuardedMemory.Access entropy = entropyMemory.Open();
        using GuardedMemory.Access seed = seedMemory.Open();
        using Mnemonic generated = Mnemonic.Generate(24);
        generated.CopyEntropyTo(entropy.Bytes);
        generated.DeriveMiniSecret("password", seed.Bytes);

        char[] phrase = new char[Mnemonic.MaxPhraseLength];
        Mnemonic mnemonic = Mnemonic.Parse(phrase.AsSpan(0, generated.CopyPhraseTo(phrase)));
        using Keypair pair = mnemonic.ToKeypair("password");
        return (mnemonic, Masked(entropy.Bytes), Masked(seed.Bytes));
    }

    private static byte[] Masked(ReadOnlySpan<byte> secret)
    {
        byte[] masked = new byte[secret.Length];
        for (int index = 0; index < secret.Length; index++)
        {
            masked[index] = (byte)(secret[index] ^ ProcessMemory.Mask);
        }

        return masked;
    }
}

using System.Security.Cryptography;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Sr25519;

/// <summary>
/// An sr25519 key pair that signs. The secret key lies in guarded memory of its own, is never copied out, printed or logged, and is
/// wiped by <see cref="Dispose"/>. May be used from many threads.
/// </summary>
public sealed class Keypair : IDisposable
{
    /// <summary>The length of a mini secret (a seed) in bytes: 32.</summary>
    public const int MiniSecretLength = MiniSecret.Length;

    /// <summary>The length of an expanded secret key in bytes: 64.</summary>
    public const int SecretKeyLength = SecretKey.Length;

    private readonly GuardedMemory _secretKey;

    /// <summary>Takes over 64 bytes that were written and found to be a secret key.</summary>
    private Keypair(GuardedMemory secretKey)
    {
        Span<byte> publicKey = stackalloc byte[Ristretto255.PointLength];
        using GuardedMemory.Access access = secretKey.Open();
        if (!Ristretto255.TryMultiplyBase(SecretKey.Scalar(access.Bytes), publicKey))
        {
            throw new KeyMaterialException("the secret key's scalar is zero, so this is no sr25519 secret key");
        }

        secretKey.Seal();
        _secretKey = secretKey;
        PublicKey = AccountId.FromBytes(publicKey);
    }

    /// <summary>The public key, which is the account this pair signs for.</summary>
    public AccountId PublicKey { get; }

    /// <summary>Makes a pair of a new random mini secret.</summary>
    public static Keypair Generate()
    {
        using GuardedMemory memory = GuardedMemory.Allocate(MiniSecretLength);
        using GuardedMemory.Access miniSecret = memory.Open();
        RandomNumberGenerator.Fill(miniSecret.Bytes);
        return FromMiniSecret(miniSecret.Bytes);
    }

    /// <summary>Expands a mini secret, as phrases and seeds give it (schnorrkel's <c>ExpansionMode::Ed25519</c>).</summary>
    /// <param name="miniSecret">32 bytes; wiping them is left to the caller.</param>
    /// <exception cref="KeyMaterialException">There are fewer or more than 32 bytes.</exception>
    public static Keypair FromMiniSecret(ReadOnlySpan<byte> miniSecret)
    {
        if (miniSecret.Length != MiniSecretLength)
        {
            throw new KeyMaterialException($"a seed (mini secret) has {MiniSecretLength} bytes, not {miniSecret.Length}");
        }

        return Create(miniSecret, MiniSecret.Expand);
    }

    /// <summary>Takes over an expanded secret key in schnorrkel's form: a scalar below the group order, then a nonce.</summary>
    /// <param name="secretKey">64 bytes; wiping them is left to the caller.</param>
    /// <exception cref="KeyMaterialException">There are fewer or more than 64 bytes, or they are no secret key in this form.</exception>
    public static Keypair FromSecretKey(ReadOnlySpan<byte> secretKey)
    {
        if (secretKey.Length != SecretKeyLength)
        {
            throw new KeyMaterialException($"an expanded secret key has {SecretKeyLength} bytes, not {secretKey.Length}");
        }

        return Create(secretKey, SecretKey.CopyChecked);
    }

    /// <summary>Takes what wallets hold: a mini secret of 32 bytes or an expanded secret key of 64.</summary>
    /// <param name="secret">32 or 64 bytes; wiping them is left to the caller.</param>
    /// <exception cref="KeyMaterialException">There is another number of bytes, or they are no secret key.</exception>
    public static Keypair FromSecret(ReadOnlySpan<byte> secret) => secret.Length switch
    {
        MiniSecretLength => FromMiniSecret(secret),
        SecretKeyLength => FromSecretKey(secret),
        _ => throw new KeyMaterialException(
            $"a secret has {MiniSecretLength} bytes (a seed) or {SecretKeyLength} (an expanded secret key), not {secret.Length}"),
    };

    /// <summary>Signs a message as it is (context <c>substrate</c>, no wrapping, no hashing). No two signatures are alike.</summary>
    /// <param name="message">The message, any number of bytes.</param>
    /// <param name="signature">Receives the signature; exactly 64 bytes.</param>
    /// <exception cref="ArgumentException">The signature's room is not 64 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (signature.Length != Sr25519Verifier.SignatureLength)
        {
            throw new ArgumentException($"a signature has 64 bytes, not {signature.Length}", nameof(signature));
        }

        ObjectDisposedException.ThrowIf(_secretKey.IsClosed, this);
        Span<byte> randomness = stackalloc byte[TranscriptRandom.SeedLength];
        RandomNumberGenerator.Fill(randomness);
        using (GuardedMemory.Access secretKey = _secretKey.Open())
        {
            Signing.Sign(secretKey.Bytes, PublicKey.AsSpan(), message, randomness, signature);
        }

        CryptographicOperations.ZeroMemory(randomness);
    }

    /// <summary>Signs a message as it is (context <c>substrate</c>, no wrapping, no hashing). No two signatures are alike.</summary>
    /// <param name="message">The message, any number of bytes.</param>
    /// <returns>The signature, 64 bytes.</returns>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[Sr25519Verifier.SignatureLength];
        Sign(message, signature);
        return signature;
    }

    /// <summary>Takes a step of key derivation. The child is a pair of its own, to be disposed on its own.</summary>
    /// <param name="junction">The step, hard or soft.</param>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public Keypair Derive(DerivationJunction junction)
    {
        ObjectDisposedException.ThrowIf(_secretKey.IsClosed, this);
        Span<byte> chainCode = stackalloc byte[Bytes32.Length];
        junction.CopyChainCodeTo(chainCode);
        using GuardedMemory.Access secretKey = _secretKey.Open();
        if (junction.IsHard)
        {
            using GuardedMemory hard = GuardedMemory.Allocate(MiniSecretLength);
            using GuardedMemory.Access miniSecret = hard.Open();
            Derivation.Hard(secretKey.Bytes, chainCode, miniSecret.Bytes);
            return FromMiniSecret(miniSecret.Bytes);
        }

        Span<byte> randomness = stackalloc byte[TranscriptRandom.SeedLength];
        RandomNumberGenerator.Fill(randomness);
        using GuardedMemory soft = GuardedMemory.Allocate(SecretKeyLength);
        using GuardedMemory.Access child = soft.Open();
        Derivation.Soft(secretKey.Bytes, PublicKey.AsSpan(), chainCode, randomness, child.Bytes);
        CryptographicOperations.ZeroMemory(randomness);
        return FromSecretKey(child.Bytes);
    }

    /// <summary>The address of the public key; never anything secret.</summary>
    public override string ToString() => PublicKey.ToString();

    /// <summary>Wipes the secret key. The pair cannot sign any more; a signature under way on another thread is finished first.</summary>
    public void Dispose() => _secretKey.Dispose();

    private static Keypair Create(ReadOnlySpan<byte> source, SecretKeyWriter write)
    {
        GuardedMemory memory = GuardedMemory.Allocate(SecretKeyLength);
        try
        {
            using (GuardedMemory.Access secretKey = memory.Open())
            {
                write(source, secretKey.Bytes);
            }

            return new Keypair(memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private delegate void SecretKeyWriter(ReadOnlySpan<byte> source, Span<byte> secretKey);
}

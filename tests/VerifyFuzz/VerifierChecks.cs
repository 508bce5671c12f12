using System.Numerics;
using Substrate.Cryptography.Merlin;
using Substrate.Cryptography.Native;
using Substrate.Cryptography.Ristretto;
using Substrate.Cryptography.Sr25519;

namespace VerifyFuzz;

/// <summary>Whole verifications against libsodium's: valid signatures, and ones spoilt in every way we could think of.</summary>
internal sealed class VerifierChecks
{
    private static readonly byte[][] Strings = [.. Special.Numbers, .. SamplePoint.All.Select(point => point.Encoding)];
    private static readonly byte[][] Secrets = [.. Enumerable.Range(1, 16).Select(index => Special.Bytes(BigInteger.Pow(3, 10 * index)))];
    private static readonly byte[][] Keys = [.. Secrets.Select(OfBase)];

    private readonly SodiumVerifier _reference = new();
    private readonly List<ISr25519Verifier> _verifiers = [];

    internal VerifierChecks()
    {
        AddPath<EdwardsPoint, EdwardsAddend>();
        if (VectorPoint.IsSupported)
        {
            AddPath<VectorPoint, FieldQuad>();
        }
    }

    internal void Run(ref FuzzInput input)
    {
        int signer = input.Byte() % Secrets.Length;
        byte[] nonce = input.Bytes32(Special.Numbers);
        Ristretto255.Reduce([.. nonce, .. new byte[32]], nonce);
        byte[] key = Keys[signer];
        byte[] secret = Secrets[signer];
        byte[] message = input.Bytes(input.Byte() % 40);
        byte kind = input.Byte();

        // Whoever signs may sign over any bytes in place of his key and R: the challenge then fits them.
        byte[] commitment = OfBase(nonce);
        switch (kind % 16)
        {
            case 0:
                commitment = input.Bytes32(Strings);
                break;
            case 1:
                key = input.Bytes32(Strings);
                break;
            case 2:
                commitment = Rewritten(commitment, input.Byte());
                break;
            case 3:
                key = Rewritten(key, input.Byte());
                break;
            case 4:
                (key, secret) = (new byte[32], new byte[32]);
                break;
        }

        byte[] s = new byte[32];
        Ristretto255.MultiplyScalars(Challenge(key, message, commitment), secret, s);
        Ristretto255.AddScalars(s, nonce, s);
        switch (kind % 16)
        {
            case 5:
                s = input.Bytes32(Special.Numbers);
                break;
            case 6:
                BigInteger other = Special.Number(s) + (Special.Order * (input.Byte() % 15));
                s = Special.Bytes(other);
                break;
        }

        byte[] signature = [.. commitment, .. s];
        signature[^1] |= 0x80;
        if (kind % 16 == 7)
        {
            byte[][] parts = [key = [.. key], message, signature];
            byte[] part = input.Of(parts);
            ushort bit = (ushort)input.Word();
            if (part.Length > 0)
            {
                part[bit / 8 % part.Length] ^= (byte)(1 << (bit % 8));
            }
        }

        Compare(key, message, signature, mustHold: kind % 16 > 7 && Special.Number(nonce) != 0);
    }

    private void Compare(byte[] key, byte[] message, byte[] signature, bool mustHold)
    {
        bool expected = _reference.Verify(key, message, signature);
        MismatchException.Unless(expected || !mustHold, "a valid signature");
        byte[] other = [.. "<Bytes>"u8, .. message, .. "</Bytes>"u8];
        foreach (ISr25519Verifier verifier in _verifiers)
        {
            MismatchException.Unless(verifier.Verify(key, message, signature) == expected, $"verdict of {verifier.GetType()}");
            bool first = verifier.VerifyEither(key, message, other, signature, known: false);
            bool second = verifier.VerifyEither(key, other, message, signature, known: false);
            MismatchException.Unless(first == expected && second == expected, $"verdict on either message of {verifier.GetType()}");
        }
    }

    /// <summary>Adds a verifier that never meets a known signer, and one that has a table for each of ours.</summary>
    private void AddPath<TPoint, TAddend>()
        where TPoint : struct, ICurvePoint<TPoint, TAddend>
        where TAddend : struct
    {
        _verifiers.Add(new CurveVerifier<TPoint, TAddend>(new()));
        SignerTables<TPoint, TAddend> tables = new(TimeProvider.System, static work => work());
        foreach (byte[] key in Keys.Concat(SamplePoint.All.Select(point => point.Encoding)))
        {
            MismatchException.Unless(RistrettoEncoding.TryDecode(key, out EdwardsPoint point), "decoding of a key");
            for (int time = 0; time < SignerTables<TPoint, TAddend>.WorthATable; time++)
            {
                tables.Remember(Substrate.Cryptography.AccountId.FromBytes(key), -point);
            }
        }

        _verifiers.Add(new CurveVerifier<TPoint, TAddend>(tables));
    }

    private static byte[] Rewritten(byte[] encoding, byte way)
    {
        BigInteger number = Special.Number(encoding);
        return (way % 4) switch
        {
            0 => Special.Bytes(Special.Prime - number),
            1 => Special.Bytes(number + BigInteger.Pow(2, 255)),
            2 => Special.Bytes(number + Special.Prime),
            _ => encoding,
        };
    }

    private static byte[] Challenge(byte[] key, byte[] message, byte[] commitment)
    {
        byte[] challenge = new byte[32];
        Transcript transcript = SigningContext.Begin(message, key);
        SigningContext.Challenge(ref transcript, commitment, challenge);
        return challenge;
    }

    private static byte[] OfBase(byte[] scalar)
    {
        byte[] point = new byte[32];
        return Ristretto255.TryMultiplyBase(scalar, point) ? point : new byte[32];
    }
}

using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>
/// The fuzz target: bytes choose an operation and its operands, every arithmetic carries it out, and all must agree with libsodium
/// or with arbitrary-precision integers. Operands are often the values that arithmetic is most likely to get wrong.
/// </summary>
public sealed class DifferentialFuzz
{
    private readonly CurveChecks<EdwardsPoint, EdwardsAddend> _portable = new();
    private readonly CurveChecks<VectorPoint, FieldQuad>? _vector = VectorPoint.IsSupported ? new() : null;
    private readonly VerifierChecks _verifiers = new();
    private readonly long[] _counts = new long[8];

    /// <summary>What was done so far, for the eye.</summary>
    public string Summary =>
        $"field {_counts[0] + _counts[1]}, scalars {_counts[2]}, encodings {_counts[3]}, sums {_counts[4]}, "
        + $"multiplications {_counts[5]}, with tables {_counts[6]}, verifications {_counts[7]}";

    /// <summary>Carries out the operation that some bytes choose.</summary>
    /// <exception cref="MismatchException">Two computations do not agree.</exception>
    public void Run(ReadOnlySpan<byte> bytes)
    {
        FuzzInput input = new(bytes);
        int operation = input.Byte() % 8;
        _counts[operation]++;
        switch (operation)
        {
            case 0:
                FieldChecks.Portable(ref input);
                break;
            case 1 when VectorPoint.IsSupported:
                FieldChecks.Vector(ref input);
                break;
            case 2:
                ScalarChecks.Run(ref input);
                break;
            case 3:
                EncodingChecks.Run(ref input);
                break;
            case 4:
                FuzzInput again = input;
                _portable.Sums(ref input);
                _vector?.Sums(ref again);
                break;
            case 5:
                again = input;
                _portable.DoubleMultiplications(ref input);
                _vector?.DoubleMultiplications(ref again);
                break;
            case 6:
                again = input;
                _portable.TableMultiplications(ref input);
                _vector?.TableMultiplications(ref again);
                break;
            case 7:
                _verifiers.Run(ref input);
                break;
        }
    }

    /// <summary>Carries out operations that are chosen at random; the same seed chooses the same.</summary>
    /// <exception cref="MismatchException">Two computations do not agree; the message has the bytes that show it.</exception>
    public void RunRandom(int seed, long operations)
    {
        Random random = new(seed);
        byte[] bytes = new byte[384];
        for (long operation = 0; operation < operations; operation++)
        {
            random.NextBytes(bytes);
            try
            {
                Run(bytes);
            }
            catch (MismatchException mismatch)
            {
                throw new MismatchException($"{mismatch.Message} (seed {seed}, operation {operation}): {Convert.ToHexStringLower(bytes)}");
            }
        }
    }
}

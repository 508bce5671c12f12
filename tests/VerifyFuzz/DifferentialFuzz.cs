using Substrate.Cryptography.Ristretto;

namespace VerifyFuzz;

/// <summary>
/// The fuzz target: bytes choose an operation and its operands, every arithmetic carries it out, and all must agree with libsodium
/// or with arbitrary-precision integers. Operands are often the values that arithmetic is most likely to get wrong.
/// </summary>
public sealed class DifferentialFuzz
{
    // What costs most is done least, so that ten million operations end within the hour.
    private static readonly Operation[] Choice =
    [
        .. Enumerable.Repeat(Operation.Field, 7), .. Enumerable.Repeat(Operation.Quad, 7), .. Enumerable.Repeat(Operation.Scalar, 6),
        .. Enumerable.Repeat(Operation.Encoding, 6), .. Enumerable.Repeat(Operation.Sum, 2), Operation.Equation,
        Operation.TableMultiplication, .. Enumerable.Repeat(Operation.Verification, 2),
    ];

    private readonly CurveChecks<EdwardsPoint, EdwardsAddend> _portable = new();
    private readonly CurveChecks<VectorPoint, FieldQuad>? _vector = VectorPoint.IsSupported ? new() : null;
    private readonly VerifierChecks _verifiers = new();
    private readonly long[] _counts = new long[Enum.GetValues<Operation>().Length];

    /// <summary>What was done so far, for the eye.</summary>
    public string Summary =>
        string.Join(", ", Enum.GetValues<Operation>().Select(operation => $"{operation} {_counts[(int)operation]}"));

    /// <summary>Carries out the operation that some bytes choose.</summary>
    /// <exception cref="MismatchException">Two computations do not agree.</exception>
    public void Run(ReadOnlySpan<byte> bytes)
    {
        FuzzInput input = new(bytes);
        Operation operation = Choice[input.Byte() % Choice.Length];
        _counts[(int)operation]++;
        switch (operation)
        {
            case Operation.Field:
                FieldChecks.Portable(ref input);
                break;
            case Operation.Quad when VectorPoint.IsSupported:
                FieldChecks.Vector(ref input);
                break;
            case Operation.Scalar:
                ScalarChecks.Run(ref input);
                break;
            case Operation.Encoding:
                FuzzInput again = input;
                EncodingChecks.Run(ref input);
                FuzzInput third = again;
                _portable.Encodings(ref again);
                _vector?.Encodings(ref third);
                break;
            case Operation.Sum:
                again = input;
                _portable.Sums(ref input);
                _vector?.Sums(ref again);
                break;
            case Operation.Equation:
                again = input;
                _portable.Equations(ref input);
                _vector?.Equations(ref again);
                break;
            case Operation.TableMultiplication:
                again = input;
                _portable.TableMultiplications(ref input);
                _vector?.TableMultiplications(ref again);
                break;
            case Operation.Verification:
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

    private enum Operation
    {
        Field,
        Quad,
        Scalar,
        Encoding,
        Sum,
        Equation,
        TableMultiplication,
        Verification,
    }
}

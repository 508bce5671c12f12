using System.Diagnostics;
using System.Globalization;
using Substrate.Cryptography.Ristretto;
using Substrate.Cryptography.Sr25519;

namespace Benchmarks.Verification;

/// <summary>
/// Verification by every path, side by side: in each round every contender verifies the same signatures, in turn, so that a busy
/// machine is busy for all of them. The ratios are to a native program if one is given, and to libsodium otherwise.
/// </summary>
/// <remarks>
/// The native program gets the name of a file with one line for each signature, "key message signature" in hexadecimal digits, as
/// its only argument. For each number n that it reads as a line it verifies everything n times, from bytes, and answers with a line of
/// the microseconds a verification took and the number of signatures that were valid.
/// </remarks>
internal static class PairedVerification
{
    // Little at a time, so that most measurements fall between two interruptions.
    private const int Passes = 1;

    internal static int Run(string[] arguments)
    {
        int rounds = 301;
        string? native = null;
        string? ratios = null;
        for (int index = 0; index + 1 < arguments.Length; index += 2)
        {
            switch (arguments[index])
            {
                case "--native":
                    native = arguments[index + 1];
                    break;
                case "--ratios":
                    ratios = arguments[index + 1];
                    break;
                case "--rounds":
                    rounds = int.Parse(arguments[index + 1], CultureInfo.InvariantCulture);
                    break;
            }
        }

        SignedMessage[] messages = SignedMessage.Some(keys: 10, each: 5);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, messages.Select(message => message.ToLine()));
            using NativePeer? peer = native is null ? null : new(native, file, messages.Length);
            List<Contender> contenders = Managed(messages);
            if (peer is not null)
            {
                contenders.Insert(0, new("native", () => peer.Measure(Passes)));
            }

            foreach (Contender contender in contenders)
            {
                contender.WarmUp(TimeSpan.FromSeconds(1));
            }

            for (int round = 0; round < rounds; round++)
            {
                contenders.ForEach(contender => contender.Measure());
            }

            Print(contenders);
            if (ratios is not null)
            {
                Write(ratios, contenders);
            }

            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static List<Contender> Managed(SignedMessage[] messages)
    {
        List<Contender> contenders = [Of("libsodium", new SodiumVerifier(), messages, known: false)];
        Add<EdwardsPoint, EdwardsAddend>("portable");
        if (VectorPoint.IsSupported)
        {
            Add<VectorPoint, FieldQuad>("AVX2");
        }

        return contenders;

        void Add<TPoint, TAddend>(string name)
            where TPoint : struct, ICurvePoint<TPoint, TAddend>
            where TAddend : struct
        {
            CurveVerifier<TPoint, TAddend> verifier = new(new(TimeProvider.System, work => work()));
            contenders.Add(Of(name + ", sender unknown", new CurveVerifier<TPoint, TAddend>(new()), messages, known: false));
            contenders.Add(Of(name + ", sender seen before", verifier, messages, known: true));
        }
    }

    private static Contender Of(string name, ISr25519Verifier verifier, SignedMessage[] messages, bool known) => new(name, () =>
    {
        long started = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (SignedMessage message in messages)
            {
                if (!verifier.Verify(message.Key, message.Message, message.Signature, known))
                {
                    throw new InvalidOperationException($"{name} refuses a valid signature");
                }
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / (Passes * messages.Length);
    });

    private static void Print(List<Contender> contenders)
    {
        Contender baseline = contenders[0];
        Console.WriteLine($"{"us per verification",-30} {"min",8} {"median",8} {"ratio (min)",12} {"ratio (paired median)",22}   to {baseline.Name}");
        foreach (Contender contender in contenders)
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{contender.Name,-30} {contender.Times.Min(),8:F2} {Contender.Median(contender.Times),8:F2} ")
                + string.Create(CultureInfo.InvariantCulture, $"{contender.Times.Min() / baseline.Times.Min(),12:F3} {contender.RatioTo(baseline),22:F3}"));
        }
    }

    /// <summary>Writes the ratios of our fastest path to both peers, a line each: what, a tabulator, the median of the pairs.</summary>
    private static void Write(string file, List<Contender> contenders) => File.WriteAllLines(
        file,
        from peer in contenders.Where(contender => contender.Name is "native" or "libsodium")
        from ours in contenders[^2..]
        select string.Create(CultureInfo.InvariantCulture, $"{ours.Name.Split(", ")[1]} / {peer.Name}\t{ours.RatioTo(peer)}"));
}

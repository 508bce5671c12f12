namespace VerifyFuzz;

/// <summary>Two computations that must agree do not.</summary>
public sealed class MismatchException(string what) : Exception(what)
{
    internal static void Unless(bool agree, string what)
    {
        if (!agree)
        {
            throw new MismatchException(what);
        }
    }
}

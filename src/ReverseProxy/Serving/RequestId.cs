using System.Security.Cryptography;

namespace ReverseProxy.Serving;

/// <summary>Short names for requests, unique within a process and unlikely to meet again after a restart.</summary>
internal static class RequestId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 13;

    private static long _last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    public static string Next()
    {
        // An odd multiplier spreads consecutive numbers over the alphabet and maps no two of them to one.
        ulong value = unchecked((ulong)Interlocked.Increment(ref _last) * 0x9E37_79B9_7F4A_7C15);
        return string.Create(Length, value, static (text, number) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[(int)(number & 31)];
                number >>= 5;
            }
        });
    }
}

using System.Runtime.CompilerServices;

namespace Epistula;

/// <summary>The 64 bytes of an sr25519 signature, held inline.</summary>
[InlineArray(Length)]
internal struct SignatureBytes
{
    public const int Length = 64;

    private byte _first;
}

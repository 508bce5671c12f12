namespace Substrate.Cryptography.Ristretto;

/// <summary>The constants of the curve and of its encoding, by their names in RFC 9496, section 4.1.</summary>
internal static class CurveConstants
{
    /// <summary>d = −121665/121666.</summary>
    internal static FieldElement D => new(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff);

    /// <summary>2d.</summary>
    internal static FieldElement TwoD => new(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff);

    /// <summary>√−1, the root that is not negative.</summary>
    internal static FieldElement SqrtM1 => new(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);

    /// <summary>1/√(a − d), a = −1.</summary>
    internal static FieldElement InvSqrtAMinusD => new(0x0fdaa805d40ea, 0x2eb482e57d339, 0x007610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff);

    /// <summary>The base point, (x, 4/5).</summary>
    internal static EdwardsPoint Base => new(
        new(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5),
        new(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666),
        FieldElement.One,
        new(0x68ab3a5b7dda3, 0x00eea2a5eadbb, 0x2af8df483c27e, 0x332b375274732, 0x67875f0fd78b7));
}

namespace Substrate.Cryptography.Ristretto;

/// <summary>A point made ready to be added: Y − X, Y + X, 2Z and 2dT.</summary>
internal readonly struct EdwardsAddend(in FieldElement yMinusX, in FieldElement yPlusX, in FieldElement z2, in FieldElement t2D)
{
    internal readonly FieldElement YMinusX = yMinusX;
    internal readonly FieldElement YPlusX = yPlusX;
    internal readonly FieldElement Z2 = z2;
    internal readonly FieldElement T2D = t2D;
}

using System.Globalization;
using Substrate.Client.Scale;
using Substrate.Client.Values;

namespace Bittensor.Commitments;

/// <summary>A field of a commitment.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The form's name in the metadata, as in <c>Raw17</c>.</param>
/// <param name="Bytes">What it holds; empty for forms without content.</param>
public sealed record CommitmentField(CommitmentFieldKind Kind, string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>How many bytes a raw field may hold.</summary>
    public const int MaximumRawLength = 128;

    /// <summary>A field of bytes.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MaximumRawLength"/>.</exception>
    public static CommitmentField Raw(ReadOnlyMemory<byte> bytes) => bytes.Length <= MaximumRawLength
        ? new(CommitmentFieldKind.Raw, string.Create(CultureInfo.InvariantCulture, $"Raw{bytes.Length}"), bytes)
        : throw new ArgumentException($"a raw field holds up to {MaximumRawLength} bytes, and these are {bytes.Length}", nameof(bytes));

    /// <summary>The field as it goes into a call. Only raw ones can be written.</summary>
    internal Value ToValue() => Kind == CommitmentFieldKind.Raw
        ? Value.Variant(Name, Value.Of(Bytes.Span))
        : throw new NotSupportedException($"fields of the form {Name} are not written");

    /// <summary>Reads a decoded field.</summary>
    /// <exception cref="ScaleException">It is no field.</exception>
    internal static CommitmentField Read(Value value)
    {
        VariantValue form = value.AsVariant();
        CommitmentFieldKind kind = KindOf(form.Name);
        return new(kind, form.Name, kind switch
        {
            CommitmentFieldKind.None or CommitmentFieldKind.ResetBondsFlag or CommitmentFieldKind.Other => default,
            CommitmentFieldKind.TimelockEncrypted => form.Content["encrypted"].AsBytes(),

            // An empty array looks like content that is not there.
            CommitmentFieldKind.Raw when form.Content is ListValue { Items.IsEmpty: true } => default,
            _ => form.Content.AsBytes(),
        });
    }

    private static CommitmentFieldKind KindOf(string name) => name switch
    {
        _ when name.StartsWith("Raw", StringComparison.Ordinal) && byte.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
            CommitmentFieldKind.Raw,
        nameof(CommitmentFieldKind.None) => CommitmentFieldKind.None,
        nameof(CommitmentFieldKind.BlakeTwo256) => CommitmentFieldKind.BlakeTwo256,
        nameof(CommitmentFieldKind.Sha256) => CommitmentFieldKind.Sha256,
        nameof(CommitmentFieldKind.Keccak256) => CommitmentFieldKind.Keccak256,
        nameof(CommitmentFieldKind.ShaThree256) => CommitmentFieldKind.ShaThree256,
        nameof(CommitmentFieldKind.TimelockEncrypted) => CommitmentFieldKind.TimelockEncrypted,
        nameof(CommitmentFieldKind.ResetBondsFlag) => CommitmentFieldKind.ResetBondsFlag,
        nameof(CommitmentFieldKind.BigRaw) => CommitmentFieldKind.BigRaw,
        _ => CommitmentFieldKind.Other,
    };
}

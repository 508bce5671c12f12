namespace Substrate.Client.Metadata;

/// <summary>A part of an extrinsic beside its call ("signed extension" before 2024).</summary>
/// <param name="Identifier">Its name, as in <c>CheckNonce</c>.</param>
/// <param name="Type">The id of the type of what stands in the extrinsic.</param>
/// <param name="Implicit">The id of the type of what is signed with it and stands nowhere.</param>
public sealed record TransactionExtension(string Identifier, uint Type, uint Implicit);

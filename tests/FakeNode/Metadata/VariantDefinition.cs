namespace FakeNode.Metadata;

/// <summary>A form of an enum to put into metadata.</summary>
/// <param name="Index">The byte that stands for it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Its members: a name, or none with an empty text, and a type in Rust's notation.</param>
/// <param name="Docs">What the runtime says about it.</param>
public sealed record VariantDefinition(byte Index, string Name, IReadOnlyList<(string Name, string Type)> Fields, string Docs = "");

namespace Substrate.Client.Types;

/// <summary>A member of a composite or of a variant.</summary>
/// <param name="Name">Its name; null where the members are told apart by position.</param>
/// <param name="Type">The id of its type.</param>
/// <param name="Docs">What the runtime says about it.</param>
public readonly record struct Field(string? Name, uint Type, Documentation Docs);

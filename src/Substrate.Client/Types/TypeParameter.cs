namespace Substrate.Client.Types;

/// <summary>A parameter of a generic type.</summary>
/// <param name="Name">Its name in the runtime's source, as in <c>T</c>.</param>
/// <param name="Type">The id of the type it stands for; null where the runtime does not say.</param>
public readonly record struct TypeParameter(string Name, uint? Type);

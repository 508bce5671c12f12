using System.Text.Json;

namespace ReverseProxy.Status;

/// <summary>A part of what <c>/status?verbose</c> tells. Whoever has something to tell is one, and registers itself.</summary>
internal interface IStatusSection
{
    /// <summary>The name of its member.</summary>
    string Name { get; }

    /// <summary>Writes the members of its object. Reads only what is at hand: nobody waits for a status.</summary>
    void Write(Utf8JsonWriter writer);
}

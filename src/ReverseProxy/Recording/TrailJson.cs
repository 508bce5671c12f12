using System.Text.Json.Serialization;

namespace ReverseProxy.Recording;

/// <summary>Trails as JSON, one a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Trail))]
internal sealed partial class TrailJson : JsonSerializerContext;

namespace Bittensor.Registry;

/// <summary>Why a commitment is no miner's endpoint.</summary>
/// <param name="Type">The kind of problem, in words that scripts may know: <c>ValueError</c>, <c>MissingData</c>, <c>DecodeError</c>.</param>
/// <param name="Message">What is wrong; may quote what was committed.</param>
public sealed record RegistryProblem(string Type, string Message)
{
    /// <summary>The text is no endpoint.</summary>
    public const string ValueError = nameof(ValueError);

    /// <summary>There is no text: the first field is none of bytes, or empty.</summary>
    public const string MissingData = nameof(MissingData);

    /// <summary>The commitment's form is unknown to the chain's own runtime.</summary>
    public const string DecodeError = nameof(DecodeError);
}

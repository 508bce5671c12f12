namespace Substrate.Client.JsonRpc;

/// <summary>A call to a node that failed.</summary>
public sealed class JsonRpcException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JsonRpcException(JsonRpcFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Creates the exception for an error that a node answered with.</summary>
    /// <param name="method">The method that was called.</param>
    /// <param name="code">The error's code.</param>
    /// <param name="text">The error's message.</param>
    /// <param name="data">The error's data as text; null for none.</param>
    public JsonRpcException(string method, int code, string text, string? data)
        : base($"{method} was refused with code {code}: {text}{(data is null ? "" : $" ({data})")}") =>
        (Failure, Code, Text, ErrorData) = (JsonRpcFailure.Refused, code, text, data);

    /// <summary>How it failed.</summary>
    public JsonRpcFailure Failure { get; }

    /// <summary>The code of an error that the node answered with; 0 for other failures.</summary>
    public int Code { get; }

    /// <summary>The message of an error that the node answered with; null for other failures.</summary>
    public string? Text { get; }

    /// <summary>The data of an error that the node answered with, as text; null for none.</summary>
    public string? ErrorData { get; }

    /// <summary>True where the request may have reached the node before the connection broke.</summary>
    internal bool WasSent { get; init; }

    internal static JsonRpcException Malformed(string method, string what) =>
        new(JsonRpcFailure.Malformed, $"the answer to {method} is malformed: {what}");
}

using System.Buffers;
using Substrate.Client.Metadata;
using Substrate.Client.Scale;
using Substrate.Client.Types;
using Substrate.Client.Values;

namespace Substrate.Client.RuntimeApis;

/// <summary>The arguments and answers of runtime functions, as <c>state_call</c> carries them.</summary>
public static class RuntimeCall
{
    /// <summary>The arguments, one after another.</summary>
    /// <param name="types">The types of the runtime.</param>
    /// <param name="method">The function.</param>
    /// <param name="arguments">Its arguments in order.</param>
    /// <exception cref="ScaleException">There are more or fewer arguments than the function has, or one is not of its type.</exception>
    public static byte[] EncodeArguments(TypeRegistry types, RuntimeApiMethod method, params ReadOnlySpan<Value> arguments)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (arguments.Length != method.Inputs.Count)
        {
            throw new ScaleException($"{method} has {method.Inputs.Count} arguments, not {arguments.Length}");
        }

        ArrayBufferWriter<byte> output = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            Field input = method.Inputs[i];
            ValueWriter.Write(types, input.Type, arguments[i], new ScaleWriter(output), $"{method}.{input.Name}");
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The answer.</summary>
    /// <param name="types">The types of the runtime.</param>
    /// <param name="method">The function.</param>
    /// <param name="answer">The bytes the node answered with.</param>
    /// <exception cref="ScaleException">The bytes are not an answer of the function; the message says where.</exception>
    public static Value DecodeAnswer(TypeRegistry types, RuntimeApiMethod method, ReadOnlySpan<byte> answer)
    {
        ArgumentNullException.ThrowIfNull(method);
        return ValueReader.Read(types, method.Output, answer, method.ToString());
    }
}

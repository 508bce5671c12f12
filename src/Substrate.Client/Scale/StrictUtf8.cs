using System.Text;

namespace Substrate.Client.Scale;

/// <summary>UTF-8 that refuses what it cannot express instead of replacing it.</summary>
internal static class StrictUtf8
{
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

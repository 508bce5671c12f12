using System.Text;
using System.Text.Unicode;

namespace Bittensor.Wallets;

/// <summary>The environment variable that may hold the password of one key file, as btwallet has it.</summary>
/// <remarks>
/// Name: <c>BT_PW_</c> and the path, every <c>/</c> and <c>.</c> of it turned into <c>_</c>, in capitals. Value: base64 of the
/// password's bytes XORed with the name's, over and over. That hides it from a glance and from nobody else.
/// </remarks>
internal static class PasswordVariable
{
    /// <summary>The variable's name for a file.</summary>
    internal static string NameOf(string path) => "BT_PW_" + path.Replace('/', '_').Replace('.', '_').ToUpperInvariant();

    /// <summary>The password of a file, if the environment has it: under the path as it was given, or the full one.</summary>
    /// <returns>The password, to be disposed, and the variable's name; null if neither variable is set.</returns>
    /// <exception cref="WalletException">The variable holds no password.</exception>
    internal static (Password Password, string Name)? Find(string path, WalletEnvironment environment)
    {
        foreach (string name in (string[])[NameOf(path), NameOf(Path.GetFullPath(path))])
        {
            if (environment.Variable(name) is { Length: > 0 } value)
            {
                return (Decode(name, value), name);
            }
        }

        return null;
    }

    /// <summary>The password in a variable's value.</summary>
    /// <exception cref="WalletException">The value is no base64, or what it hides is no text.</exception>
    internal static Password Decode(string name, string value)
    {
        using SecretBytes bytes = SecretBytes.Allocate(value.Length);
        if (!Convert.TryFromBase64String(value, bytes.Span, out int length))
        {
            throw Invalid(name, "its value is not base64");
        }

        bytes.Shorten(length);
        Mask(name, bytes.Span);
        return Utf8.IsValid(bytes.Span)
            ? Password.FromUtf8(bytes.Span)
            : throw Invalid(name, "its value was made for another variable name, so that no text comes out");
    }

    /// <summary>The value to set a variable to. It gives the password away to whoever reads it.</summary>
    internal static string Encode(string name, ReadOnlySpan<byte> password)
    {
        using SecretBytes bytes = SecretBytes.CopyOf(password);
        Mask(name, bytes.Span);
        return Convert.ToBase64String(bytes.Span);
    }

    private static void Mask(string name, Span<byte> bytes)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] ^= key[index % key.Length];
        }
    }

    private static WalletException Invalid(string name, string reason) => new(
        WalletFailure.PasswordVariableInvalid,
        name,
        $"{reason}; it holds not the password but the base64 of its bytes XORed with those of the variable's name, as btcli "
            + "and btwallet write it");
}

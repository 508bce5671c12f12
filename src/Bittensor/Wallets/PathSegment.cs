namespace Bittensor.Wallets;

/// <summary>The names of wallets and hotkeys, which are segments of a path and must not be more than that.</summary>
/// <remarks>
/// btwallet joins them unchecked, so that <c>../x</c> leaves the wallets directory and an absolute name replaces the whole path.
/// </remarks>
internal static class PathSegment
{
    /// <summary>Refuses a name that is not exactly one segment of a path, on this system or another.</summary>
    /// <param name="name">The name.</param>
    /// <param name="setting">Where it comes from, for the message.</param>
    /// <exception cref="WalletException">It is not.</exception>
    internal static void Check(string name, string setting)
    {
        string? fault = Fault(name);
        if (fault is not null)
        {
            throw new WalletException(WalletFailure.InvalidLocation, setting, fault);
        }
    }

    /// <summary>Whether a path has characters that would garble a message, or that no file system stores.</summary>
    internal static bool HasUnprintable(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]))
            {
                if (!char.IsSurrogatePair(text, index))
                {
                    return true;
                }

                index++;
            }
            else if (char.IsControl(text[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Fault(string name) => name switch
    {
        "" => "the name is empty; leave the setting out to use 'default'",
        "." or ".." => $"'{name}' is a directory of the file system, not a name; give the name alone",
        _ when HasUnprintable(name) => "the name has a control character or an unpaired surrogate; give the plain name",
        _ when name.AsSpan().ContainsAny('/', '\\') || Path.IsPathRooted(name) =>
            $"'{name}' is a path, not a name; give the name alone here, and the directory that holds the wallets as the wallet path",
        _ => null,
    };
}

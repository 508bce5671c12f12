using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bittensor.Registry;

/// <summary>Where a miner serves, as <c>address:port</c> stands on chain: an IPv4 address, a host name, or an IPv6 address in brackets.</summary>
/// <remarks>
/// The rules of the subnet's registry: an address has up to 45 characters and a port up to 5. Readers split the text at its first
/// colon, so that a bare IPv6 address reads as nonsense; one in brackets is put together again by those that make a URL of the parts.
/// </remarks>
public sealed record MinerEndpoint
{
    /// <summary>How many characters an address may have.</summary>
    public const int MaximumAddressLength = 45;

    /// <summary>How many characters a port may have.</summary>
    public const int MaximumPortLength = 5;

    /// <summary>How many bytes a commitment may have.</summary>
    public const int MaximumLength = 128;

    private MinerEndpoint(string address, string portText, ushort port) => (Address, PortText, Port) = (address, portText, port);

    /// <summary>The address, an IPv6 one in its brackets.</summary>
    public string Address { get; }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>The port as it was written, which is what stands on chain.</summary>
    public string PortText { get; }

    /// <summary>The IP address; null for a host name.</summary>
    public IPAddress? IPAddress => IPAddress.TryParse(Address, out IPAddress? parsed) ? parsed : null;

    /// <summary>Where validators ask: <c>https</c> is all that they speak.</summary>
    public Uri Url => new($"https://{Address}:{Port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Makes an endpoint of what an operator gives.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port, 0 to 65535.</param>
    /// <param name="acceptBareIPv6">Takes an IPv6 address without brackets.</param>
    /// <exception cref="MinerEndpointException">It is none: the message says why and what to do.</exception>
    public static MinerEndpoint Create(string address, string port, bool acceptBareIPv6 = false)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(port);
        RequireAddress(address, acceptBareIPv6);
        return new(address, port, RequirePort(port));
    }

    /// <summary>Reads what stands on chain.</summary>
    /// <exception cref="MinerEndpointException">It is no endpoint: the message says why.</exception>
    public static MinerEndpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int bracket = text.StartsWith('[') ? text.IndexOf(']') : 0;
        int colon = text.IndexOf(':', Math.Max(0, bracket));
        return colon >= 0 ? Create(text[..colon], text[(colon + 1)..]) : throw new MinerEndpointException($"Invalid compressed string format: {text}");
    }

    /// <summary>The text that stands on chain.</summary>
    public override string ToString() => $"{Address}:{PortText}";

    private static ushort RequirePort(string port)
    {
        bool isNumber = port.Length > 0 && port.All(char.IsAsciiDigit);
        return isNumber && port.Length <= MaximumPortLength && int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture) is <= ushort.MaxValue and int number
            ? (ushort)number
            : throw new MinerEndpointException(isNumber
                ? $"Port must be between 0 and 65535, and {port} is not; give the port at which your proxy is reached"
                : $"Port must be between 0 and 65535: \"{port}\" is not a valid number; give plain digits such as 9999");
    }

    private static void RequireAddress(string address, bool acceptBareIPv6)
    {
        if (address.Length > MaximumAddressLength)
        {
            // An address and a port of the greatest lengths are well below what a commitment may have.
            string also = address.Length + 1 > MaximumLength ? $", and the Commit string length exceeds maximum of {MaximumLength} bytes" : "";
            throw new MinerEndpointException(
                $"Address exceeds maximum length of {MaximumAddressLength} characters: it has {address.Length}{also}; use the IP address or a shorter host name");
        }

        if (address.Contains("://", StringComparison.Ordinal) || address.Contains('/'))
        {
            throw Invalid(address, "is a URL or has a path; give the host alone, without scheme and path");
        }

        if (IsBareIPv6(address))
        {
            if (!acceptBareIPv6)
            {
                throw Invalid(address, $"is an IPv6 address without brackets: readers split at the first colon and could not reach you; give [{address}], or --force to commit it so");
            }

            return;
        }

        if (address.StartsWith('['))
        {
            RequireBracketed(address);
            return;
        }

        if (address.Contains(':'))
        {
            throw Invalid(address, "has a colon; give the port apart, and an IPv6 address in brackets");
        }

        RequireNameOrIPv4(address);
    }

    private static bool IsBareIPv6(string address) => address.Count(character => character == ':') >= 2
        && IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6 && !address.StartsWith('[');

    private static void RequireBracketed(string address)
    {
        if (!address.EndsWith(']') || address.Contains('%') || !IPAddress.TryParse(address[1..^1], out IPAddress? parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw Invalid(address, "is no IPv6 address in brackets");
        }
    }

    private static void RequireNameOrIPv4(string address)
    {
        if (address.Length == 0)
        {
            throw new MinerEndpointException("Address is empty; give the IP address or host name at which your proxy is reached");
        }

        if (!address.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.'))
        {
            throw Invalid(address, "is no IP address and no host name: those have letters a to z, digits, hyphens and dots");
        }

        string[] labels = address.Split('.');
        if (labels.Any(label => label.Length is 0 or > 63 || label.StartsWith('-') || label.EndsWith('-')))
        {
            throw Invalid(address, "is no host name: its parts have 1 to 63 characters, and no hyphen at either end");
        }

        // A name whose last part is a number would be taken for an IPv4 address by whoever connects (WHATWG URL).
        if (labels[^1].All(char.IsAsciiDigit) && !IsIPv4(labels))
        {
            throw Invalid(address, "is no IPv4 address: those are four numbers from 0 to 255, without leading zeros");
        }
    }

    private static bool IsIPv4(string[] labels) => labels.Length == 4 && labels.All(label =>
        label.Length <= 3 && label.All(char.IsAsciiDigit) && (label.Length == 1 || label[0] != '0')
        && int.Parse(label, NumberStyles.None, CultureInfo.InvariantCulture) <= byte.MaxValue);

    private static MinerEndpointException Invalid(string address, string why) => new($"Address \"{address}\" {why}");
}

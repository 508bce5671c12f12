using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bittensor.Registry;

namespace ReverseProxy.Diagnosis;

/// <summary>Whether the address that validators use leads to a public one.</summary>
internal sealed class AddressDiagnosis : IDiagnosis
{
    public string Name => "address";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Public is not { } endpoint)
        {
            yield return Finding.Warn(Name, "nobody says where validators find this proxy, so it is not tried", "set server.public_address, or give --address");
            yield break;
        }

        string host = endpoint.Address.Trim('[', ']');
        if (patient.Offline && !IPAddress.TryParse(host, out _))
        {
            yield break;
        }

        IPAddress[] addresses = [];
        string? failure = null;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException exception)
        {
            failure = exception.Message;
        }

        if (failure is not null || addresses.Length == 0)
        {
            yield return Finding.Fail(Name, $"{host} has no address in the DNS: {failure ?? "none"}", "make an A record, or register the IP address");
            yield break;
        }

        foreach (IPAddress address in addresses)
        {
            string leads = address.ToString() == host ? $"{endpoint.Address} is" : $"{endpoint.Address} is {address},";
            yield return AddressReaches.Of(address).Warning() is { } warning
                ? Finding.Fail(Name, $"{leads} {warning}", "register an address that is reached from everywhere")
                : Finding.Pass(Name, $"{leads} a public address");
        }
    }
}

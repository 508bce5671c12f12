using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Bittensor.Networks;
using Bittensor.Registry;
using Bittensor.Subnets;
using ReverseProxy.Configuration;
using ReverseProxy.Logging;
using Substrate.Client;
using Substrate.Client.Chain;
using Substrate.Client.JsonRpc;
using Substrate.Cryptography;

namespace ReverseProxy.Diagnosis;

/// <summary>The hotkey on the chain: registered, with what stake, and with which address.</summary>
internal sealed class ChainDiagnosis : IDiagnosis
{
    private const double Rao = 1e9;

    public string Name => "chain";

    public async IAsyncEnumerable<Finding> ExamineAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuthSettings auth = patient.Configuration.Auth;
        if (patient.Offline || !AccountId.TryParse(auth.MinerHotkey, out AccountId hotkey))
        {
            yield break;
        }

        if (!Network.TryParse(auth.ChainEndpoint, out Network? network))
        {
            yield return Finding.Fail(Name, $"auth.chain_endpoint \"{auth.ChainEndpoint}\" is no network and no node's address", "name one, such as finney or wss://entrypoint-finney.opentensor.ai:443");
            yield break;
        }

        await using SubstrateClient client = new(new JsonRpcOptions { Endpoints = [.. network.Endpoints] });
        HotkeyStanding? standing = null;
        BlockState? state = null;
        string? failure = null;
        try
        {
            state = await client.AtBestAsync(cancellationToken);
            standing = await HotkeyStanding.ReadAsync(state, auth.Netuid, hotkey, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = exception.GetBaseException().Message.ReplaceLineEndings(" ");
        }

        if (standing is null || state is null)
        {
            yield return Finding.Unknown(Name, $"{network} cannot be asked: {failure}", "look at the network, or name another node in auth.chain_endpoint");
            yield break;
        }

        yield return Finding.Pass(Name, string.Create(CultureInfo.InvariantCulture, $"{network} answers, block {state.Number}"));
        if (!standing.SubnetExists)
        {
            yield return Finding.Fail("registered", $"there is no subnet {auth.Netuid} on {network}", "correct auth.netuid or auth.chain_endpoint");
            yield break;
        }

        if (standing.Uid is not { } uid)
        {
            yield return Finding.Fail("registered", $"{hotkey} is not registered on subnet {auth.Netuid}", "register it: btcli subnet register");
            yield break;
        }

        yield return Finding.Pass("registered", string.Create(CultureInfo.InvariantCulture, $"uid {uid} on subnet {auth.Netuid}"));
        yield return await StakeAsync(state, patient, hotkey, cancellationToken);
        yield return CommitmentOf(standing, patient.Public);
    }

    private static async Task<Finding> StakeAsync(BlockState state, Patient patient, AccountId hotkey, CancellationToken cancellationToken)
    {
        const string Check = "stake";
        double alpha;
        string has;
        try
        {
            // As the chain counts it, and the orchestrator with it: with what parents give and children take.
            Metagraph? subnet = await MetagraphReader.ReadAsync(state, patient.Configuration.Auth.Netuid, patient.Time.GetUtcNow(), cancellationToken);
            if (subnet is null || !subnet.TryGet(hotkey, out Neuron neuron))
            {
                return Finding.Unknown(Check, "the subnet's state does not have this hotkey yet", "try again in a minute");
            }

            alpha = neuron.AlphaStake / Rao;
            has = string.Create(CultureInfo.InvariantCulture, $"{alpha:0.####} alpha, {neuron.TotalStake / Rao:0.####} with TAO");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Finding.Unknown(Check, $"it cannot be read: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", "try again, or name another node in auth.chain_endpoint");
        }

        (double? required, string? failure) = await StakeFigure.ReadAsync(patient.Configuration.Watch.RequiredAlpha, cancellationToken);
        return failure is not null ? Finding.Unknown(Check, $"{has}; how much is required is not known: {failure}", "correct watch.required_alpha: a number, or the address of a page that says it")
            : required is not { } figure ? Finding.Pass(Check, has)
            : alpha < figure ? Finding.Fail(Check, string.Create(CultureInfo.InvariantCulture, $"{has}; {figure:0.####} alpha are required"), $"stake more on the hotkey: btcli stake add --netuid {patient.Configuration.Auth.Netuid}")
            : Finding.Pass(Check, string.Create(CultureInfo.InvariantCulture, $"{has}; {figure:0.####} alpha are required"));
    }

    private static Finding CommitmentOf(HotkeyStanding standing, MinerEndpoint? expected)
    {
        const string Check = "commitment";
        const string Fix = "reverse-proxy register --address … --port … --online";
        if (standing.Undecodable is { } undecodable)
        {
            return Finding.Fail(Check, $"what is committed cannot be decoded: {undecodable}", Fix);
        }

        if (standing.Commitment?.FirstRaw is not { } raw)
        {
            return Finding.Fail(Check, "no address is committed, so validators do not know where you are", Fix);
        }

        try
        {
            MinerEndpoint committed = MinerEndpoint.Parse(Encoding.Latin1.GetString(raw.Span));
            return expected is null
                ? Finding.Pass(Check, $"{committed} is committed")
                : committed.Address.Equals(expected.Address, StringComparison.OrdinalIgnoreCase) && committed.Port == expected.Port
                    ? Finding.Pass(Check, $"{committed} is committed, as it should be")
                    : Finding.Fail(Check, $"{committed} is committed, but the proxy is at {expected}", Fix);
        }
        catch (MinerEndpointException exception)
        {
            return Finding.Fail(Check, $"what is committed is no address: {Printable.Line(exception.Message)}", Fix);
        }
    }
}

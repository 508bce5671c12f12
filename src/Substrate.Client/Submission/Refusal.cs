using System.Globalization;
using System.Text.Json;
using Substrate.Client.JsonRpc;

namespace Substrate.Client.Submission;

/// <summary>That a node did not take an extrinsic, and why. Nothing was executed and the nonce is not used up.</summary>
/// <param name="Reason">Why.</param>
/// <param name="CustomCode">The chain's own number, for <see cref="RefusalReason.Custom"/>.</param>
/// <param name="Message">What the node said.</param>
public sealed record Refusal(RefusalReason Reason, byte? CustomCode, string Message)
{
    private const int InvalidTransaction = 1010;
    private const int UnknownTransaction = 1011;

    /// <summary>The texts a node puts into the data of code 1010 (sp_runtime's transaction_validity.rs).</summary>
    private static readonly (string Text, RefusalReason Reason)[] Texts =
    [
        ("call is not expected", RefusalReason.CallNotExpected),
        ("Inability to pay", RefusalReason.Payment),
        ("valid in the future", RefusalReason.Future),
        ("is outdated", RefusalReason.Stale),
        ("bad signature", RefusalReason.BadProof),
        ("ancient birth block", RefusalReason.AncientBirthBlock),
        ("exhaust the block limits", RefusalReason.ExhaustsResources),
        ("labelled as mandatory", RefusalReason.BadMandatory),
        ("dispatch is mandatory", RefusalReason.MandatoryValidation),
        ("Invalid signing address", RefusalReason.BadSigner),
        ("implicit data was unable", RefusalReason.IndeterminateImplicit),
        ("did not authorize any origin", RefusalReason.UnknownOrigin),
        ("custom error", RefusalReason.Custom),
    ];

    /// <summary>Reads the error that a node answers a submission with.</summary>
    /// <param name="code">The error's code.</param>
    /// <param name="message">The error's message: a text, or from some servers JSON as in <c>{"invalid":{"badProof":null}}</c>.</param>
    /// <param name="data">The error's data as a text; null for none.</param>
    public static Refusal Read(int code, string message, string? data)
    {
        ArgumentNullException.ThrowIfNull(message);
        string said = data is null ? message : $"{message}: {data}";
        return code switch
        {
            InvalidTransaction or UnknownTransaction when TryReadJson(message, out string? name, out byte? custom) =>
                new(OfName(name), custom, said),
            InvalidTransaction => OfText(data ?? message, said),
            UnknownTransaction => new(RefusalReason.UnknownValidity, CustomCode: null, said),
            _ => new(OfCode(code), CustomCode: null, said),
        };
    }

    /// <summary>The reason, and what the node said.</summary>
    public override string ToString() => CustomCode is byte code ? $"{Reason} {code}: {Message}" : $"{Reason}: {Message}";

    private static RefusalReason OfCode(int code) => code switch
    {
        1001 => RefusalReason.BadFormat,
        1002 => RefusalReason.VerificationFailed,
        1012 => RefusalReason.TemporarilyBanned,
        1013 => RefusalReason.AlreadyImported,
        1014 => RefusalReason.PriorityTooLow,
        1015 => RefusalReason.Cycle,
        1016 => RefusalReason.PoolFull,
        1018 => RefusalReason.Unactionable,
        1021 => RefusalReason.Future,
        _ => RefusalReason.Other,
    };

    private static Refusal OfText(string text, string said)
    {
        foreach ((string part, RefusalReason reason) in Texts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return new(reason, reason == RefusalReason.Custom ? LastNumber(text) : null, said);
            }
        }

        return new(RefusalReason.Other, CustomCode: null, said);
    }

    /// <summary>The number of <c>Custom error: 6</c>.</summary>
    private static byte? LastNumber(string text) =>
        byte.TryParse(text.AsSpan(text.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out byte number)
            ? number
            : null;

    private static RefusalReason OfName(string? name) => name?.ToLowerInvariant() switch
    {
        "call" => RefusalReason.CallNotExpected,
        "payment" => RefusalReason.Payment,
        "future" => RefusalReason.Future,
        "stale" => RefusalReason.Stale,
        "badproof" => RefusalReason.BadProof,
        "ancientbirthblock" => RefusalReason.AncientBirthBlock,
        "exhaustsresources" => RefusalReason.ExhaustsResources,
        "custom" => RefusalReason.Custom,
        "badmandatory" => RefusalReason.BadMandatory,
        "mandatoryvalidation" => RefusalReason.MandatoryValidation,
        "badsigner" => RefusalReason.BadSigner,
        "indeterminateimplicit" => RefusalReason.IndeterminateImplicit,
        "unknownorigin" => RefusalReason.UnknownOrigin,
        "cannotlookup" or "nounsignedvalidator" => RefusalReason.UnknownValidity,
        _ => RefusalReason.Other,
    };

    /// <summary>Takes <c>{"invalid":{"custom":6}}</c> and <c>{"unknown":{"cannotLookup":null}}</c> apart.</summary>
    private static bool TryReadJson(string message, out string? name, out byte? custom)
    {
        name = null;
        custom = null;
        if (!message.StartsWith('{'))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            return TryReadJson(document.RootElement, out name, out custom);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadJson(JsonElement root, out string? name, out byte? custom)
    {
        name = null;
        custom = null;
        foreach (JsonProperty kind in root.EnumerateObject())
        {
            if (kind.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (JsonProperty reason in kind.Value.EnumerateObject())
            {
                name = JsonText.NameOf(reason);
                custom = reason.Value.ValueKind == JsonValueKind.Number && reason.Value.TryGetByte(out byte number) ? number : null;
                return true;
            }
        }

        return false;
    }
}

namespace ReverseProxy.Diagnosis;

/// <summary>One line of the doctor's list.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do; null where nothing is to be done.</param>
internal sealed record Finding(string Check, Outcome Outcome, string Text, string? Fix = null)
{
    public string OutcomeName { get; } = Outcome switch
    {
        Outcome.Pass => "pass",
        Outcome.Warn => "warn",
        Outcome.Fail => "fail",
        _ => "unknown",
    };

    public static Finding Pass(string check, string text) => new(check, Outcome.Pass, text);

    public static Finding Warn(string check, string text, string fix) => new(check, Outcome.Warn, text, fix);

    public static Finding Fail(string check, string text, string fix) => new(check, Outcome.Fail, text, fix);

    public static Finding Unknown(string check, string text, string? fix = null) => new(check, Outcome.Unknown, text, fix);
}

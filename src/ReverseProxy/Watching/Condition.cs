using ReverseProxy.Diagnosis;

namespace ReverseProxy.Watching;

/// <summary>Something that is watched, as it stands.</summary>
/// <param name="Name">Its name in the log, the metric and the webhook; of a small set.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="Text">The same in words.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Subject">Which one, where there are several of the name: a server of the configuration.</param>
/// <param name="IsGone">Whether it is not there to be watched any more.</param>
internal sealed record Condition(string Name, Outcome Outcome, string Text, string? Fix = null, string Subject = "", bool IsGone = false);

namespace ReverseProxy.Registration.Probing;

/// <summary>The names of the states, which are also those of the JSON.</summary>
internal static class ProbeStates
{
    public static string Name(this ProbeState state) => state switch
    {
        ProbeState.Ok => "ok",
        ProbeState.WrongAnswer => "wrong_answer",
        ProbeState.BadCertificate => "bad_certificate",
        ProbeState.NoTls => "no_tls",
        ProbeState.TimedOut => "timed_out",
        ProbeState.Unreachable => "unreachable",
        ProbeState.UnknownName => "unknown_name",
        _ => "not_probed",
    };
}

namespace ReverseProxy.Registration.Probing;

/// <summary>What came of asking a miner at its registered address.</summary>
internal enum ProbeState
{
    /// <summary>It answered 200: it is this hotkey's proxy, and validators reach it.</summary>
    Ok,

    /// <summary>Something answered, but not as this hotkey's proxy.</summary>
    WrongAnswer,

    /// <summary>Validators' clients refuse its certificate.</summary>
    BadCertificate,

    /// <summary>Something listens there that does not speak TLS, or not a version that we speak.</summary>
    NoTls,

    /// <summary>It said nothing in time.</summary>
    TimedOut,

    /// <summary>Nothing listens there, or no way leads there.</summary>
    Unreachable,

    /// <summary>Its name has no address.</summary>
    UnknownName,

    /// <summary>Its address is one of a private network or of this machine, and was left alone.</summary>
    NotProbed,
}

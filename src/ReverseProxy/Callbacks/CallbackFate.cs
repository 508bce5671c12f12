namespace ReverseProxy.Callbacks;

/// <summary>What happens to an insured job's result. A job that is insured ends delivered, cancelled, expired or undeliverable.</summary>
internal enum CallbackFate
{
    /// <summary>The job was sent to a backend with our URL in it.</summary>
    Insured,

    /// <summary>The backend did not take the job.</summary>
    Cancelled,

    /// <summary>The backend gave us the result.</summary>
    Taken,

    /// <summary>The backend gave it again; the first one counts.</summary>
    Repeated,

    /// <summary>A delivery failed and is tried again.</summary>
    Retried,

    /// <summary>The caller has it.</summary>
    Delivered,

    /// <summary>The backend never gave it.</summary>
    Expired,

    /// <summary>The caller did not take it in time.</summary>
    Undeliverable,
}

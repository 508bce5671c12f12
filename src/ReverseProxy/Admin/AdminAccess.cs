namespace ReverseProxy.Admin;

/// <summary>What a caller of the admin interface must show.</summary>
internal enum AdminAccess
{
    /// <summary>The token, as commands do.</summary>
    Token,

    /// <summary>The token, or a browser's session: for what only reads.</summary>
    Browser,

    /// <summary>Nothing: what is answered holds no data.</summary>
    Open,
}

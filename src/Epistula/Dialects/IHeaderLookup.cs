namespace Epistula.Dialects;

/// <summary>The headers of a request, whichever HTTP stack received it.</summary>
public interface IHeaderLookup
{
    /// <summary>The first value of a header, found without regard to case; null where it is absent.</summary>
    string? First(string name);
}

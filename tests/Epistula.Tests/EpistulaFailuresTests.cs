namespace Epistula.Tests;

public class EpistulaFailuresTests
{
    [Fact]
    public void Texts_that_callers_match_on_never_change() =>
        EpistulaFailures.All.Select(failure => $"{failure.StatusCode()} {failure.Detail()}").ShouldBe(
        [
            "401 Authorization header required",
            "401 Invalid authorization header format",
            "401 Invalid authorization scheme",
            "401 Authorization signature mismatch",
            "401 Missing Epistula authentication signature",
            "401 Missing Epistula authentication headers",
            "401 Invalid signed_for address",
            "401 Invalid Timestamp",
            "401 Request is too stale",
            "401 Request is too far in the future",
            "401 Invalid Keypair",
            "401 Invalid Signature Format",
            "401 Signature Mismatch",
            "403 Sender not allowed",
            "401 Request already used",
        ]);

    [Fact]
    public void Codes_are_distinct_snake_case()
    {
        string[] codes = [.. EpistulaFailures.All.Select(failure => failure.Code())];

        codes.ShouldBeUnique();
        codes.ShouldAllBe(code => code.All(character => char.IsAsciiLetterLower(character) || character == '_'));
    }
}

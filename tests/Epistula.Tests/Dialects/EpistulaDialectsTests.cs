using Epistula.Dialects;

namespace Epistula.Tests.Dialects;

/// <summary>What every dialect must hold to; a new one is tested by being in <see cref="EpistulaDialects.All"/>.</summary>
public class EpistulaDialectsTests
{
    private static readonly EpistulaEnvelope Envelope = new("0xab", "1758000000000", "u-1", "5sender", "5receiver");

    public static TheoryData<string> Names { get; } = new(EpistulaDialects.All.Select(dialect => dialect.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_writes_it_recognizes_and_reads(string name)
    {
        IEpistulaDialect dialect = Named(name);
        Headers headers = new(dialect.Write(Envelope));

        EpistulaDialects.All.Where(other => other.Recognizes(headers)).ShouldBe([dialect]);
        EpistulaDialects.Read(headers, out EpistulaEnvelope read).ShouldBe(EpistulaFailure.None);
        read.ShouldBe(Envelope);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Header_names_are_found_in_any_case_and_values_are_trimmed(string name)
    {
        Headers headers = new(Named(name).Write(Envelope).Select(header =>
            new KeyValuePair<string, string>(header.Key.ToLowerInvariant(), header.Key == "Authorization" ? $"Epistula   {Envelope.Signature}  " : $" {header.Value} ")));

        EpistulaDialects.Read(headers, out EpistulaEnvelope read).ShouldBe(EpistulaFailure.None);
        read.ShouldBe(Envelope);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_of_the_four_values_is_required(string name)
    {
        foreach (string required in new[] { "Epistula-Timestamp", "Epistula-UUID", "Epistula-Signed-By", "Epistula-Signed-For" })
        {
            foreach (string blank in new[] { "", " ", "\u00A0" })
            {
                Headers headers = new(Named(name).Write(Envelope)
                    .Select(header => header.Key.Equals(required, StringComparison.OrdinalIgnoreCase) ? new(header.Key, blank) : header));

                EpistulaDialects.Read(headers, out _).ShouldBe(EpistulaFailure.HeadersMissing, $"{required} = \"{blank}\"");
            }
        }
    }

    [Theory]
    [InlineData(null, EpistulaFailure.AuthorizationMissing)]
    [InlineData("", EpistulaFailure.AuthorizationMissing)]
    [InlineData("Epistula", EpistulaFailure.AuthorizationMalformed)]
    [InlineData("Epistula\t0xab", EpistulaFailure.AuthorizationMalformed)]
    [InlineData("Bearer 0xab", EpistulaFailure.SchemeInvalid)]
    [InlineData("epistula 0xab", EpistulaFailure.SchemeInvalid)]
    [InlineData(" 0xab", EpistulaFailure.SchemeInvalid)]
    [InlineData("Epistula  ", EpistulaFailure.SignatureMissing)]
    public void An_authorization_header_is_judged_in_the_original_order(string? authorization, EpistulaFailure failure)
    {
        Headers headers = new(authorization is null ? [] : [new("Authorization", authorization)]);

        EpistulaDialects.Read(headers, out _).ShouldBe(failure);
    }

    [Theory]
    [InlineData("0xab", "0xab", EpistulaFailure.None)]
    [InlineData("0xab", " 0xab ", EpistulaFailure.None)]
    [InlineData("0xab", "", EpistulaFailure.None)]
    [InlineData("0xab", "ab", EpistulaFailure.SignatureConflict)]
    [InlineData("0xab", "0xAB", EpistulaFailure.SignatureConflict)]
    [InlineData("0xab", " ", EpistulaFailure.SignatureConflict)]
    public void A_copy_of_the_signature_must_be_the_same_text(string signature, string copy, EpistulaFailure failure)
    {
        IEnumerable<KeyValuePair<string, string>> written = EpistulaDialects.Authorization.Write(Envelope with { Signature = signature });
        Headers headers = new(written.Select(header => header.Key == "Epistula-Signature" ? new(header.Key, copy) : header));

        EpistulaDialects.Read(headers, out _).ShouldBe(failure);
    }

    [Theory]
    [InlineData("ab", "0xab")]
    [InlineData("0xab", "0xab")]
    [InlineData("0Xab", "0x0Xab")]
    public void A_signature_gets_its_prefix_where_it_lacks_one(string written, string read)
    {
        Headers headers = new(EpistulaDialects.Authorization.Write(Envelope with { Signature = written }));

        EpistulaDialects.Read(headers, out EpistulaEnvelope envelope);

        envelope.Signature.ShouldBe(read);
    }

    [Fact]
    public void A_request_signature_without_its_version_is_no_version_two()
    {
        Headers headers = new(EpistulaDialects.VersionTwo.Write(Envelope).Where(header => header.Key != "Epistula-Version"));

        EpistulaDialects.Read(headers, out _).ShouldBe(EpistulaFailure.AuthorizationMissing);
    }

    private static IEpistulaDialect Named(string name) => EpistulaDialects.All.Single(dialect => dialect.Name == name);

    private sealed class Headers(IEnumerable<KeyValuePair<string, string>> headers) : IHeaderLookup
    {
        private readonly KeyValuePair<string, string>[] _headers = [.. headers];

        public string? First(string name) =>
            _headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
    }
}

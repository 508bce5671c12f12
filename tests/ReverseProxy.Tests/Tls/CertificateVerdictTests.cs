using Microsoft.Extensions.Time.Testing;
using ReverseProxy.Tls;

namespace ReverseProxy.Tests.Tls;

public class CertificateVerdictTests
{
    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy-tls-").FullName;

    [Fact]
    public void A_whole_chain_for_the_right_name_is_accepted()
    {
        CertificateVerdict verdict = Judge("miner.example", "miner.example");

        verdict.Problems.ShouldBeEmpty();
        verdict.DaysLeft.ShouldBe(89);
        verdict.Describe().ShouldBe("a validator's client will accept it; it expires in 89 days");
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", null)]
    [InlineData("2001:db8::7", "[2001:db8::7]", null)]
    [InlineData("*.example", "miner.example", null)]
    [InlineData("miner.example", "other.example", "it does not cover the name other.example (it covers miner.example)")]
    [InlineData("miner.example", "203.0.113.7", "it does not cover the IP address 203.0.113.7 (it covers miner.example)")]
    [InlineData("miner.example", null, null)]
    public void The_registered_address_must_be_among_its_names(string covered, string? address, string? problem) =>
        Judge(address, covered).Problems.ShouldBe(problem is null ? [] : [problem]);

    [Fact]
    public void A_missing_intermediate_is_named() =>
        Judge("miner.example", "miner.example", withIntermediate: false).Problems
            .ShouldBe(["the certificate of its issuer (Test Intermediate) is missing from the file: append the intermediate certificates"]);

    [Fact]
    public void A_root_that_nobody_knows_is_named()
    {
        (string certificate, string key) = _authority.Write(_authority.Issue("miner.example", covers: "miner.example"), _directory, "leaf");
        File.AppendAllText(certificate, "\n" + _authority.Root.ExportCertificatePem());

        // Judged by the system's roots, among which the test's is not.
        CertificateVerdict.Of(LoadedCertificate.Read(new(certificate, key, null)), "miner.example", TimeProvider.System).Problems
            .ShouldBe(["its root is not among the public authorities"]);
    }

    [Fact]
    public void A_self_signed_certificate_is_called_so()
    {
        (string certificate, string key) = _authority.Write(TestAuthority.SelfSigned("miner.example", "miner.example"), _directory, "self", withIntermediate: false);

        CertificateVerdict.Of(LoadedCertificate.Read(new(certificate, key, null)), "miner.example", TimeProvider.System).Problems.ShouldBe(["it is self-signed"]);
    }

    [Fact]
    public void An_expired_certificate_and_one_of_tomorrow_are_refused()
    {
        FakeTimeProvider late = new(DateTimeOffset.UtcNow.AddDays(91));
        FakeTimeProvider early = new(DateTimeOffset.UtcNow.AddDays(-31));

        Judge("miner.example", "miner.example", clock: late).Problems.ShouldContain(problem => problem.StartsWith("it expired on", StringComparison.Ordinal));
        Judge("miner.example", "miner.example", clock: late).DaysLeft.ShouldBe(-2);
        Judge("miner.example", "miner.example", clock: early).Problems.ShouldContain(problem => problem.StartsWith("it is not valid before", StringComparison.Ordinal));
    }

    private CertificateVerdict Judge(string? address, string covered, bool withIntermediate = true, TimeProvider? clock = null)
    {
        (string certificate, string key) = _authority.Write(_authority.Issue("miner.example", covers: covered), _directory, Guid.NewGuid().ToString("N"), withIntermediate);
        return CertificateVerdict.Of(LoadedCertificate.Read(new(certificate, key, null)), address, clock ?? TimeProvider.System, [_authority.Root]);
    }
}

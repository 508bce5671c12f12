using System.Text.Json.Nodes;
using ReverseProxy.Diagnosis;
using ReverseProxy.Tests.Tls;

namespace ReverseProxy.Tests.Diagnosis;

/// <summary>The certificate's files, judged without anybody being asked.</summary>
public class CertificateTests
{
    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("doctor-").FullName;

    [Theory]
    [InlineData("miner.example", 90, true, Outcome.Pass, "a validator's client will accept it", null)]
    [InlineData("miner.example", 10, true, Outcome.Warn, "expires in", "renew it")]
    [InlineData("miner.example", -1, true, Outcome.Fail, "it expired on", "from a public authority")]
    [InlineData("other.example", 90, true, Outcome.Fail, "does not cover the name miner.example (it covers other.example)", "for the registered address")]
    [InlineData("miner.example", 90, false, Outcome.Fail, "append the intermediate certificates", "with its intermediates in the same file")]
    public async Task It_is_judged_as_Python_will(string covers, int days, bool withIntermediate, object outcome, string text, string? fix)
    {
        (string certificate, string key) = _authority.Write(_authority.Issue("miner", days, covers), _directory, "miner", withIntermediate);

        (await ExamineAsync(certificate, key)).ShouldHold("certificate", (Outcome)outcome, text, fix);
    }

    [Fact]
    public async Task Files_that_the_proxy_could_not_start_with_are_told()
    {
        (string certificate, _) = _authority.Write(_authority.Issue("miner", 90, "miner.example"), _directory, "miner");
        (_, string another) = _authority.Write(_authority.Issue("miner", 90, "miner.example"), _directory, "another");

        (await ExamineAsync(certificate, another)).ShouldHold("certificate", Outcome.Fail, "cannot be used together", "correct server.tls");
        (await ExamineAsync(_directory + "/gone.crt", another)).ShouldHold("certificate", Outcome.Fail, "cannot be read", "who may read the files");
    }

    [Fact]
    public async Task Without_one_something_in_front_must_have_it() =>
        (await Examination.OfAsync(new CertificateDiagnosis(), Examination.Patient())).ShouldHold("certificate", Outcome.Unknown, "something in front must speak TLS", "server.tls.certificate");

    private Task<IReadOnlyList<Finding>> ExamineAsync(string certificate, string key)
    {
        Patient patient = Examination.Patient(configuration =>
        {
            configuration["server"]!["public_address"] = "miner.example";
            configuration["server"]!["tls"] = new JsonObject { ["certificate"] = certificate, ["key"] = key };
        });
        return Examination.OfAsync(new CertificateDiagnosis(), patient with { Roots = [_authority.Root] });
    }
}

using Bittensor.Wallets;
using Fixtures;
using PublicApiGenerator;

namespace Bittensor.Tests;

public class PublicApiTests
{
    /// <summary>A change of what is public shows as a change of the file beside this one, and is decided on there.</summary>
    [Fact]
    public void What_is_public_is_what_was_decided()
    {
        string approved = Path.Combine(Repository.Root, "tests", "Bittensor.Tests", "PublicApi.txt");
        string actual = typeof(Wallet).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        if (Environment.GetEnvironmentVariable("APPROVE_PUBLIC_API") == "1")
        {
            File.WriteAllText(approved, $"{actual.TrimEnd()}\n");
        }

        actual.ReplaceLineEndings("\n").TrimEnd()
            .ShouldBe(File.ReadAllText(approved).TrimEnd(), "run the tests with APPROVE_PUBLIC_API=1 to approve the change");
    }
}

#:project ../src/Epistula/Epistula.csproj

// Calls a miner as a validator does. Run: dotnet run samples/sign-a-request.cs -- http://localhost:5080 5F…
using Epistula.Signing;
using Substrate.Cryptography.Mnemonics;
using Substrate.Cryptography.Sr25519;

if (args is not [var url, var miner])
{
    Console.Error.WriteLine("give the proxy's URL and the miner's hotkey");
    return 2;
}

// A key of the development phrase; a real one comes from a wallet.
using Keypair validator = SecretUri.Open("//Alice");
using HttpClient client = new(new EpistulaSigningHandler(new(validator, TimeProvider.System), signedFor: miner) { InnerHandler = new HttpClientHandler() });
using HttpResponseMessage answer = await client.PostAsync(new Uri(new(url), "/inference"), new StringContent("""{"prompt":"a cube"}"""));
Console.WriteLine($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
return 0;

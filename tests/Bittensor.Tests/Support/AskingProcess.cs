using System.Runtime.CompilerServices;
using Bittensor.Wallets;

namespace Bittensor.Tests.Support;

/// <summary>Turns this program, started with a certain variable, into one that asks for a password and says what it got.</summary>
internal static class AskingProcess
{
    public const string Variable = "BITTENSOR_TESTS_ASK_PASSWORD";

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            Environment.Exit(Ask());
        }
    }

    private static int Ask()
    {
        try
        {
            ValueTask<Password?> asked = new ConsolePasswordPrompt().AskAsync(new("/w", "hot", 1), CancellationToken.None);
            using Password? password = asked.AsTask().GetAwaiter().GetResult();
            Console.WriteLine(password is null ? "nobody" : $"taken: {Convert.ToHexStringLower(password.Bytes)}");
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("cancelled");
        }

        return 0;
    }
}

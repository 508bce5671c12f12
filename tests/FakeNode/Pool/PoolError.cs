using FakeNode.Server;

namespace FakeNode.Pool;

/// <summary>Why the pool does not take an extrinsic, worded as the dialect has it.</summary>
public static class PoolError
{
    public static RpcException Stale(PoolDialect dialect) => Invalid(dialect, "stale", "Transaction is outdated");

    public static RpcException BadProof(PoolDialect dialect) => Invalid(dialect, "badProof", "Transaction has a bad signature");

    public static RpcException Payment(PoolDialect dialect) =>
        Invalid(dialect, "payment", "Inability to pay some fees (e.g. account balance too low)");

    public static RpcException Custom(PoolDialect dialect, byte code) => dialect == PoolDialect.Substrate
        ? new RpcException(1010, "Invalid Transaction", $"Custom error: {code}")
        : new RpcException(1010, $$$"""{"invalid":{"custom":{{{code}}}}}""");

    public static RpcException Undecodable(PoolDialect dialect) => dialect == PoolDialect.Substrate
        ? new RpcException(1002, "Verification Error: Runtime error: Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed")
        : new RpcException(1011, "Error: wasm `unreachable` instruction executed");

    public static RpcException AlreadyImported(string hash) => new(1013, "Transaction Already Imported", hash);

    private static RpcException Invalid(PoolDialect dialect, string name, string text) => dialect == PoolDialect.Substrate
        ? new RpcException(1010, "Invalid Transaction", text)
        : new RpcException(1010, $$$"""{"invalid":{"{{{name}}}":null}}""");
}

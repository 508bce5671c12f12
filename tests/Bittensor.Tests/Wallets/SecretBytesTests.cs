using Bittensor.Wallets;

namespace Bittensor.Tests.Wallets;

public class SecretBytesTests
{
    [Fact]
    public void Bytes_are_kept_until_they_are_disposed()
    {
        SecretBytes bytes = SecretBytes.CopyOf([1, 2, 3]);
        bytes.Span.ToArray().ShouldBe([1, 2, 3]);
        bytes.Dispose();

        Should.Throw<ObjectDisposedException>(() => bytes.Span.Length);
    }

    [Fact]
    public void Shorter_bytes_are_the_first_ones()
    {
        using SecretBytes bytes = SecretBytes.CopyOf([1, 2, 3]);
        bytes.Shorten(2);

        bytes.Span.ToArray().ShouldBe([1, 2]);
        Should.Throw<ArgumentOutOfRangeException>(() => bytes.Shorten(3));
        Should.Throw<ArgumentOutOfRangeException>(() => bytes.Shorten(-1));
    }

    [Fact]
    public void No_bytes_are_bytes_too()
    {
        using SecretBytes bytes = SecretBytes.Allocate(0);

        bytes.Span.Length.ShouldBe(0);
    }
}

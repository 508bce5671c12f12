using Substrate.Cryptography.Native;

namespace Substrate.Cryptography.Tests.Native;

public class GuardedMemoryTests
{
    [Fact]
    public void Disposed_memory_is_opened_no_more()
    {
        GuardedMemory memory = GuardedMemory.Allocate(10);
        memory.Dispose();

        Should.Throw<ObjectDisposedException>(() => memory.Open().Dispose());
    }

    [Fact]
    public void Memory_stays_while_it_is_open()
    {
        GuardedMemory memory = GuardedMemory.Allocate(10);
        using (GuardedMemory.Access access = memory.Open())
        {
            memory.Dispose();
            access.Bytes.Fill(7);
            access.Bytes.ToArray().ShouldAllBe(b => b == 7);
        }

        Should.Throw<ObjectDisposedException>(() => memory.Open().Dispose());
    }

    [Fact]
    public void Sealed_memory_can_still_be_read()
    {
        using GuardedMemory memory = GuardedMemory.Allocate(3);
        using GuardedMemory.Access access = memory.Open();
        access.Bytes.Fill(7);
        memory.Seal();

        access.Bytes.ToArray().ShouldBe([7, 7, 7]);
        memory.Length.ShouldBe(3);
    }
}

using CsCheck;

namespace Substrate.Cryptography.Tests;

public class AccountIdTests
{
    private const string Alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[AccountId.Length];

    [Fact]
    public void Any_32_bytes_come_back() => Bytes.Sample(bytes =>
    {
        AccountId account = AccountId.FromBytes(bytes);

        byte[] copied = new byte[40];
        account.CopyTo(copied);

        copied[..32].ShouldBe(bytes);
        copied[32..].ShouldBe(new byte[8]);
        account.AsSpan().ToArray().ShouldBe(bytes);
        account.ToArray().ShouldBe(bytes);
    });

    [Fact]
    public void An_account_is_its_own_copy_of_the_bytes()
    {
        byte[] bytes = new byte[32];
        AccountId account = AccountId.FromBytes(bytes);

        bytes[0] = 1;
        account.ToArray()[1] = 1;

        account.ShouldBe(default);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Another_number_of_bytes_is_refused(int length) =>
        Should.Throw<ArgumentException>(() => AccountId.FromBytes(new byte[length])).Message.ShouldContain($"not {length}");

    [Fact]
    public void A_copy_needs_32_bytes_of_room()
    {
        AccountId account = AccountId.Parse(Alice);

        account.TryCopyTo(new byte[31]).ShouldBeFalse();
        account.TryCopyTo(new byte[32]).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => account.CopyTo(new byte[31]));
    }

    [Fact]
    public void Accounts_are_equal_when_every_byte_is() =>
        Gen.Select(Bytes, Gen.Int[0, 31], Gen.Int[0, 7]).Sample((bytes, index, bit) =>
        {
            byte[] other = [.. bytes];
            other[index] ^= (byte)(1 << bit);
            AccountId account = AccountId.FromBytes(bytes);

            account.ShouldBe(AccountId.FromBytes([.. bytes]));
            (account == AccountId.FromBytes([.. bytes])).ShouldBeTrue();
            account.GetHashCode().ShouldBe(AccountId.FromBytes([.. bytes]).GetHashCode());
            (account != AccountId.FromBytes(other)).ShouldBeTrue();
            account.Equals((object)AccountId.FromBytes(other)).ShouldBeFalse();
            account.Equals((object?)null).ShouldBeFalse();
        });

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(24)]
    public void Accounts_that_differ_little_have_different_hashes(int shift)
    {
        // Counters in every 32-bit word, at its low or its high end, where a hash that folds or truncates would collide all the time.
        HashSet<int> hashes = [];
        for (int word = 0; word < 8; word++)
        {
            for (uint counter = 1; counter < 256; counter++)
            {
                byte[] bytes = new byte[32];
                BitConverter.TryWriteBytes(bytes.AsSpan(word * 4), counter << shift).ShouldBeTrue();
                hashes.Add(AccountId.FromBytes(bytes).GetHashCode());
            }
        }

        // 2040 random 32-bit values have 0.0005 collisions on average.
        hashes.Count.ShouldBeGreaterThan(2036);
    }

    [Fact]
    public void The_text_of_an_account_is_its_address_with_prefix_42()
    {
        AccountId account = AccountId.Parse(Alice);

        account.ToString().ShouldBe(Alice);
        account.ToSs58().ShouldBe(Alice);
        account.ToSs58(0).ShouldBe("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5");
        AccountId.Parse(account.ToSs58(0)).ShouldBe(account);
    }

    [Fact]
    public void A_text_that_is_no_address_is_refused_with_the_reason()
    {
        AccountId.TryParse("5Grwva", out AccountId account).ShouldBeFalse();
        account.ShouldBe(default);

        Should.Throw<FormatException>(() => AccountId.Parse("5Grwva")).Message.ShouldContain("length");
        Should.Throw<FormatException>(() => AccountId.Parse(Alice.Replace('w', 'x'))).Message.ShouldContain("checksum");
    }
}

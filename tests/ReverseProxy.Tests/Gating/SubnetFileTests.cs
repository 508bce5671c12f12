using Bittensor.Subnets;
using ReverseProxy.Gating;
using Substrate.Client;
using Substrate.Cryptography;

namespace ReverseProxy.Tests.Gating;

public sealed class SubnetFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 21, 0, 0, 500, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("subnet-file-").FullName;

    [Fact]
    public void What_was_kept_is_read_back_equal()
    {
        SubnetFile file = new(Path.Combine(_directory, "state"), 11);
        SubnetReading written = Reading(256);
        file.Write(written);
        file.Write(written);

        SubnetReading read = file.Read(Now + TimeSpan.FromDays(1)).ShouldNotBeNull();

        (read.Genesis, read.Metagraph.Netuid, read.Metagraph.Block, read.Metagraph.TakenAt)
            .ShouldBe((written.Genesis, (ushort)11, 7_000_000ul, Now));
        read.Metagraph.Neurons.OrderBy(neuron => neuron.Uid).ShouldBe(written.Metagraph.Neurons.OrderBy(neuron => neuron.Uid));
        Directory.GetFiles(Path.Combine(_directory, "state")).ShouldBe([file.Path], "nothing stays behind");
    }

    [Fact]
    public void Where_there_is_none_nothing_is_read() => new SubnetFile(Path.Combine(_directory, "nowhere"), 11).Read(Now).ShouldBeNull();

    [Fact]
    public void One_that_was_written_by_a_clock_ahead_does_not_stay_young()
    {
        SubnetFile file = new(_directory, 11);
        file.Write(Reading(1));

        file.Read(Now - TimeSpan.FromDays(9))!.Metagraph.TakenAt.ShouldBe(Now - TimeSpan.FromDays(9));
    }

    [Fact]
    public void Wherever_it_is_cut_off_it_is_left_aside_and_never_half_believed()
    {
        SubnetFile file = new(_directory, 11);
        file.Write(Reading(3));
        byte[] whole = File.ReadAllBytes(file.Path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file.Path, whole[..length]);
            Should.Throw<SubnetException>(() => file.Read(Now)).Message.ShouldContain(file.Path);
        }
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2")]
    [InlineData("\"netuid\":11", "\"netuid\":12")]
    [InlineData("\"netuid\":11", "\"netuid\":70000")]
    [InlineData("\"block\":7000000", "\"block\":-1")]
    [InlineData("\"taken_at_ms\":", "\"taken_at_ms\":999")]
    [InlineData("\"hotkey\":\"5", "\"hotkey\":\"6")]
    [InlineData("\"permit\":true", "\"permit\":1")]
    [InlineData("\"genesis\":\"0x", "\"genesis\":\"")]
    [InlineData("\"neurons\":[{", "\"neurons\":[7,{")]
    [InlineData("\"alpha\":", "\"beta\":")]
    public void One_that_says_what_cannot_be_is_left_aside(string before, string after)
    {
        SubnetFile file = new(_directory, 11);
        file.Write(Reading(1));
        string text = File.ReadAllText(file.Path);
        text.ShouldContain(before);
        File.WriteAllText(file.Path, text.Replace(before, after, StringComparison.Ordinal));

        Should.Throw<SubnetException>(() => file.Read(Now));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static SubnetReading Reading(int count) => new(
        new Metagraph(11, 7_000_000, Now, Enumerable.Range(0, count).Select(uid => new Neuron(
            (ushort)uid, AccountId.FromBytes([.. BitConverter.GetBytes(uid), .. new byte[28]]), uid % 2 == 0, ulong.MaxValue - (ulong)uid, (ulong)uid, (ulong)uid))),
        Hash256.FromBytes([.. Enumerable.Repeat((byte)7, 32)]));
}

using System.IO.Pipes;
using System.Text;
using ReverseProxy.Logging;

namespace ReverseProxy.Tests.Logging;

public class LineWriterTests
{
    [Fact]
    public void Every_line_of_every_thread_is_written_whole_and_in_its_order()
    {
        using MemoryStream output = new();
        using (LineWriter writer = new(output, _ => "lost"))
        {
            _ = Parallel.For(0, 8, thread =>
            {
                for (int i = 0; i < 1_000; i++)
                {
                    writer.Write($"{thread} {i} gr\u00fc\u00dfe\n");
                }
            });
        }

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(8_000);
        foreach (IGrouping<string, string> thread in lines.GroupBy(line => line.Split(' ')[0]))
        {
            thread.ShouldBe(Enumerable.Range(0, 1_000).Select(i => $"{thread.Key} {i} gr\u00fc\u00dfe"));
        }
    }

    [Fact]
    public async Task A_reader_that_is_stuck_holds_nobody_up_and_is_told_what_it_missed()
    {
        await using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        await using AnonymousPipeClientStream reader = new(PipeDirection.In, pipe.ClientSafePipeHandle);
        LineWriter writer = new(pipe, lost => $"{lost} lost\n", maximum: 1_000);
        string line = new('x', 99);

        for (int i = 0; i < 5_000; i++)
        {
            writer.Write(line + "\n");
        }

        using StreamReader text = new(reader);
        string? read;
        int whole = 0;
        int missed = 0;
        Task closing = Task.Run(writer.Dispose, TestContext.Current.CancellationToken).ContinueWith(_ => pipe.Dispose(), TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        while ((read = await text.ReadLineAsync(TestContext.Current.CancellationToken)) is not null)
        {
            whole += read == line ? 1 : 0;
            missed += read.EndsWith(" lost", StringComparison.Ordinal) ? int.Parse(read.Split(' ')[0]) : 0;
        }

        await closing;
        missed.ShouldBeGreaterThan(0);
        (whole + missed).ShouldBe(5_000);
    }

    [Fact]
    public void What_waits_is_written_before_the_end()
    {
        using MemoryStream output = new();
        LineWriter writer = new(output, _ => "lost");
        writer.Write("last\n");
        writer.Dispose();
        writer.Write("too late\n");

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("last\n");
    }
}

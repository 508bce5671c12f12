using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Callbacks;

namespace ReverseProxy.Dashboard;

/// <summary>What becomes of jobs' results, where their callbacks are insured.</summary>
internal sealed class ResultSection(IServiceProvider services) : IDashboardSection
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public string Title => "Results of jobs";

    public IEnumerable<DashboardRow> Rows()
    {
        if (services.GetService<CallbackDesk>() is not { } desk)
        {
            yield return new("Insurance", "off: backends deliver results themselves, and what they fail to deliver is lost (callbacks.listen)");
            yield break;
        }

        CallbackFates fates = desk.Fates;
        yield return new("Insured", Text($"{fates[CallbackFate.Insured]} jobs, of which backends did not take {fates[CallbackFate.Cancelled]}"));
        yield return new("Awaited", Text($"{desk.Awaited} from backends"));
        yield return desk.OldestOwed is { } oldest
            ? new("To be delivered", Text($"{desk.Owed}, the oldest for {oldest.TotalSeconds:0} s"), oldest > Long ? DashboardMark.Failing : DashboardMark.Plain)
            : new("To be delivered", "none");
        yield return new("Delivered", Text($"{fates[CallbackFate.Delivered]}, with {fates[CallbackFate.Retried]} further tries"), fates[CallbackFate.Delivered] > 0 ? DashboardMark.Well : DashboardMark.Plain);
        long lost = fates[CallbackFate.Expired] + fates[CallbackFate.Undeliverable];
        yield return new("Lost", lost == 0 ? "none" : Text($"{fates[CallbackFate.Expired]} that a backend never gave, {fates[CallbackFate.Undeliverable]} that the caller did not take"), lost == 0 ? DashboardMark.Well : DashboardMark.Failing);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using Bittensor.Subnets;
using Fixtures;
using Microsoft.Extensions.DependencyInjection;
using ReverseProxy.Gating;
using ReverseProxy.Tests.Support;
using ReverseProxy.Watching;

namespace ReverseProxy.Tests.Dashboard;

/// <summary>The page in a real browser, with real requests behind it.</summary>
public class DashboardTests
{
    private const string Tab = "\uE004";
    private const string Enter = "\uE007";
    private const string Escape = "\uE00C";

    [Fact]
    public async Task It_shows_what_happens_as_it_happens_and_complains_of_nothing()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        await LogInAsync(browser, admin);
        await browser.UntilAsync("document.querySelector('#live.on')");
        (await browser.UrlAsync()).ShouldBe($"http://127.0.0.1:{admin.Port}/dashboard", "the token is in no address");

        await Sender.Validator.PostAsync(admin.Proxy);
        await browser.UntilAsync("document.querySelectorAll('#recent tr').length === 1");
        await browser.UntilAsync("document.querySelector('#tiles').innerText.match(/Served\\s+1\\b/)");
        await RawClient.SendAsync(admin.Proxy.Port, "POST", "/inference", Sender.Validator.Headers(admin.Proxy, [1], offset: -9_000), [1]);

        await browser.UntilAsync("document.querySelector('#recent tr').innerText.includes('timestamp_stale')");
        await browser.UntilAsync("document.querySelector('#verdicts').innerText.includes('it was signed too long ago')");
        await browser.UntilAsync("document.querySelector('#tiles').innerText.match(/Validators refused\\s+1\\b/)");
        await browser.UntilAsync("document.querySelector('#senders').innerText.includes('5CcyqxX')");
        await browser.UntilAsync("document.querySelectorAll('#traffic rect').length > 0 && document.querySelectorAll('#latency circle').length > 0");
        await browser.UntilAsync($"document.querySelector('#sections').innerText.includes('127.0.0.1:{backend.Port}')");
        await browser.RunAsync("document.querySelector('#recent button.why').click();");
        await browser.UntilAsync("document.querySelector('#why').open && document.querySelector('#why').innerText.includes('9000 ms old, 8000 ms are allowed')");
        (await browser.ComplaintsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_shows_where_we_are_how_backends_stand_and_what_becomes_of_results()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend caller = StubBackend.StartOk();
        await using Scene scene = await Scene.StartAsync();
        await scene.InsuredJobAsync(caller.Url);
        await scene.LookAsync();
        await LogInAsync(browser, scene.Admin);

        await browser.UntilAsync("document.querySelector('#sections h2')?.innerText === 'Own address'");
        string own = (await browser.RunAsync("return document.querySelector('#sections section').innerText;")).GetValue<string>();
        own.ShouldContain($"127.0.0.1:{scene.PublicPort} is committed, as it should be");
        own.ShouldContain("uid 0 on subnet 11");
        own.ShouldContain("a validator's client will accept it");
        own.ShouldContain("GET / is answered with 200");
        own.ShouldContain("UTC)", Case.Sensitive, "when it was looked at");
        await browser.UntilAsync("document.querySelector('#sections').innerText.match(/Delivered\\s+✓ ok\\s*1, with 0 further tries/)");
        await browser.UntilAsync("document.querySelector('#sections').innerText.includes('not well since') && document.querySelector('#sections').innerText.includes('/health answers 503')");

        scene.Commit("203.0.113.7:80");
        await scene.LookAsync();
        await browser.UntilAsync($"document.querySelector('#sections section').innerText.includes('203.0.113.7:80 is committed, but the proxy is at 127.0.0.1:{scene.PublicPort}')");
        (await browser.ComplaintsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_public_address_it_says_what_to_set()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        await LogInAsync(browser, admin);

        await browser.UntilAsync("document.querySelector('#sections').innerText.includes('set server.public_address')");
        await browser.UntilAsync("document.querySelector('#sections').innerText.includes('Insurance')");
    }

    [Fact]
    public async Task What_a_caller_writes_is_text_and_nothing_else()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        const string Markup = "<img src=x onerror=document.title=1>";
        await RawClient.GetAsync(admin.Proxy.Port, "/" + Uri.EscapeDataString(Markup));
        byte[] body = [1];
        await RawClient.SendAsync(admin.Proxy.Port, "POST", "/inference", Sender.Validator.Headers(admin.Proxy, body, signedFor: Markup), body);

        await LogInAsync(browser, admin);
        await browser.UntilAsync("document.querySelectorAll('#recent tr').length === 2");

        (await browser.RunAsync("return document.querySelector('#recent').innerText;")).GetValue<string>().ShouldContain("/" + Markup);
        await browser.RunAsync("document.querySelector('#recent button.why').click();");
        await browser.UntilAsync("document.querySelector('#why').open");
        (await browser.RunAsync("return document.querySelector('#why').innerText;")).GetValue<string>().ShouldContain(Markup);
        (await browser.RunAsync("return document.querySelectorAll('main img, dialog img').length;")).GetValue<int>().ShouldBe(0);
        (await browser.RunAsync("return document.title;")).GetValue<string>().ShouldBe("Miner proxy");
        (await browser.ComplaintsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_dark_where_the_reader_is_and_fits_a_phone()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        await FillAsync(admin);
        await LogInAsync(browser, admin);
        await browser.UntilAsync("document.querySelector('#sections .card') && document.querySelectorAll('#recent tr').length > 5");

        List<string> backgrounds = [];
        foreach (bool dark in new[] { false, true })
        {
            foreach (int width in new[] { 1280, 768, 360 })
            {
                await browser.LookAsync(width, 900, dark);
                await browser.UntilAsync($"document.querySelector('#traffic svg').getBoundingClientRect().right <= {width}");
                (await browser.RunAsync("return document.documentElement.scrollWidth - document.documentElement.clientWidth;")).GetValue<int>()
                    .ShouldBe(0, $"nothing sticks out at {width} pixels");
            }

            backgrounds.Add((await browser.RunAsync("return getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).color;")).GetValue<string>());
            (await browser.RunAsync(LowestContrast)).GetValue<double>().ShouldBeGreaterThanOrEqualTo(4.5, "WCAG AA");
        }

        backgrounds[0].ShouldNotBe(backgrounds[1]);
        (await browser.ComplaintsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_used_with_the_keyboard_alone()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        await Sender.Stranger.PostAsync(admin.Proxy);
        await browser.GoAsync($"http://127.0.0.1:{admin.Port}/");
        await browser.UntilAsync("document.activeElement.id === 'token'");
        await browser.PressAsync([.. admin.Token.Select(character => character.ToString()), Enter]);
        await browser.UntilAsync("document.querySelectorAll('#recent tr').length === 1");

        List<string> order = [];
        for (int i = 0; i < 6; i++)
        {
            await browser.PressAsync(Tab);
            order.Add((await browser.RunAsync("const at = document.activeElement; return at.id || at.className || at.name;")).GetValue<string>());
        }

        order.ShouldBe(["skip", "range", "filter", "hold", "scroll", "why"]);
        await browser.PressAsync(Enter);
        await browser.UntilAsync("document.querySelector('#why').open && document.querySelector('#why').contains(document.activeElement)");
        await browser.PressAsync(Escape);
        await browser.UntilAsync("!document.querySelector('#why').open && document.activeElement.className === 'why'");
    }

    [Fact]
    public async Task Every_part_has_a_name_for_those_who_do_not_see_it()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend backend = StubBackend.StartOk();
        await using AdminProxy admin = await AdminProxy.StartAsync(backend.Url);
        await FillAsync(admin);
        await LogInAsync(browser, admin);
        await browser.UntilAsync("document.querySelectorAll('#recent tr').length > 5 && document.querySelector('#sections h2')");

        (await browser.RunAsync("""
            const nameless = [];
            for (const section of document.querySelectorAll("main section[aria-labelledby]")) if (!document.getElementById(section.getAttribute("aria-labelledby"))?.textContent) nameless.push(section.outerHTML);
            for (const control of document.querySelectorAll("button, select, input")) if (!control.textContent && !control.labels?.length && !control.ariaLabel) nameless.push(control.outerHTML);
            for (const image of document.querySelectorAll("svg")) if (!image.ariaLabel || image.getAttribute("role") !== "img") nameless.push(image.outerHTML);
            for (const cell of document.querySelectorAll("th")) if (!cell.scope || !cell.textContent) nameless.push(cell.outerHTML);
            if (document.documentElement.lang !== "en" || document.querySelectorAll("h1").length !== 1) nameless.push("page");
            return nameless;
            """)).AsArray().ShouldBeEmpty();
        (await browser.RunAsync("return document.querySelector('#traffic svg').ariaLabel;")).GetValue<string>().ShouldMatch(@"\d+ served, \d+ of validators refused, \d+ lost");
    }

    [Fact]
    public async Task The_screenshot_of_the_documentation_can_be_taken()
    {
        await using Browser browser = await Browser.StartAsync();
        await using StubBackend caller = StubBackend.StartOk();
        await using Scene scene = await Scene.StartAsync();
        AdminProxy admin = scene.Admin;
        await FillAsync(scene, caller.Url);
        admin.Proxy.Server.Services.GetRequiredService<SubnetHolder>().Current = new Metagraph(11, 7_352_114, admin.Proxy.Clock.GetUtcNow().AddSeconds(-40), []);
        await browser.LookAsync(1280, 900, dark: false);
        await LogInAsync(browser, admin);
        await browser.UntilAsync("document.querySelectorAll('#recent tr').length > 20 && document.querySelectorAll('#traffic rect').length > 8");
        await browser.UntilAsync("['Own address', 'Backends', 'Results of jobs', 'Watch'].every(title => [...document.querySelectorAll('#sections h2')].some(heading => heading.textContent === title))");

        int whole = (await browser.RunAsync("return document.documentElement.scrollHeight;")).GetValue<int>();
        await browser.LookAsync(1280, whole, dark: false);
        await browser.UntilAsync($"window.innerHeight === {whole}");
        byte[] image = await browser.ScreenshotAsync();

        image.Length.ShouldBeGreaterThan(20_000);
        (await browser.RunAsync("return document.documentElement.scrollHeight - window.innerHeight;")).GetValue<int>().ShouldBe(0, "or the picture is cut off");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllBytesAsync(Path.Combine(Repository.Root, "docs", "dashboard.png"), image, RawClient.Token);
            foreach ((int width, int height, bool dark) in new[] { (1280, 1500, true), (360, 2400, true) })
            {
                await browser.LookAsync(width, height, dark);
                await Task.Delay(2_500, RawClient.Token);
                await File.WriteAllBytesAsync($"/tmp/dashboard-{width}-{(dark ? "dark" : "light")}.png", await browser.ScreenshotAsync(), RawClient.Token);
            }
        }
    }

    private static async Task LogInAsync(Browser browser, AdminProxy admin) => await browser.GoAsync($"http://127.0.0.1:{admin.Port}/dashboard?token={admin.Token}");

    /// <summary>An hour as a miner has them: jobs, sweeps, a lost job, a stale one, scanners.</summary>
    private static async Task FillAsync(AdminProxy admin)
    {
        long end = admin.Proxy.Clock.Milliseconds;
        Random random = new(11);
        for (int minute = 58; minute >= 0; minute -= 2)
        {
            admin.Proxy.Clock.Milliseconds = end - (minute * 60_000);
            byte[] job = new byte[random.Next(1, 60)];
            for (int i = random.Next(0, 3); i >= 0; i--)
            {
                await Sender.Validator.PostAsync(admin.Proxy, "/inference", job);
            }

            if (minute % 20 == 0)
            {
                await RawClient.SendAsync(admin.Proxy.Port, "GET", "/capacity", Sender.Validator.Headers(admin.Proxy, "{}"u8.ToArray()), "{}"u8.ToArray());
                await RawClient.GetAsync(admin.Proxy.Port, "/");
            }

            if (minute % 14 == 0)
            {
                await RawClient.SendAsync(admin.Proxy.Port, "POST", "/inference", Sender.Validator.Headers(admin.Proxy, job, offset: -8_400), job);
                await Sender.Stranger.PostAsync(admin.Proxy, "/inference", job);
            }

            for (int i = random.Next(0, 3); i > 0; i--)
            {
                await RawClient.GetAsync(admin.Proxy.Port, i == 1 ? "/wp-login.php" : "/.env");
            }
        }
    }

    /// <summary>The same with TLS, results, sweeps and the watch's looks, as they come in an hour.</summary>
    private static async Task FillAsync(Scene scene, string caller)
    {
        SettableClock clock = scene.Admin.Proxy.Clock;
        await scene.LookAsync();
        long end = clock.Milliseconds + (60 * 60_000);
        Random random = new(11);
        for (int minute = 58; minute >= 2; minute -= 2)
        {
            clock.Milliseconds = end - (minute * 60_000);
            for (int i = random.Next(1, 3); i > 0; i--)
            {
                clock.Milliseconds += random.Next(3_000, 20_000);
                await (random.Next(5) < 3 ? scene.InsuredJobAsync(caller) : scene.SendAsync(Sender.Validator, "POST", "/inference", new byte[random.Next(80, 900)]));
            }

            if (minute % 20 == 0)
            {
                clock.Milliseconds += random.Next(3_000, 20_000);
                await scene.SendAsync(null, "GET", "/", []);
                await scene.SendAsync(Sender.Validator, "GET", "/capacity", "{}"u8.ToArray());
            }

            if (minute % 14 == 0)
            {
                await scene.SendAsync(Sender.Stranger, "POST", "/inference", [1, 2, 3]);
                await scene.SendAsync(Sender.Validator, "POST", "/inference", [1, 2, 3], offset: minute == 28 ? -8_400 : 0);
            }

            for (int i = random.Next(0, 3); i > 0; i--)
            {
                clock.Milliseconds += random.Next(3_000, 20_000);
                await scene.SendAsync(null, "GET", i == 1 ? "/wp-login.php" : "/.env", []);
            }
        }

        clock.Milliseconds = end;
        await scene.Admin.Proxy.Server.Services.GetRequiredService<Watch>().LookAsync(RawClient.Token);
    }

    private const string LowestContrast = """
        const luminance = color => color.match(/[\d.]+/g).slice(0, 3).map(Number).map(value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
          .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
        let lowest = 21;
        for (const element of document.querySelectorAll("body *")) {
          if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) || element.closest("dialog, svg, .unseen, .skip, [hidden]")) continue;
          let behind = element;
          while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
          const [a, b] = [luminance(getComputedStyle(element).color), luminance(getComputedStyle(behind || document.documentElement).backgroundColor)].sort((x, y) => y - x);
          lowest = Math.min(lowest, (a + 0.05) / (b + 0.05));
        }
        return lowest;
        """;
}

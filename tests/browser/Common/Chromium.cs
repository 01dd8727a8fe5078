using Actors.Common;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Actors.Tests.Browser.Common;

/// <summary>The system's Chromium over the application: each person gets a browser context of their own, as on a device of their own.</summary>
public sealed class Chromium : Tests.Api.Common.ActorsApp, IAsyncLifetime
{
    private const string Variable = "ACTORS_CHROMIUM";
    private const string DefaultPath = "/usr/bin/chromium";

    /// <summary>For what Playwright itself waits for without end.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private IPlaywright? _playwright;
    private readonly List<IBrowser> _filming = [];
    private IBrowser? _browser;

    /// <summary>What a laptop's screen or a phone is to the pages.</summary>
    public static BrowserNewContextOptions Phone => new() { ViewportSize = new() { Width = 390, Height = 780 }, HasTouch = true, IsMobile = true };

    /// <summary>Where styles and scripts are.</summary>
    private static string Content()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("Not inside of the repository."), "api");
    }

    private static string Executable => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : DefaultPath;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            // Each test says so when it asks for a page.
            return;
        }

        await InitializeAsync();

        // A wait ends as soon as it can; how long it may take on a busy machine says nothing about the page.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await Launch(_playwright);
    }

    private static Task<IBrowser> Launch(IPlaywright playwright, params string[] more) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Executable,
        Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", .. more],
    });

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_browser is not null)
        {
            foreach (var filming in _filming)
            {
                await filming.CloseAsync();
            }

            await _browser.CloseAsync();
            _playwright!.Dispose();
            await DisposeAsync();
        }
    }

    /// <summary>The same address after a restart, so that open pages find it again.</summary>
    protected override void Configure(Dictionary<string, string?> settings)
    {
        settings["contentRoot"] = Content();
        if (!Address.IsDefaultPort)
        {
            settings["urls"] = Address.ToString();
        }
    }

    /// <summary>A page of somebody without an account.</summary>
    public async Task<Visit> Anybody(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, $"There is no Chromium at {Executable}; install it or set {Variable}.");
        options ??= new();
        options.BaseURL = Address.ToString();
        return new(await NewPage(options));
    }

    /// <summary>A page of a person with an account, signed in without typing.</summary>
    public async Task<Visit> Person(string name, PlatformRole role = PlatformRole.User, BrowserNewContextOptions? options = null)
    {
        return await SignIn(await Anybody(options), name, role);
    }

    /// <summary>A page of a person whose camera films what a file holds (YUV4MPEG2), and who has allowed it.</summary>
    public async Task<Visit> Filming(string name, string file)
    {
        Assert.SkipWhen(_playwright is null, $"There is no Chromium at {Executable}; install it or set {Variable}.");
        _filming.Add(await Launch(_playwright!, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-video-capture={file}"));
        var context = await _filming[^1].NewContextAsync(new() { BaseURL = Address.ToString() });
        context.SetDefaultTimeout(30_000);
        return await SignIn(new(await context.NewPageAsync()), name, PlatformRole.User);
    }

    /// <summary>A Chromium that was starved by a busy machine may never answer again, and these calls know no time-out: a new one takes its place.</summary>
    private async Task<IPage> NewPage(BrowserNewContextOptions options)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                var context = await _browser!.NewContextAsync(options).WaitAsync(Patience);
                context.SetDefaultTimeout(30_000);
                return await context.NewPageAsync().WaitAsync(Patience);
            }
            catch (Exception exception) when (!again && (exception is TimeoutException or PlaywrightException))
            {
                _browser = await Launch(_playwright!);
            }
        }
    }

    private async Task<Visit> SignIn(Visit visit, string name, PlatformRole role)
    {
        await Account(name, role);
        var answer = await visit.Page.Context.APIRequest.PostAsync("/api/v1/sessions/cookie", new() { DataObject = new { email = EmailOf(name), password = Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        return visit;
    }
}

/// <summary>A page that remembers what its console said.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors, warnings, and what the content security policy refused.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public Task<IResponse?> Open(string path) => Page.GotoAsync(path);

    /// <summary>Opens a page that shows live changes and waits until it does.</summary>
    public async Task OpenLive(string path)
    {
        await Open(path);
        await Live();
    }

    public Task Live() => Page.Locator("[data-connected=yes]").WaitForAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public Task Sees(string text) => Assertions.Expect(Page.Locator("main")).ToContainTextAsync(text);

    public Task Taken(int count) => Assertions.Expect(Page.Locator("[data-taken]").First).ToHaveTextAsync(count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A mark that a reload would wipe away.</summary>
    public Task Mark() => Page.EvaluateAsync("() => { window.marked = true; }");

    public Task<bool> IsMarked() => Page.EvaluateAsync<bool>("() => window.marked === true");

    /// <summary>What axe finds against it, one line each; by all its rules, or by some.</summary>
    public async Task<string> Barriers(params string[] rules)
    {
        var only = rules.Length == 0 ? null : new RunOnlyOptions { Type = "rule", Values = [.. rules] };
        var found = await Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations], RunOnly = only }).WaitAsync(Chromium.Patience);
        return string.Join('\n', found.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(", ", v.Nodes.Select(n => n.Html))}"));
    }

    /// <summary>A picture of the whole page, for people, in the folder that ACTORS_SCREENSHOTS names.</summary>
    public async Task Keep(string name)
    {
        if (Environment.GetEnvironmentVariable("ACTORS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder, string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '-')) + ".png") });
        }
    }

    /// <summary>A Chromium that does not get done with closing says nothing about the page.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAny(Page.Context.CloseAsync(), Task.Delay(Chromium.Patience));
}

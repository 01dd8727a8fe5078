using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Api.Opportunities;
using Actors.Api.Trust;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Browser.Squads;
using Actors.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Browser.Common;

/// <summary>
/// Every page once for each kind of reader: what holds for all pages is tested over this list, and a page that is not in it fails a test. Names in
/// braces are filled in from <see cref="Stage"/>.
/// </summary>
internal static class PageList
{
    public const string Admin = "Ada";

    /// <summary>Routes that there are in development only.</summary>
    public static readonly string[] DevelopmentOnly = ["/design"];

    /// <summary>Path, and who looks; empty is nobody with an account.</summary>
    public static readonly (string Path, string Who)[] All =
    [
        ("/", ""),
        ("/", "Vera"),
        ("/search", ""),
        ("/search?view=map", ""),
        ("/search?text=nothing-has-this-word", ""),
        ("/login", ""),
        ("/register", ""),
        ("/account", "Vera"),
        ("/account/profile", "Vera"),
        ("/account/data", "Vera"),
        ("/u/{handle}", ""),
        ("/people/{user}", "Vera"),
        ("/register/finish", ""),
        ("/register?sent=1", ""),
        ("/account/security", "Vera"),
        ("/account/sessions", "Vera"),
        ("/account/two-factor", "Vera"),
        ("/login/link", ""),
        ("/login/phone", ""),
        ("/login/two-factor", ""),
        ("/link/nonsense", ""),
        ("/change-email/nonsense", ""),
        ("/me/shifts", "Lars"),
        ("/me/shifts", "Wendy"),
        ("/me/hours", "Vera"),
        ("/me/for-you", "Vera"),
        ("/me/interests", "Vera"),
        ("/me/following", "Vera"),
        ("/me/saved-searches", "Vera"),
        ("/me/saved-searches", "Wendy"),
        ("/me/calendar", "Vera"),
        ("/me/papers", "Vera"),
        ("/me/papers", "Wendy"),
        ("/status/404", ""),
        ("/not-found", ""),
        ("/denied", ""),
        ("/opportunities/{event}", ""),
        ("/opportunities/{event}", "Vera"),
        ("/opportunities/{event}", Events.Coordinator),
        ("/opportunities/{event}/roster", Events.Coordinator),
        ("/opportunities/{event}/venue", Events.Coordinator),
        ("/opportunities/{event}/scan", Events.Coordinator),
        ("/opportunities/{event}/printed-code", Events.Coordinator),
        ("/opportunities/{event}/on-site", Events.Coordinator),
        ("/opportunities/{event}/attempts", Events.Coordinator),
        ("/opportunities/{event}/review", Events.Coordinator),
        ("/opportunities/{event}/edit", Events.Coordinator),
        ("/opportunities/{event}/here", "Lars"),
        ("/check-in/{code}", "Vera"),
        ("/saved-searches/unsubscribe?token={user}.{search}", ""),
        ("/waivers/{waiver}", ""),
        ("/waivers/{waiver}", "Vera"),
        ("/guardian/{guardian}", ""),
        ("/organizations", ""),
        ("/organizations/new", "Vera"),
        ("/organizations/{organization}", ""),
        ("/organizations/{organization}", Events.Coordinator),
        ("/organizations/{organization}/edit", Events.Coordinator),
        ("/organizations/{organization}/members", Events.Coordinator),
        ("/organizations/{organization}/hours", Events.Coordinator),
        ("/organizations/{organization}/import", Events.Coordinator),
        ("/organizations/{organization}/events/new", Events.Coordinator),
        ("/admin", Admin),
        ("/admin/accounts", Admin),
        ("/admin/audit-log", Admin),
        ("/moderation/flags", Admin),
        ("/admin/stuck", Admin),
        ("/admin/import", Admin),
        ("/outbox", Admin),
        ("/problems", ""),
        ("/problems/opportunities.full", ""),
        ("/opportunities/{event}/readiness", Events.Coordinator),
        ("/opportunities/{event}/waiting", Events.Coordinator),
        ("/opportunities/{event}/waiting/{shift}", Events.Coordinator),
        ("/opportunities/{event}/impact", Events.Coordinator),
        ("/organizations/{organization}/series", Events.Coordinator),
        ("/organizations/{organization}/series/new", Events.Coordinator),
        ("/series/{series}", Events.Coordinator),
        ("/series/{series}/edit", Events.Coordinator),
        ("/organizations/{organization}/templates", Events.Coordinator),
        ("/organizations/{organization}/templates/new?from={event}", Events.Coordinator),
        ("/templates/{template}/edit", Events.Coordinator),
        ("/organizations/{organization}/waivers", Events.Coordinator),
        ("/organizations/{organization}/waivers/new", Events.Coordinator),
        ("/waivers/{text}/edit", Events.Coordinator),
        ("/waivers/{text}/signatures", Events.Coordinator),
        ("/waivers/{text}/versions/1", ""),
        ("/organizations/{organization}/blocks", Events.Coordinator),
        ("/squads", "Vera"),
        ("/squads", SquadStage.Leader),
        ("/squads/new", "Vera"),
        ("/squads/{squad}", "Vera"),
        ("/squads/{squad}", SquadStage.Leader),
        ("/squads/{squad}/edit", SquadStage.Leader),
        ("/opportunities/{event}/book", SquadStage.Leader),
        ("/bookings/{booking}", SquadStage.Leader),
        ("/join/{invitation}", ""),
        ("/join/{link}", ""),
        ("/join/nonsense", ""),
        ("/claim/nonsense", ""),
        ("/admin/funnel", Admin),
        ("/account/merge", "Vera"),
        ("/account/merge/{merge}", "Zora"),
        ("/admin/accounts/{merge}", Admin),
    ];

    /// <summary>Somebody with a profile that everybody sees.</summary>
    private static async Task<string> Handle(this Chromium app)
    {
        var hanna = await app.By("Hanna");
        var account = app.Grains.GetGrain<IAccountGrain>(hanna.User!.Value.Value);
        await account.EditProfile(new(CommandId.New(), hanna, new("Soup before everything", "I cook on Saturdays.\n\nAnd on Sundays.", "Oakland, CA", ProfileVisibility.Public)));
        await account.TakeHandle(new(CommandId.New(), hanna, "hanna-cooks"));
        await app.Grains.GetGrain<IMatchingPreferencesGrain>(hanna.User.Value.Value).Edit(new(CommandId.New(), hanna, new(["environment"], [], [])));
        return "hanna-cooks";
    }

    /// <summary>What must exist so that every page shows something, and the address of one of them.</summary>
    public static async Task<string> Stage(this Chromium app, string path)
    {
        var view = await app.Event("An event for every page", shifts: 2);
        await app.SignUp(view, "Lars");
        await app.SignUp(view, "Maximiliana-Konstantinopolskaya-Featherstonehaugh", shift: 1);
        if (path.StartsWith("/me/", StringComparison.Ordinal))
        {
            await app.Furnish("Vera", view.Organization);
        }

        Dictionary<string, Func<Task<string>>> names = new(StringComparer.Ordinal)
        {
            ["event"] = () => Task.FromResult(view.Id.Value),
            ["organization"] = () => Task.FromResult(view.Organization.Value),
            ["code"] = () => Task.FromResult(app.Services.GetRequiredService<VenueCodes>().Show(view.Id, app.Clock.Now)),
            ["user"] = async () => (await app.By("Vera")).User!.Value.Value,
            ["handle"] = app.Handle,
            ["search"] = () => app.Search("Vera"),
            ["waiver"] = () => app.Waiver(view.Organization),
            ["guardian"] = () => app.GuardianLink(view),
            ["squad"] = async () => (await app.Booked(view)).Squad.Value,
            ["booking"] = async () => (await app.Booked(view)).Id.Value,
            ["invitation"] = () => app.InvitationOf(view),
            ["link"] = async () => (await app.Booked(view)).Link!.Url.Split('/')[^1],
            ["shift"] = () => Task.FromResult(view.Shifts[1].Id.Value),
            ["series"] = async () => (await app.Planned(view)).Series.Value,
            ["template"] = async () => (await app.Planned(view)).Template.Value,
            ["merge"] = app.Merge,
            ["text"] = async () => (await app.Planned(view)).Waiver.Value,
        };
        foreach (var name in names.Where(n => path.Contains($"{{{n.Key}}}", StringComparison.Ordinal)))
        {
            path = path.Replace($"{{{name.Key}}}", await name.Value(), StringComparison.Ordinal);
        }

        return path;
    }

    public static Task<Visit> Visit(this Chromium app, string who, Microsoft.Playwright.BrowserNewContextOptions options) => who switch
    {
        "" => app.Anybody(options),
        Admin => app.Person(who, PlatformRole.Admin, options),
        _ => app.Person(who, options: options),
    };

    /// <summary>The route that answers a path: of those that fit the one with the most words of its own.</summary>
    public static string? RouteOf(string path, IEnumerable<string> routes) => routes
        .Where(route => Regex.IsMatch(path.Split('?')[0], $"^{Regex.Replace(Regex.Escape(route), @"\\\{[^/]*?}", "[^/]+", RegexOptions.None, Limit)}$", RegexOptions.None, Limit))
        .MaxBy(route => route.Split('/').Count(part => !part.StartsWith('{')));

    private static TimeSpan Limit => TimeSpan.FromSeconds(1);

    /// <summary>Something for each page of a person's own: a saved search, an organization that they follow, what they like, a paper that runs out.</summary>
    private static async Task Furnish(this Chromium app, string name, OrganizationId organization)
    {
        var by = await app.By(name);
        var user = by.User!.Value.Value;
        await app.Search(name);
        Events.Expect(await app.Grains.GetGrain<IFollowsGrain>(user).Follow(new(CommandId.New(), by, organization)));
        Events.Expect(await app.Grains.GetGrain<IMatchingPreferencesGrain>(user).Edit(
            new(CommandId.New(), by, new(["environment"], [new("swimming")], ["weekends"], "America/New_York", new(40.78, -73.96, "Central Park"), 25, ShowsWhereTheyGo: true))));
        var papers = app.Grains.GetGrain<ICredentialsGrain>(user);
        if ((await papers.View(by, null)).Value is { IsEmpty: true })
        {
            Events.Expect(await papers.Claim(new(CommandId.New(), by, "lifeguard", "Red Cross", "RC-1", null, DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(20), organization)));
        }
    }

    /// <summary>The account that became Zora's.</summary>
    private static async Task<string> Merge(this Chromium app)
    {
        var zora = await app.By("Zora");
        var before = await app.Scalar<string>("select coalesce((select former_id from former_account where account_id = $1), '')", zora.User!.Value.Value);
        if (before.Length > 0)
        {
            return before;
        }

        var old = await app.By("Zora-of-before");
        Events.Expect(await app.Grains.GetGrain<IAccountMergeGrain>(old.User!.Value.Value).Ask(new(CommandId.New(), old, zora, zora.User.Value)));
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromSeconds(30));
        return old.User.Value.Value;
    }

    /// <summary>A saved search that tells.</summary>
    public static async Task<string> Search(this Chromium app, string name)
    {
        var by = await app.By(name);
        var id = Id.From<SavedSearchId>("browser", name);
        Events.Expect(await app.Grains.GetGrain<ISavedSearchesGrain>(by.User!.Value.Value).Save(new(CommandId.New(), by, id, "Gardens", "text=garden", SearchCriteria.Everything with { Text = "garden" })));
        return id.Value;
    }

    /// <summary>A published text that everybody signs.</summary>
    public static async Task<string> Waiver(this Chromium app, OrganizationId organization)
    {
        var cleo = await app.By(Events.Coordinator);
        var id = Id.From<WaiverId>("browser", "boats");
        var grain = app.Grains.GetGrain<IWaiverGrain>(id.Value);
        if (await grain.Current() is null)
        {
            Events.Expect(await grain.Draft(new(CommandId.New(), cleo, organization, new("On the boats", "I can swim and wear the vest that I am given."))));
            Events.Expect(await grain.Publish(new(CommandId.New(), cleo)));
        }

        return id.Value;
    }

    /// <summary>What the letter to the guardian of somebody of fifteen leads to, the last part of it.</summary>
    public static async Task<string> GuardianLink(this Chromium app, OpportunityView view)
    {
        var minor = await app.By($"Mia-{view.Id}");
        var birth = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddYears(-15);
        Events.Expect(await app.Grains.GetGrain<IAccountGrain>(minor.User!.Value.Value).SetDateOfBirth(new(CommandId.New(), minor, birth)));
        var (link, url) = app.Services.GetRequiredService<GuardianLinks>().Make(minor.User.Value, new DefaultHttpContext { RequestServices = app.Services }.Request);
        Events.Expect(EmailAddress.TryParse($"{view.Id}@example.org", out var address)
            ? await app.Grains.GetGrain<IGuardiansGrain>(minor.User.Value.Value).Ask(new(CommandId.New(), minor, address, view.Organization, view.Id, link, url))
            : throw new InvalidOperationException("Not an address."));
        return url.Split('/')[^1];
    }
}

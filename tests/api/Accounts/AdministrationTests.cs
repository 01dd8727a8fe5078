using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed class AdministrationTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Path = "/api/v1/admin/accounts";

    [Fact]
    public async Task Others_than_administrators_may_neither_list_nor_decide()
    {
        using var moderator = await app.SignedInAs("moderator", PlatformRole.Moderator);
        using var anonymous = app.Anonymous();
        var user = await app.Account("somebody");

        await moderator.Get(Path).Problem(403, "common.not-allowed");
        await moderator.Put($"{Path}/{user}/role", new { role = "ADMIN" }).Problem(403, "common.not-allowed");
        await anonymous.Get(Path).Problem(401, "common.sign-in");
        await anonymous.Put($"{Path}/{user}/role", new { role = "ADMIN" }).Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task Unknown_accounts_and_the_own_role_are_refused()
    {
        using var admin = await app.AsAdmin();
        var self = await app.Account("admin", PlatformRole.Admin);

        await admin.Put($"{Path}/nobody/role", new { role = "ADMIN" }).Problem(404, "common.unknown-id");
        await admin.Put($"{Path}/{Id.New<UserId>(Guid.NewGuid())}/role", new { role = "ADMIN" }).Problem(404, "accounts.unknown");
        await admin.Put($"{Path}/{self}/role", new { role = "USER" }).Problem(409, "accounts.own-role");
    }

    [Fact]
    public async Task A_role_reaches_the_next_token_and_repeats_without_harm()
    {
        using var admin = await app.AsAdmin();
        var user = await app.Account("rising");

        var first = await admin.Put($"{Path}/{user}/role", new { role = "MODERATOR" }).Body<AccountView>();
        var second = await admin.Put($"{Path}/{user}/role", new { role = "MODERATOR" }).Body<AccountView>();

        using var rising = app.Anonymous();
        rising.DefaultRequestHeaders.Authorization = new("Bearer", await app.Token(user));
        Assert.Equal(first, second);
        Assert.Equal(PlatformRole.Moderator, (await rising.Get("/api/v1/me").Body<AccountView>()).Role);
    }

    [Fact]
    public async Task Pages_lose_and_repeat_nobody_while_others_register()
    {
        using var admin = await app.AsAdmin();
        for (var i = 0; i < 7; i++)
        {
            await app.Account($"listed{i}");
            app.Clock.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await admin.Get($"{Path}?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}").Body<JsonElement>();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("name").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            if (seen.Count == 3)
            {
                await app.Account("late");
            }
        }
        while (cursor is not null);

        Assert.Equal(seen.Distinct(StringComparer.Ordinal).Count(), seen.Count);
        Assert.Equal(7, seen.Count(n => n.StartsWith("listed", StringComparison.Ordinal)));
    }
}

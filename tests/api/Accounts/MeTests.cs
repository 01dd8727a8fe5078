using System.Net;
using Actors.Accounts;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed class MeTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Path = "/api/v1/me";

    [Theory]
    [InlineData("name", "", "accounts.name-invalid")]
    [InlineData("name", "two\nlines", "accounts.name-invalid")]
    [InlineData("language", "klingon!", "accounts.language-invalid")]
    [InlineData("timeZone", "Mars/Olympus", "accounts.time-zone-unknown")]
    public async Task A_wrong_value_is_refused_and_changes_nothing(string member, string value, string code)
    {
        using var ada = await app.SignedInAs("ada");
        var before = await ada.Get(Path).Body<AccountView>();

        await ada.Patch(Path, new Dictionary<string, string>(StringComparer.Ordinal) { [member] = value }).Problem(400, code);

        Assert.Equal(before, await ada.Get(Path).Body<AccountView>());
    }

    [Fact]
    public async Task A_change_of_an_older_version_is_refused_unless_it_was_made_already()
    {
        using var client = await app.SignedInAs("versions");
        using var seen = await client.Get(Path);
        var etag = seen.Headers.ETag!.ToString();

        using var changed = await client.Patch(Path, new { name = "First" }, etag);
        using var repeated = await client.Patch(Path, new { name = "First" }, etag);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(etag, changed.Headers.ETag!.ToString());
        Assert.Equal(changed.Headers.ETag, repeated.Headers.ETag);
        await client.Patch(Path, new { name = "Second" }, etag).Problem(412, "accounts.changed");
    }

    [Fact]
    public async Task Name_language_and_time_zone_change_one_by_one()
    {
        using var client = await app.SignedInAs("changes");

        await client.Patch(Path, new { name = " Changed " }).Body<AccountView>();
        await client.Patch(Path, new { language = "pt-BR" }).Body<AccountView>();
        var account = await client.Patch(Path, new { timeZone = "Europe/Berlin" }).Body<AccountView>();

        Assert.Equal(("Changed", "pt-BR", "Europe/Berlin"), (account.Name, account.Language, account.TimeZone));
    }
}

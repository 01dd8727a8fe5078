using Actors.Api.Common;
using Actors.Api.Organizations;
using Actors.Common;
using Actors.Organizations;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Ledger;

namespace Actors.Tests.Api.Organizations;

public sealed class OrganizationTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Bad_requests_each_have_their_code_and_change_nothing()
    {
        using var nobody = app.Anonymous();
        using var olga = await app.SignedInAs("olga-bad");

        await nobody.Post("/api/v1/organizations", LedgerApi.Profile()).Problem(401, "common.sign-in");
        await olga.Post("/api/v1/organizations", LedgerApi.Profile(" ")).Problem(400, "organizations.name-missing");
        await olga.Post("/api/v1/organizations", LedgerApi.Profile(contact: "nonsense")).Problem(400, "organizations.contact-invalid");
        await olga.Post("/api/v1/organizations", LedgerApi.Profile() with { AutoVerifyAfterHours = 0 }).Problem(400, "organizations.window-invalid");
        await olga.Post("/api/v1/organizations", LedgerApi.Profile() with { Latitude = 100 }).Problem(400, "organizations.place-invalid");
        await olga.SendRaw(HttpMethod.Post, "/api/v1/organizations", "{").Problem(400, "common.malformed-json");
        await olga.Get("/api/v1/organizations/nonsense").Problem(404, "common.unknown-id");
        await olga.Get($"/api/v1/organizations/{Id.From<OrganizationId>("never")}").Problem(404, "organizations.unknown");
        await olga.Get("/api/v1/organizations?cursor=x").Problem(400, "common.malformed-cursor");
        await nobody.Get("/api/v1/organizations?mine=true").Problem(401, "common.sign-in");
        Assert.Empty((await olga.Get("/api/v1/organizations?mine=true").Body<Page<OrganizationRow>>()).Items);
    }

    [Fact]
    public async Task The_same_key_founds_one_organization()
    {
        using var olga = await app.SignedInAs("olga-key");

        var first = await olga.Post("/api/v1/organizations", LedgerApi.Profile(), key: "k").Body<OrganizationView>();
        var again = await olga.Post("/api/v1/organizations", LedgerApi.Profile(), key: "k").Body<OrganizationView>();

        Assert.Equal(first.Id, again.Id);
        Assert.Single((await olga.Get("/api/v1/organizations?mine=true").Body<Page<OrganizationRow>>()).Items);
    }

    [Fact]
    public async Task An_edit_says_which_version_it_saw()
    {
        using var olga = await app.SignedInAs("olga-edit");
        var organization = await olga.Found();
        var path = $"/api/v1/organizations/{organization.Id}";

        using var seen = await olga.Get(path);
        var edited = await olga.Put(path, LedgerApi.Profile("Soup"), etag: seen.Headers.ETag!.Tag).Body<OrganizationView>();

        Assert.Equal("Soup", edited.Profile.Name);
        await olga.Put(path, LedgerApi.Profile("Stew"), etag: seen.Headers.ETag.Tag).Problem(412, "organizations.changed");
    }

    [Fact]
    public async Task Members_come_and_go_and_strangers_do_not_see_them()
    {
        using var olga = await app.SignedInAs("olga-members");
        using var cora = await app.SignedInAs("cora-members");
        var coordinator = await app.Account("cora-members");
        var organization = await olga.Found();
        var members = $"/api/v1/organizations/{organization.Id}/members";

        await cora.Put($"{members}/{coordinator}", new SetMemberRequest(OrganizationRole.Owner)).Problem(403, "organizations.not-allowed");
        Assert.Empty((await cora.Get($"/api/v1/organizations/{organization.Id}").Body<OrganizationView>()).Members);
        var added = await olga.Put($"{members}/{coordinator}", new SetMemberRequest(OrganizationRole.Coordinator, "Lead")).Body<OrganizationView>();
        Assert.Equal(["olga-members", "cora-members"], added.Members.Select(m => m.Name));
        Assert.Equal(organization.Id, Assert.Single((await cora.Get("/api/v1/organizations?mine=true").Body<Page<OrganizationRow>>()).Items).Id);
        await olga.Delete($"{members}/{await app.Account("olga-members")}").Problem(409, "organizations.last-owner");
        Assert.Empty((await cora.Delete($"{members}/{coordinator}").Body<OrganizationView>()).Members);
    }

    [Fact]
    public async Task Only_an_administrator_decides_who_an_organization_is()
    {
        using var olga = await app.SignedInAs("olga-tier");
        using var admin = await app.AsAdmin();
        var organization = await olga.Found();
        var path = $"/api/v1/admin/organizations/{organization.Id}/verification";

        await olga.Put(path, new DecideVerificationRequest(VerificationStatus.Verified, VerificationTier.School)).Problem(403, "organizations.not-allowed");
        await admin.Put(path, new DecideVerificationRequest(VerificationStatus.Verified)).Problem(400, "organizations.tier-missing");
        var verified = await admin.Put(path, new DecideVerificationRequest(VerificationStatus.Verified, VerificationTier.Nonprofit501C3)).Body<OrganizationView>();

        Assert.Equal(VerificationTier.Nonprofit501C3, verified.VerificationTier);
    }

    [Fact]
    public async Task The_public_list_pages_by_name()
    {
        using var olga = await app.SignedInAs("olga-list");
        foreach (var name in (string[])["zz list b", "ZZ list a", "zz list c"])
        {
            await olga.Found(LedgerApi.Profile(name));
        }

        List<string> names = [];
        string? next = null;
        do
        {
            var page = await olga.Get($"/api/v1/organizations?limit=1{(next is null ? "" : $"&cursor={next}")}").Body<Page<OrganizationRow>>();
            names.AddRange(page.Items.Select(o => o.Name));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(["ZZ list a", "zz list b", "zz list c"], names.Where(n => n.StartsWith("zz list", StringComparison.OrdinalIgnoreCase)));
    }
}

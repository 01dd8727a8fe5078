using System.Net;
using Actors.Api.Organizations;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Opportunities;

namespace Actors.Tests.Api.Common;

public sealed class VersionTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task What_has_not_changed_is_answered_with_304_and_a_sign_up_is_a_change_but_makes_no_edit_stale()
    {
        using var stage = await OpportunityStage.Of(app);
        var soup = await stage.Opened();
        using var ada = await app.SignedInAs("ada");
        var path = $"/api/v1/opportunities/{soup.Id}";
        using var seen = await stage.Owner.Get(path);
        var tag = seen.Headers.ETag!.Tag;

        using var same = await Ask(stage.Owner, path, tag);
        using var weak = await Ask(stage.Owner, path, $"\"x\", W/{tag}");
        using var stranger = await Ask(ada, path, tag);
        await OpportunityStage.Register(ada, soup).Body<RegistrationView>();
        using var after = await Ask(stage.Owner, path, tag);
        using var edited = await stage.Owner.Put(path, stage.Body(6, soup.Shifts[0].Id), tag);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified), (same.StatusCode, weak.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(tag, same.Headers.ETag!.Tag);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (stranger.StatusCode, after.StatusCode, edited.StatusCode));
    }

    [Theory]
    [InlineData("members")]
    [InlineData("verification")]
    [InlineData("role")]
    public async Task An_older_version_in_If_Match_is_refused_wherever_there_is_one(string edit)
    {
        using var stage = await OpportunityStage.Of(app);
        using var admin = await app.AsAdmin();
        var member = await app.Account("ada");
        var organization = $"/api/v1/organizations/{stage.Organization}";

        var (client, path, body, code) = edit switch
        {
            "members" => (stage.Owner, $"{organization}/members/{member}", (object)new SetMemberRequest(OrganizationRole.Member), "organizations.changed"),
            "verification" => (admin, $"/api/v1/admin/organizations/{stage.Organization}/verification", new DecideVerificationRequest(VerificationStatus.Rejected, null, "No papers"), "organizations.changed"),
            _ => (admin, $"/api/v1/admin/accounts/{member}/role", new { role = PlatformRole.Moderator }, "accounts.changed"),
        };

        await client.Put(path, body, "\"999\"").Problem(412, code);
        using var any = await client.Put(path, body, "*");
        Assert.True(any.IsSuccessStatusCode);
    }

    private static async Task<HttpResponseMessage> Ask(HttpClient client, string path, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

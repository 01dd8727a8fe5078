using Actors.Api.Common;
using Actors.Opportunities;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Opportunities;

public sealed class TaxonomyTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Taxonomies_are_kept_by_their_tag()
    {
        var client = app.Anonymous();
        var response = await client.Get("/api/v1/causes");
        using HttpRequestMessage again = new(HttpMethod.Get, new Uri("/api/v1/causes", UriKind.Relative));
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);

        var unchanged = await client.SendAsync(again, TestContext.Current.CancellationToken);
        var causes = await client.Get("/api/v1/causes").Body<Cause[]>();
        var skills = await client.Get("/api/v1/skills").Body<Skill[]>();

        Assert.Equal(System.Net.HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Contains("max-age", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.True(causes.Length >= 30 && causes.Count(c => c.Parent is not null) > 10);
        Assert.True(skills.Length >= 80 && skills.Select(s => s.Category).Distinct().Count() == 5);
    }
}

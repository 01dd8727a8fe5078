using System.Net;

namespace Actors.Tests.Api.Common;

public sealed class HealthTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Live_and_ready_answer_without_a_caller()
    {
        using var client = app.Anonymous();

        using var live = await client.Get("/health/live");
        using var ready = await client.Get("/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }
}

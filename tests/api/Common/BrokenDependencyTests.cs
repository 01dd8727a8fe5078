using Actors.Accounts;
using Actors.Api.Common;
using Npgsql;

namespace Actors.Tests.Api.Common;

public sealed class BrokenDependencyTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Without_its_database_an_outcome_is_unknown_and_the_same_request_succeeds_later()
    {
        using var ada = await app.SignedInAs("ada");
        using var anonymous = app.Anonymous();
        await ada.Get("/api/v1/me").Body<AccountView>();

        await app.DatabaseAway(true);
        try
        {
            await ada.Patch("/api/v1/me", new { name = "Countess" }).Problem(503, "common.outcome-unknown");
            using var ready = await anonymous.Get("/health/ready");
            using var live = await anonymous.Get("/health/live");
            Assert.Equal((503, 200), ((int)ready.StatusCode, (int)live.StatusCode));
        }
        finally
        {
            await app.DatabaseAway(false);
        }

        var account = await ada.Patch("/api/v1/me", new { name = "Countess" }).Body<AccountView>();
        Assert.Equal("Countess", account.Name);
    }

    [Fact]
    public void Only_what_a_client_can_act_on_is_told_of_an_exception()
    {
        Assert.Equal(ApiFaults.Bug, ProblemExceptions.Explain(new InvalidOperationException("a secret")).Fault);
        Assert.Equal(ApiFaults.OutcomeUnknown, ProblemExceptions.Explain(new TimeoutException("a secret")).Fault);
        Assert.Equal(ApiFaults.OutcomeUnknown, ProblemExceptions.Explain(new NpgsqlException("a secret")).Fault);
        Assert.Equal(ApiFaults.OutcomeUnknown, ProblemExceptions.Explain(new OrleansException("a secret")).Fault);
    }
}

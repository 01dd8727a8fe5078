using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Opportunities;

/// <summary>An organization with an owner whose events begin in ten minutes.</summary>
internal sealed record OpportunityCluster(ActorsCluster Cluster, OrganizationId Organization, By Owner) : IAsyncDisposable
{
    public static async Task<OpportunityCluster> Start()
    {
        var cluster = await ActorsCluster.Start();
        var owner = await cluster.Person("Olga");
        var organization = Id.New<OrganizationId>(Guid.CreateVersion7());
        Told(await cluster.Grains.GetGrain<IOrganizationGrain>(organization.Value).Create(new(
            CommandId.New(), owner, new("Harbour Kitchen", null, null, "hours@kitchen.example", null, null, null, null))));
        return new(cluster, organization, owner);
    }

    /// <summary>Somebody with no role here.</summary>
    public static By Someone(string name) => new(Id.From<UserId>(name), name, PlatformRole.User);

    public static IEnumerable<By> People(int count) => Enumerable.Range(0, count).Select(i => Someone($"Person {i}"));

    public static T Told<T>(Outcome<T> outcome)
    {
        Assert.Null(outcome.Fault);
        return outcome.Value!;
    }

    public static OpportunityDetails Details(Visibility visibility = Visibility.Public, string title = "Soup on Saturday") =>
        new(title, "Cooking soup and serving it to everybody.", [], [], [], "America/New_York", new(40.7, -74, "Pier 1"), Visibility: visibility);

    public ShiftPlan Shift(int? seats, ShiftId? id = null, int startsIn = 10) => new(id, "Morning", Cluster.Now.AddMinutes(startsIn), Cluster.Now.AddMinutes(startsIn + 180), seats);

    public IOpportunityGrain Grain(OpportunityId id) => Cluster.Grains.GetGrain<IOpportunityGrain>(id.Value);

    public IVolunteerGrain Volunteer(By who) => Cluster.Grains.GetGrain<IVolunteerGrain>(who.User!.Value.Value);

    public DraftOpportunity Draft(int? seats = 10, Visibility visibility = Visibility.Public, int startsIn = 10) =>
        new(new("draft"), Owner, Organization, Details(visibility), [Shift(seats, startsIn: startsIn)]);

    public async Task<OpportunityView> Drafted(int? seats = 10, Visibility visibility = Visibility.Public, int startsIn = 10) =>
        Told(await Grain(Id.New<OpportunityId>(Guid.CreateVersion7())).Draft(Draft(seats, visibility, startsIn)));

    /// <param name="startsIn">Minutes until its only shift begins.</param>
    public async Task<OpportunityView> Opened(int? seats = 10, Visibility visibility = Visibility.Public, int startsIn = 10)
    {
        var draft = await Drafted(seats, visibility, startsIn);
        return Told(await Grain(draft.Id).Publish(new(CommandId.New(), Owner)));
    }

    public Task<Outcome<RegistrationView>> Register(OpportunityView view, By who) =>
        Grain(view.Id).Register(new(CommandId.New(), who, view.Shifts[0].Id));

    public async Task<RegistrationView> Registered(OpportunityView view, By who) => Told(await Register(view, who));

    public async Task<RegistrationView> Waiting(OpportunityView view, By who) => Told(await Grain(view.Id).JoinWaitlist(new(CommandId.New(), who, view.Shifts[0].Id)));

    public async Task<RegistrationView> Mine(OpportunityView view, By who) => Assert.Single(Told(await Grain(view.Id).Mine(who)));

    public async Task GivesBack(OpportunityView view, By who) =>
        Told(await Grain(view.Id).CancelRegistration(new(CommandId.New(), who, (await Mine(view, who)).Id, null)));

    public async Task<WaitlistView> Line(OpportunityView view) => Told(await Answered(() => Grain(view.Id).Waitlist(Owner, view.Shifts[0].Id)));

    public Task<Outcome<AttendanceView>> CheckIn(OpportunityView view, By who, DateTimeOffset? shown = null) =>
        Grain(view.Id).CheckIn(new(CommandId.New(), who, new(view.Id, shown ?? Cluster.Now)));

    /// <summary>All that anybody could see of it.</summary>
    public async Task<(OpportunityView View, RosterView Roster)> See(OpportunityId id) =>
        (Told(await Answered(() => Grain(id).View(Owner))), Told(await Answered(() => Grain(id).Roster(Owner))));

    /// <summary>The view as text, to be compared.</summary>
    public async Task<string> Snapshot(OpportunityId id)
    {
        var (view, roster) = await See(id);
        var line = Told(await Answered(() => Grain(id).Waitlist(Owner, view.Shifts[0].Id)));
        return System.Text.Json.JsonSerializer.Serialize(new { view, roster, line }, ActorsJson.Options);
    }

    /// <summary>Repeats what ended with an unknown outcome, as a client does: the activation that failed is on its way out.</summary>
    public static async Task<T> Answered<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (OutcomeUnknownException) when (tries < 200)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>The database refuses every write of a table until <see cref="Allow"/>.</summary>
    public Task Refuse(string table) => Cluster.Execute(
        $"""
        create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'The test refuses this write.'; end $$;
        create trigger refuse before insert or update on {table} for each row execute function refuse();
        """);

    public Task Allow(string table) => Cluster.Execute($"drop trigger refuse on {table}");

    /// <summary>Waits until a query says true.</summary>
    public async Task Until(string what, string sql, params object[] values)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await Cluster.Scalar<bool>(sql, values))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), $"Still waiting for: {what}");
            await Cluster.Execute("select pg_sleep(0.02)");
        }
    }

    public Task<int> Taken(OpportunityView view) => Cluster.Scalar<int>("select taken from shift where id = $1", view.Shifts[0].Id.Value);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

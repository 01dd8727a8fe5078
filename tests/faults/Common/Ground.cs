using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;
using Npgsql;

namespace Actors.Tests.Faults.Common;

/// <summary>
/// A database with an organization, an event that runs now and people with tokens, made by the application inside of the test. It is
/// stopped then: processes that will be killed take over.
/// </summary>
internal sealed class Ground : IAsyncDisposable
{
    private readonly ActorsApp _app = new();
    private NpgsqlDataSource _database = null!;

    public string ConnectionString => _app.ConnectionString;

    public string Owner { get; private set; } = "";

    public IReadOnlyList<string> Tokens { get; private set; } = [];

    /// <summary>Whose the tokens are, in the same order.</summary>
    public IReadOnlyList<UserId> Users { get; private set; } = [];

    public OpportunityView Event { get; private set; } = null!;

    /// <summary>Registrations with the token of whom they belong to; checked in already if that was wanted.</summary>
    public IReadOnlyList<(RegistrationView Row, string Token)> Registrations { get; private set; } = [];

    /// <param name="startsIn">Minutes until the shifts begin; they have begun without it.</param>
    public static async Task<Ground> Prepare(int people, int shifts, int? seats = null, bool registered = true, bool checkedIn = false, int startsIn = -10)
    {
        var ground = new Ground();
        await ground._app.InitializeAsync();
        await ground.Fill(people, shifts, seats, registered, checkedIn, startsIn);
        await ground._app.Stop();
        ground._database = NpgsqlDataSource.Create(ground.ConnectionString);
        return ground;
    }

    public async Task<T> Scalar<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows of two texts.</summary>
    public async Task<Dictionary<string, string>> Pairs(string sql)
    {
        await using var command = Command(sql, []);
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            pairs.Add(reader.GetString(0), reader.GetString(1));
        }

        return pairs;
    }

    /// <summary>Asks again and again until the answer is true.</summary>
    public async Task Until(string what, TimeSpan patience, string sql)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await Scalar<bool>(sql))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < patience, $"Still waiting for: {what}");
            await Execute("select pg_sleep(0.1)");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _app.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
#pragma warning disable CA2100 // Texts of the tests themselves.
        var command = _database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private async Task Fill(int people, int shifts, int? seats, bool registered, bool checkedIn, int startsIn)
    {
        var owner = await _app.By("olga");
        Owner = await _app.Token(owner.User!.Value);
        var volunteers = await Task.WhenAll(Enumerable.Range(0, people).Select(i => _app.By($"volunteer{i}")));
        Users = [.. volunteers.Select(v => v.User!.Value)];
        Tokens = await Task.WhenAll(volunteers.Select(v => _app.Token(v.User!.Value)));
        var organization = Id.New<OrganizationId>(Guid.CreateVersion7());
        Told(await _app.Grains.GetGrain<IOrganizationGrain>(organization.Value).Create(new(
            CommandId.New(), owner, new("Harbour Kitchen", null, null, "hours@kitchen.example", null, null, null, null))));
        var id = Id.New<OpportunityId>(Guid.CreateVersion7());
        var grain = _app.Grains.GetGrain<IOpportunityGrain>(id.Value);
        var now = _app.Clock.Now;
        Told(await grain.Draft(new(
            CommandId.New(),
            owner,
            organization,
            new("Soup on Saturday", "Cooking soup and serving it to everybody.", [], [], [], "America/New_York", new(40.7, -74, "Pier 1")),
            [.. Enumerable.Range(0, shifts).Select(i => new ShiftPlan(null, $"Table {i}", now.AddMinutes(startsIn), now.AddMinutes(startsIn + 310), seats))])));
        Event = Told(await grain.Publish(new(CommandId.New(), owner)));
        if (!registered)
        {
            return;
        }

        var rows = await Task.WhenAll(
            from v in Enumerable.Range(0, people)
            from s in Event.Shifts
            select Seat(grain, volunteers[v], s.Id, Tokens[v]));
        if (checkedIn)
        {
            await Task.WhenAll(rows.Select(async r => Told(await grain.CheckInByHand(new(CommandId.New(), owner, r.Row.Id)))));
        }

        Registrations = rows;
    }

    private static async Task<(RegistrationView Row, string Token)> Seat(IOpportunityGrain grain, By volunteer, ShiftId shift, string token) =>
        (Told(await grain.Register(new(CommandId.New(), volunteer, shift))), token);

    private static T Told<T>(Outcome<T> outcome) => outcome.Value ?? throw new InvalidOperationException(outcome.Fault?.Code);
}

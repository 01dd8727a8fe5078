using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Faults.Common;

namespace Actors.Tests.Faults.Opportunities;

/// <summary>Real processes, killed at random moments under load; then what was acknowledged is counted against what is there.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string Orphans =
        """
        select count(*) from registration r where checked_out_at is not null
           and not exists (select 1 from grain_state g where g.state_name = 'ledger-entry' and g.payload is not null and substr(g.grain_key, 5) = substr(r.id, 5))
        """;

    [Fact]
    public async Task A_process_killed_between_check_out_and_ledger_entry_then_restarted_yields_exactly_one_entry()
    {
        await using var ground = await Ground.Prepare(people: 40, shifts: 40, checkedIn: true);
        var orders = ground.Registrations.Select(r => CheckOut(ground, r)).ToList();
        var load = new Load();
        var (kills, between) = (0, 0L);
        while (kills < 3 || (between == 0 && kills < 10))
        {
            await using var victim = await Victim.Start(ground.ConnectionString);
            await load.Send(victim.Address, orders, RandomNumberGenerator.GetInt32(50, 400), victim.Kill);
            kills++;
            between += await ground.Scalar<long>(Orphans);
            output.WriteLine($"kill {kills}: {load.Acknowledged.Count} acknowledged, {load.Unknown} unknown, {await ground.Scalar<long>("select count(*) from intent")} intents left, {between} check-outs without entry so far");
        }

        Assert.True(between > 0, "No kill fell between check-out and entry.");
        var withheld = await Withhold(ground);
        await using var last = await Victim.Start(ground.ConnectionString);
        await load.Send(last.Address, orders);
        await ground.Until("delivery of every intent", TimeSpan.FromSeconds(40), "select count(*) = 0 from intent");

        // The guard off: the check-out whose intent was taken away has no entry, whatever else runs. With the intent back it has one.
        Assert.Equal(1, await ground.Scalar<long>(Orphans));
        await ground.Execute("insert into intent select * from withheld");
        await ground.Until("delivery of the withheld intent", TimeSpan.FromSeconds(40), "select count(*) = 0 from intent");

        output.WriteLine($"{kills} kills, {between} check-outs without entry after them, {load.Acknowledged.Count} acknowledged, {load.Unknown} unknown, withheld {withheld}");
        var stored = await ground.Pairs("select id, to_char(checked_out_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS') from registration where checked_out_at is not null");
        var entries = await ground.Pairs("select 'reg_' || substr(grain_key, 5), grain_key from grain_state where state_name = 'ledger-entry' and payload is not null");
        Assert.Equal(orders.Count, load.Acknowledged.Count);
        Assert.All(load.Acknowledged, a => Assert.Equal(Moment(a.Value, "checkedOutAt"), stored[a.Key]));
        Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0, await ground.Scalar<long>("select count(*) from (select about, subject from outbox_message group by 1, 2 having count(*) > 1) doubled"));
    }

    [Fact]
    public async Task Sign_ups_for_few_seats_survive_kills_and_never_exceed_the_seats()
    {
        await using var ground = await Ground.Prepare(people: 40, shifts: 20, seats: 7, registered: false);
        var orders = (
            from shift in ground.Event.Shifts
            from token in ground.Tokens.Index()
            select new Order($"{shift.Id}-{token.Index}", $"/api/v1/opportunities/{ground.Event.Id}/shifts/{shift.Id}/registrations", new { acceptOverlap = true }, token.Item)).ToList();
        var load = new Load();
        for (var kill = 1; kill <= 2; kill++)
        {
            await using var victim = await Victim.Start(ground.ConnectionString);
            await load.Send(victim.Address, orders, RandomNumberGenerator.GetInt32(20, 250), victim.Kill);
            output.WriteLine($"kill {kill}: {load.Acknowledged.Count} acknowledged, {load.Refused.Count} refused, {load.Unknown} unknown, {await ground.Scalar<long>("select count(*) from registration")} stored");
            await AssertSeats(ground, load);
        }

        await using var last = await Victim.Start(ground.ConnectionString);
        await load.Send(last.Address, orders);

        await AssertSeats(ground, load);
        Assert.Equal(20 * 7, await ground.Scalar<long>("select count(*) from registration where status = 'CONFIRMED'"));
        Assert.Equal(20 * 7, load.Acknowledged.Count);
        Assert.All(load.Refused.Values, r => Assert.Contains(OpportunityFaults.Full.Code, r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_ins_that_were_acknowledged_are_stored_as_they_were_told()
    {
        await using var ground = await Ground.Prepare(people: 40, shifts: 20);
        var orders = ground.Registrations.Select(r => new Order(
            r.Row.Id.Value, $"/api/v1/opportunities/{ground.Event.Id}/check-ins", new { registration = r.Row.Id }, ground.Owner)).ToList();
        var load = new Load();
        for (var kill = 1; kill <= 2; kill++)
        {
            await using var victim = await Victim.Start(ground.ConnectionString);
            await load.Send(victim.Address, orders, RandomNumberGenerator.GetInt32(50, 300), victim.Kill);
            var stored = await ground.Pairs("select id, to_char(checked_in_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS') from registration where checked_in_at is not null");
            output.WriteLine($"kill {kill}: {load.Acknowledged.Count} acknowledged, {load.Unknown} unknown, {stored.Count} stored");
            Assert.All(load.Acknowledged, a => Assert.Equal(Moment(a.Value, "checkedInAt"), stored[a.Key]));
        }

        await using var last = await Victim.Start(ground.ConnectionString);
        await load.Send(last.Address, orders);

        Assert.Equal(orders.Count, load.Acknowledged.Count);
        Assert.Equal(orders.Count, await ground.Scalar<long>("select count(*) from registration where checked_in_at is not null"));
    }

    [Fact]
    public async Task Sigterm_under_load_ends_gracefully_and_loses_nothing()
    {
        await using var ground = await Ground.Prepare(people: 40, shifts: 20, checkedIn: true);
        var orders = ground.Registrations.Select(r => CheckOut(ground, r)).ToList();
        var load = new Load();
        await using var victim = await Victim.Start(ground.ConnectionString);

        await load.Send(victim.Address, orders, 200, () => victim.Signal("TERM"));
        var code = await victim.Ended(TimeSpan.FromSeconds(30));

        output.WriteLine($"SIGTERM: exit {code}, {load.Acknowledged.Count} acknowledged, {load.Unknown} unknown, {await ground.Scalar<long>("select count(*) from intent")} intents left");
        Assert.Equal(0, code);
        var stored = await ground.Pairs("select id, to_char(checked_out_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS') from registration where checked_out_at is not null");
        Assert.All(load.Acknowledged, a => Assert.Equal(Moment(a.Value, "checkedOutAt"), stored[a.Key]));
        Assert.Equal(0, await ground.Scalar<long>($"select ({Orphans}) - count(*) from intent i where not exists (select 1 from grain_state g where g.grain_key = split_part(i.target, '/', 2))"));
    }

    [Fact]
    public async Task A_sign_up_whose_answer_died_with_its_server_takes_no_second_seat_after_its_cancellation()
    {
        await using var ground = await Ground.Prepare(people: 40, shifts: 20, registered: false);
        var orders = (
            from shift in ground.Event.Shifts
            from token in ground.Tokens.Index()
            select new Order($"{shift.Id}-{token.Index}", $"/api/v1/opportunities/{ground.Event.Id}/shifts/{shift.Id}/registrations", new { acceptOverlap = true }, token.Item)).ToList();
        var load = new Load();
        var lost = 0L;
        for (var kill = 1; lost == 0 && kill <= 10; kill++)
        {
            await using var victim = await Victim.Start(ground.ConnectionString);
            await load.Send(victim.Address, orders, RandomNumberGenerator.GetInt32(20, 200), victim.Kill);
            lost = await ground.Scalar<long>("select count(*) from applied_command a join idempotency i using (command_id) where i.status is null");
            output.WriteLine($"kill {kill}: {load.Acknowledged.Count} acknowledged, {load.Unknown} unknown, {lost} done without a kept answer");
        }

        Assert.True(lost > 0, "No kill fell between a sign-up and its answer.");
        var before = await ground.Pairs("select id, status from registration");
        await using var last = await Victim.Start(ground.ConnectionString);
        var cancels = new Load();
        var tokens = orders.Zip(from s in ground.Event.Shifts from t in ground.Users select (Shift: s.Id, User: t))
            .ToDictionary(o => Id.From<RegistrationId>(o.Second.Shift.Value, o.Second.User.Value).Value, o => o.First.Token, StringComparer.Ordinal);
        await cancels.Send(last.Address, before.Keys.Select(r => new Order($"cancel-{r}", $"/api/v1/opportunities/{ground.Event.Id}/registrations/{r}/cancel", null, tokens[r])));
        Assert.Equal(before.Count, cancels.Acknowledged.Count);

        await load.Send(last.Address, orders);

        var after = await ground.Pairs("select id, status from registration");
        Assert.Equal(orders.Count, load.Acknowledged.Count);
        Assert.Equal(orders.Count, after.Count);
        Assert.All(before.Keys, id => Assert.Equal("CANCELLED", after[id]));
        Assert.Equal(orders.Count - before.Count, after.Values.Count(s => s == "CONFIRMED"));
        Assert.Equal(0, await ground.Scalar<long>("select count(*) from shift s where taken <> (select count(*) from registration r where r.shift_id = s.id and r.status <> 'CANCELLED')"));
    }

    private static Order CheckOut(Ground ground, (RegistrationView Row, string Token) registration) => new(
        registration.Row.Id.Value, $"/api/v1/opportunities/{ground.Event.Id}/check-outs", new { registration = registration.Row.Id }, registration.Token);

    /// <summary>Takes one intent away whose entry does not exist yet.</summary>
    private static Task<string> Withhold(Ground ground) => ground.Scalar<string>(
        """
        create table withheld as
          select * from intent i where not exists (select 1 from grain_state g where g.grain_key = split_part(i.target, '/', 2)) limit 1;
        delete from intent where id in (select id from withheld);
        select coalesce((select id from withheld), 'nothing')
        """);

    private static async Task AssertSeats(Ground ground, Load load)
    {
        Assert.Equal(0, await ground.Scalar<long>("select count(*) from shift where taken > seats"));
        Assert.Equal(0, await ground.Scalar<long>("select count(*) from shift s where taken <> (select count(*) from registration r where r.shift_id = s.id and r.status <> 'CANCELLED')"));
        var stored = await ground.Pairs("select id, status from registration");
        Assert.All(load.Acknowledged.Values, a => Assert.Equal("CONFIRMED", stored[JsonDocument.Parse(a).RootElement.GetProperty("id").GetString()!]));
    }

    private static string Moment(string body, string member) =>
        JsonDocument.Parse(body).RootElement.GetProperty(member).GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
}

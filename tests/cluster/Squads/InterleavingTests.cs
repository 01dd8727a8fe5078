using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Squads;

/// <summary>
/// A thousand guests, each with a random history of being invited, opening, joining, giving back, coming, claiming, merging and repeating all of
/// it, while writes fail or lose their answer and the silo dies three times. In the end every hour is on exactly one live account.
/// </summary>
public sealed partial class InterleavingTests
{
    private const int Squads = 50;
    private const int GuestsOfSquad = 20;
    private const int Seed = 20260606;

    [Fact]
    public async Task After_a_thousand_random_histories_every_hour_is_on_exactly_one_live_account()
    {
        await using var stage = await SquadCluster.Start();
        var soup = await stage.Stage.Opened(seats: Squads * GuestsOfSquad, startsIn: 60 * 24);
        var bookings = await Many(Enumerable.Range(0, Squads), i => Book(stage, soup, i));
        var guests = bookings.SelectMany((b, i) => Enumerable.Range(0, GuestsOfSquad).Select(j => new Guest(b.Leader, b.Booking, $"guest{i}.{j}@example.org", new((i * 1000) + j + Seed)))).ToList();
        var faults = new Random(Seed);
        stage.Cluster.Storage.Fault = (_, _) =>
        {
            lock (faults)
            {
                return faults.Next(100) switch { 0 => WriteFault.Refused, 1 => WriteFault.AnswerLost, _ => WriteFault.None };
            }
        };

        await Many(guests, g => Retried(() => stage.Booking(g.Booking).Invite(new(new(g.Email), g.Leader, [new(null, g.Email, null)], SquadCluster.Url))));
        await stage.Cluster.Pass(1.Minutes());
        var letters = await Secrets(stage, "join");
        await Many(guests, g => Comes(stage, g, letters[g.Email]));
        await stage.Cluster.Crash();

        await stage.ByTheClock(soup.Shifts[0].StartsAt);
        await Many(guests.Where(g => g.User is not null), g => Helps(stage, soup, g));
        await stage.ByTheClock(soup.Shifts[0].EndsAt.AddHours(25));
        await stage.Cluster.Crash();
        var claims = await Secrets(stage, "claim");
        await Many(guests.Where(g => claims.ContainsKey(g.Email)), g => Claims(stage, g, claims[g.Email]));
        await Many(guests.Where(g => g.Claimed).Chunk(2), pair => Merges(stage, pair));
        await stage.Cluster.Crash();
        await stage.Cluster.Pass(1.Minutes());
        stage.Cluster.Storage.Fault = (_, _) => WriteFault.None;
        await stage.Cluster.Pass(1.Hours());

        var came = guests.Where(g => g.Came).ToList();
        var entries = await Entries(stage);
        List<string> live = [];
        foreach (var guest in came)
        {
            var holder = (await stage.Address(guest.Email).Holder())!.Value;
            Assert.Equal(holder, (await stage.Account(holder).Card())!.UserId);
            live.Add(holder.Value);
        }

        Assert.InRange(came.Count, 300, 900);
        Assert.Equal(live.Order(StringComparer.Ordinal), entries.Select(e => e.User).Order(StringComparer.Ordinal));
        Assert.All(entries, e => Assert.True(e.Minutes > 0));
        var merged = await stage.Cluster.Scalar<long>("select count(*) from former_account");
        Assert.InRange(merged, 15, 100);
        Assert.Equal(merged, await stage.Cluster.Scalar<long>("select count(*) from account_move where event = 'DONE'"));
        Assert.Equal(0, await stage.Cluster.Scalar<long>("select count(*) from former_account f join former_account g on g.former_id = f.account_id"));
        Assert.Equal(came.Count, claims.Count);
        Assert.Equal(guests.Count(g => g.Claimed), await stage.Cluster.Scalar<long>("select count(*) from funnel_event where stage = 'CONVERTED'"));
        Assert.Equal(0, await stage.Cluster.Scalar<long>("select count(*) from shift where taken <> (select count(*) from registration r where r.shift_id = shift.id and r.status not in ('CANCELLED', 'WAITLISTED')) + (select coalesce(sum(held), 0) from seat_hold h where h.shift_id = shift.id)"));
        Assert.Equal(0, await stage.Cluster.Scalar<long>("select count(*) from seat_hold h where h.booked - h.held <> (select count(*) from booked_seat b join registration r on r.id = b.registration_id where b.booking_id = h.booking_id and r.status <> 'CANCELLED')"));
    }

    private static async Task<(By Leader, BookingId Booking)> Book(SquadCluster stage, OpportunityView soup, int number)
    {
        var leader = await stage.Cluster.Person($"Leader{number}");
        var squad = Id.From<SquadId>($"squad{number}");
        var booking = Id.From<BookingId>($"booking{number}");
        Told(await stage.Cluster.Grains.GetGrain<ISquadGrain>(squad.Value).Create(new(CommandId.New(), leader, new($"Squad {number}", SquadType.Social))));
        Told(await stage.Booking(booking).Book(new(CommandId.New(), leader, squad, soup.Id, soup.Shifts[0].Id, GuestsOfSquad)));
        return (leader, booking);
    }

    /// <summary>Before the event: in any order, as often as it comes.</summary>
    private static async Task Comes(SquadCluster stage, Guest guest, string secret)
    {
        var grain = stage.Booking(guest.Booking);
        for (var step = guest.Random.Next(2, 7); step > 0; step--)
        {
            switch (guest.Random.Next(6))
            {
                case 0:
                    await Retried(async () => (await grain.Open(secret), grain.Seen(secret)).Item1);
                    break;
                case 1 when guest.User is not null:
                    await Retried(() => grain.Cancel(new(CommandId.New(), secret)));
                    guest.User = null;
                    break;
                case 2:
                    // Twice at the same moment.
                    await Task.WhenAll(Joins(), Joins());
                    break;
                default:
                    await Joins();
                    break;
            }
        }

        async Task Joins() => guest.User = (await Retried(() => grain.Join(new(CommandId.New(), By.Nobody, secret, "Guest")))).Value!.User;
    }

    private static async Task Helps(SquadCluster stage, OpportunityView soup, Guest guest)
    {
        if (guest.Random.Next(5) == 0)
        {
            return;
        }

        var by = new By(guest.User, "Guest", PlatformRole.User);
        for (var times = guest.Random.Next(1, 3); times > 0; times--)
        {
            Told(await stage.Stage.CheckIn(soup, by));
        }

        // Who does not check out is checked out by the clock.
        guest.Came = true;
    }

    private static async Task Claims(SquadCluster stage, Guest guest, string secret)
    {
        if (guest.Random.Next(4) == 0)
        {
            return;
        }

        var address = stage.Address(guest.Email);
        await Task.WhenAll(Enumerable.Range(0, guest.Random.Next(1, 4)).Select(i => Retried(() => address.Use(new(CommandId.New(), secret, LinkPurpose.Claim, guest.Random.Next(2) == 0 ? null : $"hash {i}")))));

        guest.Claimed = true;
    }

    /// <summary>One in eight has come by two addresses, or has another account; they merge one way, twice, or both ways at the same moment.</summary>
    private static async Task Merges(SquadCluster stage, Guest[] pair)
    {
        var (random, one) = (pair[0].Random, pair[0].By);
        if (random.Next(8) != 0)
        {
            return;
        }

        var two = pair[^1].By;
        if (random.Next(2) == 0)
        {
            two = two with { User = Id.From<UserId>("own", pair[0].Email) };
            Assert.True(EmailAddress.TryParse($"own.{pair[0].Email}", out var own));
            Told(await Retried(() => stage.Account(two.User.Value).Open(new(new($"own {pair[0].Email}"), own, "Own", null, null, "hash"))));
        }
        else if (pair.Length == 1)
        {
            return;
        }

        await Task.WhenAll(Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var (from, into) = random.Next(2) == 0 ? (one, two) : (two, one);
            return Retried(() => stage.Cluster.Grains.GetGrain<IAccountMergeGrain>(from.User!.Value.Value).Ask(new(CommandId.New(), one, two, into.User!.Value)));
        }));
    }

    /// <summary>Presses the button again until somebody answers.</summary>
    private static async Task<Outcome<T>> Retried<T>(Func<Task<Outcome<T>>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (tries < 50)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<Dictionary<string, string>> Secrets(SquadCluster stage, string page)
    {
        Dictionary<string, string> secrets = new(StringComparer.Ordinal);
        await using var command = stage.Cluster.Database.CreateCommand("select recipient, body from outbox_message where body like '%/' || $1 || '/%' order by sent_at");
        command.Parameters.Add(new() { Value = page });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            secrets[reader.GetString(0)] = Link().Match(reader.GetString(1)).Groups["secret"].Value;
        }

        return secrets;
    }

    private static async Task<List<(string User, int Minutes)>> Entries(SquadCluster stage)
    {
        List<(string, int)> entries = [];
        await using var command = stage.Cluster.Database.CreateCommand("select user_id, minutes from ledger_entry_view");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            entries.Add((reader.GetString(0), reader.GetInt32(1)));
        }

        return entries;
    }

    private static async Task<TResult[]> Many<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> work)
    {
        List<TResult> results = [];
        foreach (var some in items.Chunk(16))
        {
            results.AddRange(await Task.WhenAll(some.Select(work)));
        }

        return [.. results];
    }

    private static Task<bool[]> Many<T>(IEnumerable<T> items, Func<T, Task> work) => Many(items, async item =>
    {
        await work(item);
        return true;
    });

    [GeneratedRegex("/(join|claim)/[0-9a-z]{26}(?<secret>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    private sealed record Guest(By Leader, BookingId Booking, string Email, Random Random)
    {
        public UserId? User { get; set; }

        public By By => new(User, Email, PlatformRole.User);

        public bool Came { get; set; }

        public bool Claimed { get; set; }
    }
}

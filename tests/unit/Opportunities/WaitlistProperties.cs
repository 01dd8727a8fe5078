using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>
/// Any order of sign-ups, cancellations, joins, offers, acceptances, expiries, moves, edits of seats, and crashes that lose what was not
/// committed. After every step: no more seats taken than there are, nobody twice, and the line is what its own record says.
/// </summary>
public sealed class WaitlistProperties(ITestOutputHelper output)
{
    private static readonly string[] s_people = [.. Enumerable.Range(0, 14).Select(i => $"p{i}")];

    [Fact]
    public void Any_order_of_anything_keeps_the_seats_the_people_and_the_line()
    {
        foreach (var seed in Enumerable.Range(1, 60).Append(Random.Shared.Next()))
        {
            Run(seed, fault: null);
        }
    }

    /// <summary>The same run finds each of these mistakes, so it would find them in the rules.</summary>
    [Theory]
    [InlineData("offer the seat twice")]
    [InlineData("ask the last first")]
    [InlineData("forget a step")]
    [InlineData("give one seat too many")]
    public void The_run_finds_what_goes_wrong(string fault)
    {
        var found = Enumerable.Range(1, 30).Count(seed => Record.Exception(() => Run(seed, fault)) is not null);

        Assert.True(found > 0, $"Nothing noticed: {fault}");
    }

    private void Run(int seed, string? fault)
    {
        var random = new Random(seed);
        var line = new Line(Sample.Open(random.Next(1, 5)));
        var stored = new Stored(line.State, [], []);
        var history = new List<string>();
        try
        {
            for (var i = 0; i < 400; i++)
            {
                history.Add(Step(line, random, fault));
                Check(line);
                switch (random.Next(12))
                {
                    case 0:
                        history.Add("crash");
                        line.Load(stored.State, stored.Rows.Values, stored.Steps);
                        line.Settle();
                        Check(line);
                        break;
                    case < 8:
                        stored = new(line.State, line.Roster.Rows.ToDictionary(r => r.Id), [.. line.Steps]);
                        break;
                }
            }
        }
        catch (Exception) when (fault is null)
        {
            output.WriteLine($"seed {seed}: {string.Join(", ", history.TakeLast(12))}");
            throw;
        }
    }

    private static string Step(Line line, Random random, string? fault)
    {
        var name = s_people[random.Next(s_people.Length)];
        var row = line.Row(name);
        var by = new By(Sample.User(name), name, PlatformRole.User);
        switch (random.Next(14))
        {
            case 0 or 1:
                var decided = fault == "give one seat too many" && row is null
                    ? new Registration(Id.From<RegistrationId>(Sample.Shift.Value, by.User!.Value.Value), line.State.Id, Sample.Shift, by.User.Value, name, RegistrationStatus.Confirmed, line.Now)
                    : SignUp.Register(line.State, line.Roster, Sample.Shift, by.User!.Value, name, line.Now);
                return $"{name} registers: {line.Do(Line.Seat(decided))}";
            case 2 or 3 or 4:
                return $"{name} joins: {line.Do(Waitlist.Join(line.State, line.Roster, Sample.Shift, by.User!.Value, name, line.Now))}";
            case 5 or 6 when row is not null:
                return $"{name} cancels: {line.Do(SignUp.Cancel(line.State, row, null, by, line.Now))}";
            case 7 or 8 when row is not null:
                return $"{name} accepts: {line.Do(Waitlist.Accept(line.State, row, by, line.Now))}";
            case 9 when row is not null:
                return $"{name} declines: {line.Do(Waitlist.Decline(row, by, line.Now))}";
            case 10:
                var seats = random.Next(1, 7);
                return $"{seats} seats: {line.Edit(seats)}";
            case 11:
                line.Now += TimeSpan.FromMinutes(random.Next(1, 700));
                line.Do(Waitlist.Expire(line.State, line.Roster, line.Now));
                return $"it is {line.Now:O}";
            case 12 when row?.Status == RegistrationStatus.Waitlisted:
                var to = random.Next(1, line.Waiting.Length + 1);
                line.Do(Waitlist.Move(line.Roster, row, to, "a good reason", Sample.Coordinator, line.Now).Value);
                return $"{name} moves to {to}";
            default:
                return Mistake(line, fault);
        }
    }

    private static string Mistake(Line line, string? fault)
    {
        var last = line.Roster.Line(Sample.Shift).LastOrDefault();
        if (last is null)
        {
            return "nothing";
        }

        var until = line.Now.AddHours(1);
        var offered = last with { Status = RegistrationStatus.Offered, Wait = last.Wait! with { OfferedUntil = until } };
        switch (fault)
        {
            case "offer the seat twice":
                line.Roster.Apply(offered);
                break;
            case "ask the last first" when line.Waiting.Length > 1:
                line.Roster.Apply(last with { Wait = new(0) });
                break;
            case "forget a step":
                line.Roster.Apply(last with { Status = RegistrationStatus.Cancelled, Wait = null });
                break;
        }

        return fault ?? "nothing";
    }

    private static void Check(Line line)
    {
        var (shift, rows) = (line.State.Shifts[0], line.Roster.Rows);

        Assert.InRange(rows.Count(r => r.TakesSeat), 0, shift.Seats!.Value);
        Assert.Equal(rows.Count(r => r.TakesSeat), line.Roster.Taken(shift.Id));
        Assert.Equal(rows.Count, rows.DistinctBy(r => (r.Shift, r.User)).Count());
        Assert.All(rows, r => Assert.Equal(r.Status is RegistrationStatus.Waitlisted or RegistrationStatus.Offered, r.Wait is not null));
        Assert.Equal(Enumerable.Range(1, line.Steps.Count), line.Steps.Select(s => s.Sequence));

        // The record alone tells who waits in which order and who has an offer.
        var (waiting, offers) = Replay(line.Steps);
        Assert.Equal(waiting, line.Roster.Line(shift.Id).Select(r => r.Id));
        Assert.Equal(offers.Order(), line.Roster.Offers(shift.Id).Select(r => r.Id.Value).Order());

        // Nobody waits beside a free seat, until the shift starts and nobody waits at all.
        Assert.True(waiting.Count == 0 || (line.Now < shift.StartsAt && line.Roster.Taken(shift.Id) == shift.Seats));
    }

    private static (List<RegistrationId> Waiting, HashSet<string> Offers) Replay(IEnumerable<WaitlistStep> steps)
    {
        List<RegistrationId> waiting = [];
        HashSet<string> offers = [];
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case WaitlistStepKind.Joined:
                    waiting.Add(step.Registration);
                    Assert.Equal(waiting.Count, step.Position);
                    break;
                case WaitlistStepKind.Offered:
                    Assert.Equal(waiting[0], step.Registration);
                    waiting.RemoveAt(0);
                    Assert.True(offers.Add(step.Registration.Value));
                    break;
                case WaitlistStepKind.Moved:
                    Assert.True(waiting.Remove(step.Registration));
                    waiting.Insert(step.Position!.Value - 1, step.Registration);
                    break;
                case WaitlistStepKind.Left:
                    Assert.True(waiting.Remove(step.Registration));
                    break;
                case WaitlistStepKind.Closed:
                    Assert.True(waiting.Remove(step.Registration) || offers.Remove(step.Registration.Value));
                    break;
                default:
                    Assert.True(offers.Remove(step.Registration.Value));
                    break;
            }
        }

        return (waiting, offers);
    }

    /// <summary>What has been committed.</summary>
    private sealed record Stored(OpportunityState State, Dictionary<RegistrationId, Registration> Rows, List<WaitlistStep> Steps);
}

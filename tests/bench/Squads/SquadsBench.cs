using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Bench.CheckIns;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Silo;
using Actors.Silo.Storage;
using Npgsql;

namespace Actors.Bench.Squads;

/// <summary>
/// Two hundred squads each book 25 seats of one event of 5,000 and invite 25 people to them, all in the same moment and over HTTP, while a
/// hundred people sign up for themselves: somebody must go without. A new event, and new leaders, for every round.
/// </summary>
internal static class SquadsBench
{
    private const int Squads = 200;
    private const int SeatsOfSquad = 25;
    private const int Seats = Squads * SeatsOfSquad;
    private const int Others = 100;

    public static async Task Run(BenchRun bench)
    {
        await using var database = SiloHosting.OpenDatabase(bench.Database, new StorageOptions());
        await using var server = await ServerProcess.Start(bench.Database);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Squads + Others }) { BaseAddress = new($"http://{server.Address}"), Timeout = TimeSpan.FromMinutes(5) };
        var clock = new Clock(TimeProvider.System);
        var rounds = bench.Quick ? 3 : 7;
        var people = BenchEvent.People((rounds + 1) * (Squads + Others));
        List<Sample> bookings = [], invitations = [];
        var oversold = 0;
        for (var round = 0; round <= rounds; round++)
        {
            var (booked, invited, taken) = await Round(people.AsMemory(round * (Squads + Others), Squads + Others));
            oversold += Math.Max(0, taken - Seats);

            // The first one warms up.
            if (round > 0)
            {
                bookings.Add(booked);
                invitations.Add(invited);
            }
        }

        bench.Figure("oversold", oversold, "seats");
        bench.Figure("booking_p50_ms", Statistics.Median(bookings.Select(s => s.P50)), "ms");
        bench.Figure("booking_p99_ms", Statistics.Median(bookings.Select(s => s.P99)), "ms");
        bench.Figure("bookings_per_s", Statistics.Median(bookings.Select(s => s.PerSecond)), "1/s");
        bench.Figure("invitation_p99_ms", Statistics.Median(invitations.Select(s => s.P99)), "ms");

        async Task<(Sample Booked, Sample Invited, int Taken)> Round(ReadOnlyMemory<UserId> who)
        {
            var subject = await BenchEvent.Create(database, clock, Seats, [], startsIn: TimeSpan.FromDays(1));
            var callers = await Tokens(who);
            var squads = await Task.WhenAll(callers.Take(Squads).Select((token, i) => Post(token, "/api/v1/squads", new { name = $"Squad {i}", type = "SOCIAL" })));
            var (begun, booked, invited) = (Stopwatch.GetTimestamp(), new List<long>(), new List<long>());
            var leaders = callers.Take(Squads).Select(async (token, i) =>
            {
                var since = Stopwatch.GetTimestamp();
                var booking = await Answer(token, $"/api/v1/squads/{squads[i].GetProperty("id").GetString()}/bookings", new { opportunity = subject.Opportunity, shift = subject.Shift, seats = SeatsOfSquad });
                Add(booked, since);
                if (booking is not { } made)
                {
                    return;
                }

                since = Stopwatch.GetTimestamp();
                await Post(token, $"/api/v1/bookings/{made.GetProperty("id").GetString()}/invitations", new { people = Enumerable.Range(0, SeatsOfSquad).Select(p => new { email = $"guest{i}.{p}@example.org" }) });
                Add(invited, since);
            });
            var others = callers.Skip(Squads).Select(token => Answer(token, $"/api/v1/opportunities/{subject.Opportunity}/shifts/{subject.Shift}/registrations", new { }));
            await Task.WhenAll([.. leaders, .. others]);
            var span = Stopwatch.GetElapsedTime(begun);
            return (Sample.Of(booked, span), Sample.Of(invited, span), await Taken(database, subject.Shift));
        }

        async Task<string[]> Tokens(ReadOnlyMemory<UserId> who)
        {
            List<string> tokens = [];
            for (var i = 0; i < who.Length; i++)
            {
                tokens.Add(await server.Token(who.Span[i]));
            }

            return [.. tokens];
        }

        async Task<JsonElement> Post(string token, string path, object body) => await Answer(token, path, body) ?? throw new InvalidOperationException($"{path} was refused.");

        // Null: there was no seat left.
        async Task<JsonElement?> Answer(string token, string path, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: ActorsJson.Options) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            return response.IsSuccessStatusCode ? answer
                : answer.GetProperty("code").GetString() is "opportunities.full" or "squads.not-enough-seats" ? null
                : throw new InvalidOperationException($"{path}: {answer}");
        }

        void Add(List<long> latencies, long since)
        {
            var latency = Stopwatch.GetTimestamp() - since;
            lock (latencies)
            {
                latencies.Add(latency);
            }
        }
    }

    /// <summary>Counted in the database: seats of people, and those that squads hold.</summary>
    private static async Task<int> Taken(NpgsqlDataSource database, ShiftId shift)
    {
        await using var command = database.CreateCommand(
            """
            select (select count(*) from registration where shift_id = $1 and status not in ('CANCELLED', 'WAITLISTED'))::int
                 + (select coalesce(sum(held), 0) from seat_hold where shift_id = $1)::int
            """);
        command.Parameters.Add(new() { Value = shift.Value });
        return (int)(await command.ExecuteScalarAsync())!;
    }
}

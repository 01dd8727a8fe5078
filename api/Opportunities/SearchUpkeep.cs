using Actors.Common;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <summary>
/// Takes listings of what is over out of the search's way, every minute and on every node: no search finds them, and in time they would be
/// most of what it reads. Their documents stay; one that is planned anew is listed anew.
/// </summary>
internal sealed partial class SearchUpkeep(NpgsqlDataSource database, Clock clock, ILogger<SearchUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    /// <summary>Removes what is over and returns how many that were; at most a thousand at once.</summary>
    internal static async Task<int> Sweep(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with gone as (delete from listing where id in (select id from listing where ends_at <= $1 order by ends_at limit 1000 for update skip locked) returning id)
            , forgotten as (delete from saved_search_told t using gone where t.opportunity_id = gone.id)
            select count(*)::int from gone
            """);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer beat = new(s_period);
        while (await beat.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await Sweep(database, clock.Now.AddMinutes(-1), stoppingToken) > 0)
                {
                }
            }
            catch (NpgsqlException exception)
            {
                Failed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listings of what is over could not be removed")]
    private partial void Failed(Exception exception);
}

using Actors.Api.Ledger;
using Actors.Api.Organizations;
using Actors.Tests.Api.Common;
using Npgsql;

namespace Actors.Tests.Api.Ledger;

/// <summary>The lists read their indexes, shown by EXPLAIN at 100,000 entries: a page costs the same however many there are.</summary>
public sealed class LedgerIndexTests : IClassFixture<LedgerIndexTests.Crowded>
{
    private readonly Crowded _app;

    public LedgerIndexTests(Crowded app) => _app = app;

    [Fact]
    public async Task My_entries_come_from_the_index_by_user() =>
        Assert.Contains("ledger_by_user", await Plan(LedgerQueries.Mine, "default", "usr_7", DateTime.UtcNow, "~", 51), StringComparison.Ordinal);

    [Theory]
    [InlineData(LedgerQueries.Queue)]
    [InlineData(LedgerQueries.QueueOfStatus)]
    public async Task The_queue_comes_from_the_index_by_organization(string sql)
    {
        var plan = await Plan(sql, "default", "org_7", DateTime.UtcNow, "~", 51, 4);

        Assert.Contains("ledger_by_organization", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_wait_come_from_an_index_of_their_own() =>
        Assert.Contains("ledger_waiting", await Plan(LedgerQueries.Waiting, "default", DateTime.UtcNow, "~", 51), StringComparison.Ordinal);

    [Fact]
    public async Task Totals_read_only_what_belongs_to_them()
    {
        var volunteer = await Plan("select * from volunteer_totals where service_id = $1 and user_id = $2", "default", "usr_7");
        var organization = await Plan("select * from organization_totals where service_id = $1 and organization_id = $2", "default", "org_7");

        Assert.DoesNotContain("Seq Scan", volunteer + organization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organizations_come_from_the_indexes_by_name_and_by_member()
    {
        Assert.Contains("organization_by_name", await Plan(OrganizationQueries.All, "default", "", "", 51), StringComparison.Ordinal);
        Assert.Contains("organization_by_member", await Plan(OrganizationQueries.Mine, "default", "", "", 51, "usr_7"), StringComparison.Ordinal);
    }

    private async Task<string> Plan(string sql, params object[] values)
    {
#pragma warning disable CA2100 // The queries of the application.
        await using var command = _app.Database.CreateCommand("explain (analyze, costs off, timing off, summary off) " + sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> lines = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    public sealed class Crowded : ActorsApp, IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await using var connection = await Database.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(
                """
                insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
                select 'default', 'ledger-entry', 0, 0, 'led_' || i, 1,
                       jsonb_build_object(
                         'attended', jsonb_build_object('user', 'usr_' || i % 1000, 'organization', 'org_' || i % 100, 'opportunity', 'opp_' || i, 'registration', 'reg_' || i,
                           'volunteerName', 'V', 'title', 'T', 'date', '2026-03-14', 'minutes', 60, 'method', 'QR'),
                         'status', case when i % 10 = 0 then 'PENDING' else 'VERIFIED' end, 'minutes', 60,
                         'createdAt', to_char(timestamp '2026-01-01' + i * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'version', 1)
                       || case when i % 2000 = 0 then '{"waitingFor": "no-recipient"}'::jsonb else '{}' end,
                       null, 0, now()
                  from generate_series(1, 100000) i;
                insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
                select 'default', 'organization', 0, 0, 'org_' || i, 1,
                       jsonb_build_object('profile', jsonb_build_object('name', 'Org ' || i), 'members', jsonb_build_object('usr_' || i, '{}'::jsonb),
                         'verificationStatus', 'PENDING', 'createdAt', '2026-03-14T15:00:00+00:00'),
                       null, 0, now()
                  from generate_series(1, 20000) i;
                analyze grain_state;
                """,
                connection)
            {
                CommandTimeout = 120,
            };
            await command.ExecuteNonQueryAsync();
        }
    }
}

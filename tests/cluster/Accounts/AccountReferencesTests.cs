using Actors.Grains.Accounts;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

/// <summary>Compares the catalogue with the database: whoever adds a table or a column about a person has to say what becomes of it.</summary>
public sealed class AccountReferencesTests : IAsyncLifetime
{
    /// <summary>Columns that sound like a person and are none, or belong to one that is listed.</summary>
    private static readonly HashSet<string> s_others = new(StringComparer.Ordinal)
    {
        "fence.owner", // the activation that writes: never a person by itself
        "intent.payload",
    };

    private ActorsCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ActorsCluster.Start();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Every_table_is_in_the_catalogue_or_known_to_be_about_nobody()
    {
        var tables = await Names("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1");
        var listed = AccountReferences.Tables.Select(t => t.Table).Concat(AccountReferences.ImpersonalTables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal(listed, tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_column_that_may_hold_an_account_is_in_the_catalogue()
    {
        var columns = await Names(
            """
            select c.table_name || '.' || c.column_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
             where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb', 'ARRAY')
               and c.column_name ~ '(^|_)(user|users|by|account|caller|person|subject|leader|guest|owner|actor|member|who)($|_)'
            """);
        var listed = AccountReferences.Tables.SelectMany(t => t.Texts.Prepend(t.Column).Select(c => $"{t.Table}.{c}"));

        Assert.Empty(columns.Except(listed).Except(s_others));
    }

    [Fact]
    public async Task Every_column_of_the_catalogue_is_there()
    {
        var columns = await Names("select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'");

        Assert.Empty(AccountReferences.Tables.SelectMany(t => t.Texts.Prepend(t.Column).Select(c => $"{t.Table}.{c}")).Except(columns));
    }

    [Fact]
    public async Task A_table_that_nobody_listed_would_be_found()
    {
        await _cluster.Execute("create table gift (id text primary key, given_by_user text)");

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(Every_table_is_in_the_catalogue_or_known_to_be_about_nobody);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(Every_column_that_may_hold_an_account_is_in_the_catalogue);
    }

    private async Task<List<string>> Names(string sql)
    {
#pragma warning disable CA2100 // Texts of this class.
        await using var command = _cluster.Database.CreateCommand(sql);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<string> names = [];
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}

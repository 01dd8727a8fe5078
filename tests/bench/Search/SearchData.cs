using System.Globalization;
using Npgsql;

namespace Actors.Bench.Search;

/// <summary>Documents and shifts as grains store them, by a few statements, and the listings made of them by the product's own function.</summary>
internal static class SearchData
{
    public static async Task Load(string server, int count, DateTimeOffset now)
    {
        await using var database = NpgsqlDataSource.Create(server);
        using var text = new StreamReader(typeof(SearchData).Assembly.GetManifestResourceStream("Search/opportunities.sql")!);
        var script = (await text.ReadToEndAsync())
            .Replace(":rows", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(":now", now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ssZ", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var indexes = await Strings(database, "select indexdef from pg_indexes where tablename = 'listing' and indexname <> 'listing_pkey'");
        await Execute(server, "set synchronous_commit = off; set work_mem = '256MB'; set maintenance_work_mem = '1GB'; " + script);

        // Rows first and indexes after them, on two connections: the same in a third of the time.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(half => Execute(
            server,
            $"""
            set synchronous_commit = off;
            insert into listing select l.* from grain_state g, listing_of(g.grain_key, g.payload) l
             where g.state_name = 'opportunity' and right(g.grain_key, 1)::int % 2 = {half}
            """)));
        await Task.WhenAll(indexes.Select(index => Execute(server, $"set maintenance_work_mem = '1GB'; {index}")));
        await Execute(
            server,
            """
            select learn_words(string_agg(text, ' ')) from bench_sentence;
            select learn_words(string_agg(text, ' ')) from bench_title;
            select learn_words(string_agg(word, ' ')) from bench_word;
            alter table grain_state enable trigger user;
            alter table shift enable trigger user;
            """);
        await Execute(server, "vacuum analyze listing");
        await Execute(server, "vacuum analyze shift");
        await Execute(server, "vacuum analyze search_word");
    }

    public static async Task<List<string>> Strings(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private static async Task Execute(string server, string sql)
    {
        // A connection of its own: the settings end with it.
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 3600;
        await command.ExecuteNonQueryAsync();
    }
}

using System.Text;
using Npgsql;

namespace Actors.Grains.Opportunities;

/// <summary>Statements of one search, on one connection.</summary>
/// <param name="plans">Where given: gets the plan of every statement, for tests and operators.</param>
internal sealed class SearchSession(NpgsqlConnection connection, StringBuilder? plans = null)
{
    // A batch is one transaction: the settings end with it. A generic plan knows neither the ring nor the words; JIT compiles longer than a
    // page takes; a second worker would be missing for somebody else.
    private const string Settings =
        "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)";

    public async Task Read(string sql, IEnumerable<NpgsqlParameter> parameters, Action<NpgsqlDataReader> row, CancellationToken cancellation)
    {
        if (plans is not null)
        {
            await Run("explain (analyze, buffers) " + sql, [.. parameters.Select(p => p.Clone())], reader => plans.AppendLine(reader.GetString(0)), cancellation);
            plans.AppendLine();
        }

        await Run(sql, parameters, row, cancellation);
    }

    private async Task Run(string sql, IEnumerable<NpgsqlParameter> parameters, Action<NpgsqlDataReader> row, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Put together of constants; what a person says is in parameters.
        NpgsqlBatchCommand search = new(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            search.Parameters.Add(parameter);
        }

        await using NpgsqlBatch batch = new(connection) { BatchCommands = { new(Settings), search } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            row(reader);
        }
    }
}

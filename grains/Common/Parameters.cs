using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Common;

/// <summary>Arrays for set-based statements: one element per row.</summary>
internal static class Parameters
{
    public static void AddArray<TRow, TValue>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows)
        {
            values[i++] = value(row);
        }

        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}

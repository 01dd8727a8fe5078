using System.Globalization;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Api.Opportunities;

/// <param name="Rows">Places in the file.</param>
/// <param name="Changed">Places that are new or lie elsewhere now.</param>
/// <param name="Skipped">Rows that are no place, by number.</param>
public sealed record PlacesReport(int Rows, int Changed, ImportNote Skipped);

/// <summary>Table postal_place: where a postal code lies.</summary>
internal sealed class PostalPlaces(NpgsqlDataSource database, Clock clock)
{
    private const int AtOnce = 5000;

    /// <summary>The places of these codes; a code that is not known is left out.</summary>
    public async Task<Dictionary<string, GeoPoint>> Find(string country, IReadOnlyCollection<string> codes, CancellationToken cancellation)
    {
        Dictionary<string, GeoPoint> found = new(codes.Count, StringComparer.Ordinal);
        if (codes.Count == 0)
        {
            return found;
        }

        await using var command = database.CreateCommand("select code, latitude, longitude from postal_place where country = $1 and code = any($2)");
        command.Parameters.Add(new() { Value = country });
        command.Parameters.Add(new() { Value = codes.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found[reader.GetString(0)] = new(reader.GetDouble(1), reader.GetDouble(2));
        }

        return found;
    }

    /// <summary>Takes a file with the columns zip (or code), latitude and longitude, and others that are left out.</summary>
    public async Task<Outcome<PlacesReport>> Import(ImportCsv csv, string country, Caller caller, CancellationToken cancellation)
    {
        var (rows, changed) = (0, 0);
        int[]? positions = null;
        List<int> skipped = [];
        Dictionary<string, GeoPoint> batch = new(AtOnce, StringComparer.Ordinal);
        await foreach (var (number, cells) in csv.Rows(cancellation))
        {
            if (positions is null)
            {
                positions = Positions(cells);
                if (positions.Contains(-1))
                {
                    return ImportFaults.ColumnsMissing.With("columns", "zip, latitude, longitude");
                }

                continue;
            }

            rows++;
            if (Place(cells, positions) is not var (code, point))
            {
                skipped.Add(number);
                continue;
            }

            batch[code] = point;
            if (batch.Count == AtOnce)
            {
                changed += await Store(country, batch, caller, cancellation);
                batch.Clear();
            }
        }

        changed += await Store(country, batch, caller, cancellation);
        return new PlacesReport(rows, changed, new("place-invalid", skipped.Count, [.. skipped]));
    }

    private static int[] Positions(string[] header)
    {
        int At(params string[] names) => Array.FindIndex(header, h => names.Contains(h.Trim(), StringComparer.OrdinalIgnoreCase));

        return [At("zip", "code", "postal_code", "postalcode"), At("latitude", "lat"), At("longitude", "lng", "lon")];
    }

    private static (string Code, GeoPoint Point)? Place(string[] cells, int[] positions)
    {
        if (positions.Max() >= cells.Length)
        {
            return null;
        }

        var code = cells[positions[0]].Trim().ToUpperInvariant();
        return code.Length is >= 2 and <= 12 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-')
            && TryDegrees(cells[positions[1]], 90, out var latitude) && TryDegrees(cells[positions[2]], 180, out var longitude)
            ? (code, new(latitude, longitude))
            : null;
    }

    private static bool TryDegrees(string cell, double most, out double degrees) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && Math.Abs(degrees) <= most;

    /// <summary>Places have no grain that would put an administrator's change on record, so the statement does.</summary>
    private async Task<int> Store(string country, Dictionary<string, GeoPoint> batch, Caller caller, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with stored as (
              insert into postal_place as p (country, code, latitude, longitude)
              select $1, t.code, t.latitude, t.longitude from unnest($2, $3, $4) as t(code, latitude, longitude) order by t.code
              on conflict (country, code) do update set latitude = excluded.latitude, longitude = excluded.longitude
               where (p.latitude, p.longitude) is distinct from (excluded.latitude, excluded.longitude)
              returning code),
            noted as (
              insert into audit_log (at, by_user, role, action, subject, after, network, command_id)
              select $5, $6, 'ADMIN', 'opportunities.import-places', 'postal-places/' || $1, jsonb_build_object('places', count(*), 'first', min(code), 'last', max(code)), $7, $8
                from stored having count(*) > 0)
            select count(*) from stored
            """);
        command.Parameters.Add(new() { Value = country });
        command.Parameters.Add(new() { Value = batch.Keys.ToArray() });
        command.Parameters.Add(new() { Value = batch.Values.Select(p => p.Latitude).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double });
        command.Parameters.Add(new() { Value = batch.Values.Select(p => p.Longitude).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double });
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        command.Parameters.Add(new() { Value = caller.By.User?.Value ?? "" });
        command.Parameters.Add(new() { Value = RequestContext.Get(RequestOrigin.Network) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = caller.CommandId.Value });
        return (int)(long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Grains.Opportunities;

/// <summary>
/// The six digits on the venue's screen for whoever has no camera: made from the platform's key, the event and the time, so every silo knows
/// them and none is stored. Few digits, so guesses are counted (<see cref="Gate"/>).
/// </summary>
internal static class ShortCode
{
    /// <summary>How often it changes; the one before it is good too, because typing takes time.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(2);

    public static string At(ReadOnlySpan<byte> key, OpportunityId opportunity, DateTimeOffset moment) => Of(key, opportunity, Number(moment));

    /// <summary>Spaces and dashes do not matter.</summary>
    public static bool IsGood(ReadOnlySpan<byte> key, OpportunityId opportunity, string typed, DateTimeOffset now)
    {
        if (typed.Length > 32)
        {
            return false;
        }

        var digits = Encoding.ASCII.GetBytes(string.Concat(typed.Where(c => c is not (' ' or '-'))));
        var number = Number(now);
        return CryptographicOperations.FixedTimeEquals(digits, Encoding.ASCII.GetBytes(Of(key, opportunity, number)))
            | CryptographicOperations.FixedTimeEquals(digits, Encoding.ASCII.GetBytes(Of(key, opportunity, number - 1)));
    }

    private static long Number(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / (long)Period.TotalMilliseconds;

    private static string Of(ReadOnlySpan<byte> key, OpportunityId opportunity, long period)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"short-code/{opportunity}/{period}");
        var hash = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(name));
        return (System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}

/// <summary>The platform's key for short codes, read once.</summary>
internal sealed class GateKey(NpgsqlDataSource database)
{
    private Task<byte[]>? _key;

    public Task<byte[]> Read() => _key is { IsFaulted: false, IsCanceled: false } known ? known : _key = Load();

    private async Task<byte[]> Load()
    {
        await using var command = database.CreateCommand("select key from gate_key");
        return (byte[])(await command.ExecuteScalarAsync())!;
    }
}

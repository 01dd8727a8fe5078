using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Actors.Tests;

/// <summary>An authenticator app (RFC 6238). By the machine's clock, as Identity's own check is.</summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="later">So many steps of 30 seconds; one or two are still taken.</param>
    public static string Code(string key, int later = 0) => At(key, later);

    /// <summary>A code that is none now or soon.</summary>
    public static string Wrong(string key)
    {
        var right = Enumerable.Range(-5, 11).Select(i => At(key, i)).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(100_000, 100).Select(n => n.ToString(CultureInfo.InvariantCulture)).First(c => !right.Contains(c));
    }

    private static string At(string key, int later)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + later);
#pragma warning disable CA5350 // What authenticator apps use.
        var hash = HMACSHA1.HashData(Bytes(key), counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xf;
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7fffffff) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(string key)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var letter in key)
        {
            (bits, count) = ((bits << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal), count + 5);
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
                bits &= (1 << count) - 1;
            }
        }

        return [.. bytes];
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Actors.Grains.Notifications;

/// <summary>
/// Secrets that leave by letter or text, made from what they are for under a key of the platform. Nobody stores them: whoever must send the
/// same letter again makes the same secret again, and whoever reads the documents finds only hashes.
/// </summary>
internal sealed class SecretKey(NpgsqlDataSource database)
{
    private const int CodeLimit = 1_000_000;
    private Task<byte[]>? _key;

    /// <summary>256 bits for a link, in base64url.</summary>
    public async Task<string> Link(string id) => Base64Url.EncodeToString(Mac(await Read(), $"link/{id}"));

    /// <summary>Six digits for a telephone.</summary>
    public async Task<string> Code(string id) =>
        (BinaryPrimitives.ReadUInt64BigEndian(Mac(await Read(), $"code/{id}")) % CodeLimit).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>What is stored of a secret.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool Equal(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static byte[] Mac(byte[] key, string name) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name));

    private Task<byte[]> Read() => _key is { IsFaulted: false, IsCanceled: false } known ? known : _key = Load();

    private async Task<byte[]> Load()
    {
        await using var command = database.CreateCommand("select key from secret_key");
        return (byte[])(await command.ExecuteScalarAsync())!;
    }
}

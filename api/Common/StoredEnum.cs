using System.Text.Json;
using Actors.Common;

namespace Actors.Api.Common;

/// <summary>Enum names as documents and the API write them.</summary>
internal static class StoredEnum
{
    public static T Read<T>(string name) where T : struct, Enum => Read<T>(name, out var value) ? value : throw new FormatException($"'{name}' is no {typeof(T).Name}.");

    /// <summary>False for a name that a caller made up.</summary>
    public static bool Read<T>(string? name, out T value) where T : struct, Enum
    {
        value = default;
        if (name is null)
        {
            return false;
        }

        try
        {
            value = JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(name), ActorsJson.Options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static string Write<T>(T value) where T : struct, Enum => JsonSerializer.Serialize(value, ActorsJson.Options).Trim('"');
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Common;

/// <summary>The JSON of the API and of stored documents: camelCase, enums as UPPER_SNAKE, nulls left out, UTC times.</summary>
public static class ActorsJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web)
    {
        // jsonb reorders properties, so a discriminator may come late.
        AllowOutOfOrderMetadataProperties = true,
    });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false));
        return options;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Common;

namespace Actors.Api.Common;

/// <summary>How request bodies are read: what a record declares as given must be given, nothing twice, nothing that cannot be stored.</summary>
internal static class StrictJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        ActorsJson.Configure(options);
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new StorableStringConverter());
        options.Converters.Add(new FiniteNumberConverter());
    }

    /// <summary>PostgreSQL's text and jsonb cannot hold NUL.</summary>
    private sealed class StorableStringConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Storable(reader.GetString());

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Storable(reader.GetString())!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

        private static string? Storable(string? text) =>
            text?.Contains('\0') == true ? throw new RefusedJsonException("NUL characters are not allowed.") : text;
    }

    /// <summary>1e999 is JSON, but no number that anything here can count with.</summary>
    private sealed class FiniteNumberConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value)
                ? value
                : throw new RefusedJsonException("A number is expected here.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}

/// <summary>Its message is meant for the client.</summary>
internal sealed class RefusedJsonException(string message) : JsonException(message);

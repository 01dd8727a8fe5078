using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Common;

/// <summary>A typed id: a prefix that names the kind, then 26 characters of Crockford base32 (128 bits, time-ordered).</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    static abstract string Prefix { get; }

    string Value { get; }

    static abstract TSelf Of(string value);
}

/// <summary>Parsing and making of typed ids.</summary>
public static class Id
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int BodyLength = 26;
    private static readonly System.Buffers.SearchValues<char> s_digits = System.Buffers.SearchValues.Create(Alphabet);

    public static T New<T>(Guid uuid) where T : struct, IId<T>
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return T.Of(T.Prefix + Encode(bytes));
    }

    /// <summary>The id that always comes from the same name: what a repeated command, import or intent would make again.</summary>
    public static T From<T>(params ReadOnlySpan<string> name) where T : struct, IId<T>
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', name)), hash);
        return T.Of(T.Prefix + Encode(hash[..16]));
    }

    /// <summary>The same body under another prefix, for things of which there is exactly one per original (a ledger entry of a registration).</summary>
    public static T Twin<T>(string id) where T : struct, IId<T> => T.Of(T.Prefix + id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..]);

    public static bool TryParse<T>([NotNullWhen(true)] string? value, out T id) where T : struct, IId<T>
    {
        var valid = value is not null
            && value.Length == T.Prefix.Length + BodyLength
            && value.StartsWith(T.Prefix, StringComparison.Ordinal)
            && value.AsSpan(T.Prefix.Length).IndexOfAnyExcept(s_digits) < 0;
        id = valid ? T.Of(value!) : default;
        return valid;
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(BodyLength, value, static (text, value) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, value >>= 5)
            {
                text[i] = Alphabet[(int)(value & 31)];
            }
        });
    }
}

/// <summary>Ids are plain strings in JSON.</summary>
public sealed class IdConverter<T> : JsonConverter<T> where T : struct, IId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Id.TryParse<T>(reader.GetString(), out var id) ? id : throw new JsonException($"Not an id of the form {T.Prefix}...");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);
}

[GenerateSerializer, Immutable, Alias("id.user"), JsonConverter(typeof(IdConverter<UserId>))]
public readonly record struct UserId([property: Id(0)] string Value) : IId<UserId>
{
    public static string Prefix => "usr_";

    public static UserId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.organization"), JsonConverter(typeof(IdConverter<OrganizationId>))]
public readonly record struct OrganizationId([property: Id(0)] string Value) : IId<OrganizationId>
{
    public static string Prefix => "org_";

    public static OrganizationId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.opportunity"), JsonConverter(typeof(IdConverter<OpportunityId>))]
public readonly record struct OpportunityId([property: Id(0)] string Value) : IId<OpportunityId>
{
    public static string Prefix => "opp_";

    public static OpportunityId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.shift"), JsonConverter(typeof(IdConverter<ShiftId>))]
public readonly record struct ShiftId([property: Id(0)] string Value) : IId<ShiftId>
{
    public static string Prefix => "shf_";

    public static ShiftId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.registration"), JsonConverter(typeof(IdConverter<RegistrationId>))]
public readonly record struct RegistrationId([property: Id(0)] string Value) : IId<RegistrationId>
{
    public static string Prefix => "reg_";

    public static RegistrationId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.ledger-entry"), JsonConverter(typeof(IdConverter<LedgerEntryId>))]
public readonly record struct LedgerEntryId([property: Id(0)] string Value) : IId<LedgerEntryId>
{
    public static string Prefix => "led_";

    public static LedgerEntryId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.saved-search"), JsonConverter(typeof(IdConverter<SavedSearchId>))]
public readonly record struct SavedSearchId([property: Id(0)] string Value) : IId<SavedSearchId>
{
    public static string Prefix => "ssr_";

    public static SavedSearchId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.series"), JsonConverter(typeof(IdConverter<SeriesId>))]
public readonly record struct SeriesId([property: Id(0)] string Value) : IId<SeriesId>
{
    public static string Prefix => "ser_";

    public static SeriesId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.template"), JsonConverter(typeof(IdConverter<TemplateId>))]
public readonly record struct TemplateId([property: Id(0)] string Value) : IId<TemplateId>
{
    public static string Prefix => "tpl_";

    public static TemplateId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.squad"), JsonConverter(typeof(IdConverter<SquadId>))]
public readonly record struct SquadId([property: Id(0)] string Value) : IId<SquadId>
{
    public static string Prefix => "sqd_";

    public static SquadId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.booking"), JsonConverter(typeof(IdConverter<BookingId>))]
public readonly record struct BookingId([property: Id(0)] string Value) : IId<BookingId>
{
    public static string Prefix => "bkg_";

    public static BookingId Of(string value) => new(value);

    public override string ToString() => Value;
}

[GenerateSerializer, Immutable, Alias("id.invitation"), JsonConverter(typeof(IdConverter<InvitationId>))]
public readonly record struct InvitationId([property: Id(0)] string Value) : IId<InvitationId>
{
    public static string Prefix => "inv_";

    public static InvitationId Of(string value) => new(value);

    public override string ToString() => Value;
}

using System.Diagnostics.CodeAnalysis;
using Actors.Common;

namespace Actors.Accounts;

/// <summary>A telephone number in E.164: +, country code, number; 8 to 15 digits.</summary>
[GenerateSerializer, Immutable, Alias("accounts.phone-number")]
public sealed record PhoneNumber(string Value)
{
    private const int Fewest = 8;
    private const int Most = 15;

    public PhoneNumberId Id => Common.Id.From<PhoneNumberId>("phone-number", Value);

    /// <summary>All but the last two digits covered, for lists.</summary>
    public string Masked => string.Concat(Value.AsSpan(0, 2), new string('•', Value.Length - 4), Value.AsSpan(Value.Length - 2));

    /// <summary>Takes what people write: spaces, dots, dashes and brackets, 00 instead of +. Without a country code there is no telling whose number it is.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PhoneNumber? number)
    {
        number = null;
        var written = string.Concat((text ?? "").Where(c => c is not (' ' or '\u00a0' or '-' or '.' or '(' or ')' or '/')));
        if (written.StartsWith("00", StringComparison.Ordinal))
        {
            written = $"+{written[2..]}";
        }

        if (written.Length - 1 is < Fewest or > Most || written is not ['+', not '0', ..] || written.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        number = new(written);
        return true;
    }

    /// <summary>Numbers do not belong in logs.</summary>
    public override string ToString() => Id.Value;
}

[GenerateSerializer, Immutable, Alias("id.phone-number"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<PhoneNumberId>))]
public readonly record struct PhoneNumberId([property: Id(0)] string Value) : IId<PhoneNumberId>
{
    public static string Prefix => "phn_";

    public static PhoneNumberId Of(string value) => new(value);

    public override string ToString() => Value;
}

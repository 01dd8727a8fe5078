using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Actors.Common;

namespace Actors.Accounts;

/// <summary>Id of a normalised address: always the same for the same address, and says nothing about it.</summary>
[GenerateSerializer, Immutable, Alias("id.email-address"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<EmailAddressId>))]
public readonly record struct EmailAddressId([property: Id(0)] string Value) : IId<EmailAddressId>
{
    public static string Prefix => "eml_";

    public static EmailAddressId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <param name="Written">As the person wrote it, for letters.</param>
/// <param name="Normalized">Lower case, composed, the domain in its ASCII form: two spellings of one mailbox are one address.</param>
[GenerateSerializer, Immutable, Alias("accounts.address")]
public sealed record EmailAddress(string Written, string Normalized)
{
    private const int Longest = 254;

    public EmailAddressId Id => Common.Id.From<EmailAddressId>("email-address", Normalized);

    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var written = text?.Trim() ?? "";
        var at = written.LastIndexOf('@');
        if (written.Length > Longest || at is < 1 or > 64 || written.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"'))
        {
            return false;
        }

        try
        {
            var local = written[..at].Normalize(NormalizationForm.FormC).ToLowerInvariant();
            var domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(written[(at + 1)..]).ToLowerInvariant();
            if (local.Contains('@') || !domain.Contains('.') || domain.EndsWith('.'))
            {
                return false;
            }

            address = new(written, $"{local}@{domain}");
            return true;
        }
        catch (ArgumentException)
        {
            // Unpaired surrogates, or labels that no domain can have.
            return false;
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Actors.Api.Opportunities;

/// <param name="Url">What the QR code holds.</param>
internal sealed record PrintedCodeView(string Code, string Url, string Svg, DateTimeOffset GoodFrom, DateTimeOffset GoodUntil);

/// <summary>A code on paper: event and from when until when, sealed. Anybody may have a picture of it, so it is good with a position only.</summary>
internal sealed class PrintedCodes(IDataProtectionProvider protection)
{
    /// <summary>What tells them from the screen's codes.</summary>
    public const string Mark = "p.";

    private readonly IDataProtector _protector = protection.CreateProtector("Actors.Opportunities.PrintedCode.v1");

    public PrintedCodeView Print(OpportunityId opportunity, DateTimeOffset from, DateTimeOffset until, HttpRequest request)
    {
        var content = new byte[(2 * sizeof(long)) + opportunity.Value.Length];
        BinaryPrimitives.WriteInt64BigEndian(content, from.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(sizeof(long)), until.ToUnixTimeMilliseconds());
        Encoding.ASCII.GetBytes(opportunity.Value, content.AsSpan(2 * sizeof(long)));
        var code = Mark + WebEncoders.Base64UrlEncode(_protector.Protect(content));
        var url = $"{request.PublicUrl()}/check-in/{code}";
        return new(code, url, VenueCodes.Svg(url), from, until);
    }

    /// <summary>What a code with the <see cref="Mark"/> says, or null when it is not one of ours.</summary>
    public VenueCode? Read(string code)
    {
        try
        {
            var content = _protector.Unprotect(WebEncoders.Base64UrlDecode(code[Mark.Length..]));
            return content.Length > 2 * sizeof(long)
                && Id.TryParse<OpportunityId>(Encoding.ASCII.GetString(content, 2 * sizeof(long), content.Length - (2 * sizeof(long))), out var opportunity)
                ? new(opportunity, Moment(content), Moment(content.AsSpan(sizeof(long))))
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static DateTimeOffset Moment(ReadOnlySpan<byte> content) => DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content));
}

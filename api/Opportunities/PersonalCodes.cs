using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Actors.Api.Opportunities;

/// <param name="Code">What the QR code holds.</param>
/// <param name="RefreshAfterSeconds">When the next code begins.</param>
internal sealed record PersonalCodeView(string Code, string Svg, double RefreshAfterSeconds);

/// <summary>The volunteer's own changing code: who and when, sealed, so that nobody can make one and a picture of it is soon worthless.</summary>
internal sealed class PersonalCodes(IDataProtectionProvider protection, Clock clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Actors.Opportunities.PersonalCode.v1");

    public PersonalCodeView Show(UserId user)
    {
        var now = clock.Now.ToUnixTimeMilliseconds();
        var period = (long)PersonalCode.Period.TotalMilliseconds;
        var content = new byte[sizeof(long) + user.Value.Length];
        BinaryPrimitives.WriteInt64BigEndian(content, now - (now % period));
        Encoding.ASCII.GetBytes(user.Value, content.AsSpan(sizeof(long)));
        var code = WebEncoders.Base64UrlEncode(_protector.Protect(content));
        return new(code, VenueCodes.Svg(code), (period - (now % period)) / 1000d);
    }

    /// <summary>What a scanned code says, or null when it is not one of ours.</summary>
    public PersonalCode? Read(string? scanned)
    {
        if (scanned is not { Length: > 0 and <= 1024 })
        {
            return null;
        }

        try
        {
            var content = _protector.Unprotect(WebEncoders.Base64UrlDecode(scanned));
            return content.Length > sizeof(long) && Id.TryParse<UserId>(Encoding.ASCII.GetString(content, sizeof(long), content.Length - sizeof(long)), out var user)
                ? new(user, DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content)))
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}

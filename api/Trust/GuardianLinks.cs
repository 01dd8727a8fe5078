using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Actors.Api.Common;
using Actors.Common;
using Actors.Trust;
using Microsoft.AspNetCore.DataProtection;

namespace Actors.Api.Trust;

/// <summary>
/// Links that let a guardian answer without an account: whom they are about and a secret, sealed by data protection. Only the secret's hash is
/// stored, beside until when it counts, so whoever reads the database cannot answer for a guardian.
/// </summary>
internal sealed class GuardianLinks(IDataProtectionProvider protection)
{
    private const string Purpose = "Actors.Trust.GuardianLink.v1";
    private const int SecretLength = 32;
    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    public (GuardianLink Link, string Url) Make(UserId minor, HttpRequest request)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretLength);
        var token = Base64Url.EncodeToString(_protector.Protect([.. secret, .. Encoding.ASCII.GetBytes(minor.Value)]));
        return (new(Hash(secret)), $"{request.PublicUrl()}/guardian/{token}");
    }

    /// <summary>Whom a link is about and what it is known by; null when it is not one of ours. A whole link is taken as well as its last part.</summary>
    public (UserId Minor, GuardianLink Link)? Read(string? token)
    {
        if (token is not { Length: > 0 and <= 2048 })
        {
            return null;
        }

        try
        {
            var content = _protector.Unprotect(Base64Url.DecodeFromChars(token.AsSpan(token.LastIndexOf('/') + 1)));
            return content.Length > SecretLength && Id.TryParse<UserId>(Encoding.ASCII.GetString(content, SecretLength, content.Length - SecretLength), out var minor)
                ? (minor, new(Hash(content.AsSpan(0, SecretLength))))
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static string Hash(ReadOnlySpan<byte> secret) => Convert.ToHexStringLower(SHA256.HashData(secret));
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using QRCoder;

namespace Actors.Api.Opportunities;

/// <summary>
/// The venue's changing code: event and moment, sealed by data protection, so that nobody can make one and a photo is worthless a minute
/// later. Every node reads every other node's codes.
/// </summary>
internal sealed class VenueCodes(IDataProtectionProvider protection, PrintedCodes printed)
{
    private const string Purpose = "Actors.Opportunities.VenueCode.v1";
    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    /// <summary>What was read last: a whole crowd scans the same code, and opening its seal is the dearest part of a check-in.</summary>
    private Opened? _latest;

    /// <summary>The code for the period that <paramref name="now"/> lies in.</summary>
    public string Show(OpportunityId opportunity, DateTimeOffset now)
    {
        var shown = now.ToUnixTimeMilliseconds() / (long)VenueCode.Period.TotalMilliseconds * (long)VenueCode.Period.TotalMilliseconds;
        var content = new byte[sizeof(long) + opportunity.Value.Length];
        BinaryPrimitives.WriteInt64BigEndian(content, shown);
        Encoding.ASCII.GetBytes(opportunity.Value, content.AsSpan(sizeof(long)));
        return WebEncoders.Base64UrlEncode(_protector.Protect(content));
    }

    /// <summary>The code as the venue's screen shows it: a link that a phone's camera opens.</summary>
    public VenueCodeView View(VenueView venue, HttpRequest request)
    {
        var code = Show(venue.Opportunity, venue.Now);
        var url = $"{request.PublicUrl()}/check-in/{code}";
        var elapsed = venue.Now.ToUnixTimeMilliseconds() % (long)VenueCode.Period.TotalMilliseconds;
        return new(code, url, Svg(url), (VenueCode.Period.TotalMilliseconds - elapsed) / 1000, venue.ShortCode);
    }

    /// <summary>What a scanned code says, of the screen or of paper, or null when it is not one of ours. A whole link is taken as well as its last part.</summary>
    public VenueCode? Read(string? scanned)
    {
        if (scanned is not { Length: > 0 and <= 1024 })
        {
            return null;
        }

        if (Volatile.Read(ref _latest) is { } latest && latest.Scanned == scanned)
        {
            return latest.Code;
        }

        var text = scanned[(scanned.LastIndexOf('/') + 1)..];
        if (text.StartsWith(PrintedCodes.Mark, StringComparison.Ordinal))
        {
            return printed.Read(text);
        }

        try
        {
            var content = _protector.Unprotect(WebEncoders.Base64UrlDecode(text));
            if (content.Length <= sizeof(long) || !Id.TryParse<OpportunityId>(Encoding.ASCII.GetString(content, sizeof(long), content.Length - sizeof(long)), out var opportunity))
            {
                return null;
            }

            var code = new VenueCode(opportunity, DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content)));
            Volatile.Write(ref _latest, new(scanned, code));
            return code;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(8, "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    public static byte[] Png(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new PngByteQRCode(data);
        return code.GetGraphic(8);
    }

    private sealed record Opened(string Scanned, VenueCode Code);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

/// <summary>A picture that may be stored and shown.</summary>
/// <param name="Width">Pixels.</param>
internal sealed record Picture(string MediaType, int Width, int Height, byte[] Content)
{
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));
}

/// <summary>
/// Takes a picture apart by what it is, not by what it says it is, and puts it together again of the parts that draw it: places, names,
/// devices, comments and whatever else is hidden in it stay behind. Pixels are never decoded, so no picture can cost more than its bytes;
/// what is larger than <see cref="MostPixels"/> each way is refused before a browser would have to draw it.
/// </summary>
internal static class Pictures
{
    public const int MostBytes = 5 * 1024 * 1024;
    public const int MostPixels = 4096;

    public static Outcome<Picture> Clean(ReadOnlySpan<byte> file)
    {
        if (file.Length > MostBytes)
        {
            return AccountFaults.AvatarTooLarge;
        }

        try
        {
            return file switch
            {
                [0xFF, 0xD8, 0xFF, ..] => Checked("image/jpeg", Jpeg.Clean(file)),
                [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Checked("image/png", Png.Clean(file)),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => Checked("image/webp", WebP.Clean(file)),
                _ => AccountFaults.AvatarType,
            };
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // It ends before its parts do.
            return AccountFaults.AvatarBroken;
        }
    }

    private static Outcome<Picture> Checked(string mediaType, (int Width, int Height, byte[] Content)? parts)
    {
        if (parts is not { Width: > 0, Height: > 0 } picture)
        {
            return AccountFaults.AvatarBroken;
        }

        return picture.Width > MostPixels || picture.Height > MostPixels ? AccountFaults.AvatarTooLarge : new Picture(mediaType, picture.Width, picture.Height, picture.Content);
    }
}

/// <summary>PNG (W3C, third edition): chunks, each with a length, a type and a sum.</summary>
internal static class Png
{
    private static readonly string[] s_kept = ["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"];

    public static (int Width, int Height, byte[] Content)? Clean(ReadOnlySpan<byte> file)
    {
        using var clean = new MemoryStream(file.Length);
        clean.Write(file[..8]);
        var (width, height, data, at) = (0, 0, 0, 8);
        while (true)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > Pictures.MostBytes)
            {
                return null;
            }

            var chunk = file.Slice(at, (int)length + 12);
            var type = System.Text.Encoding.ASCII.GetString(chunk.Slice(4, 4));
            at += chunk.Length;
            if (Sum(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]) || (type == "IHDR") != (width == 0))
            {
                return null;
            }

            switch (type)
            {
                case "IHDR" when length == 13 && BinaryPrimitives.ReadInt32BigEndian(chunk[8..]) > 0:
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]));
                    break;
                case "IHDR":
                    return null;
                case "IDAT":
                    data++;
                    break;
                case "IEND":
                    clean.Write(chunk);
                    return data > 0 && length == 0 ? (width, height, clean.ToArray()) : null;
                case [>= 'A' and <= 'Z', ..] when !s_kept.Contains(type):
                    // Critical and not of the standard: nobody could draw it without.
                    return null;
            }

            if (s_kept.Contains(type))
            {
                clean.Write(chunk);
            }
        }
    }

    /// <summary>CRC-32 of ISO 3309, bit by bit: pictures are small.</summary>
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = ~0u;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320u & (uint)-(int)(sum & 1));
            }
        }

        return ~sum;
    }
}

/// <summary>WebP (RFC 9649): RIFF chunks, padded to even lengths.</summary>
internal static class WebP
{
    private const byte Animation = 0x02, MetadataFlags = 0x2C; // colour profile, Exif, XMP

    public static (int Width, int Height, byte[] Content)? Clean(ReadOnlySpan<byte> file)
    {
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (declared > Pictures.MostBytes)
        {
            return null;
        }

        // What follows the declared end is not of the picture.
        var riff = file[..((int)declared + 8)];
        using var clean = new MemoryStream(riff.Length);
        clean.Write(riff[..12]);
        var (width, height, images, at) = (0, 0, 0, 12);
        while (at < riff.Length)
        {
            var type = System.Text.Encoding.ASCII.GetString(riff.Slice(at, 4));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(riff[(at + 4)..]);
            if (length > Pictures.MostBytes)
            {
                return null;
            }

            var chunk = riff.Slice(at, 8 + (int)length + (int)(length & 1)).ToArray();
            var body = chunk.AsSpan(8);
            at += chunk.Length;
            switch (type)
            {
                case "VP8X" when at == 12 + chunk.Length && length >= 10 && (body[0] & Animation) == 0:
                    body[0] &= unchecked((byte)~MetadataFlags);
                    (width, height) = (1 + UInt24(body[4..]), 1 + UInt24(body[7..]));
                    break;
                case "VP8 " when body.Slice(3, 3).SequenceEqual<byte>([0x9D, 0x01, 0x2A]):
                    (width, height, images) = (Larger(width, BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF), Larger(height, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF), images + 1);
                    break;
                case "VP8L" when body[0] == 0x2F:
                    var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
                    (width, height, images) = (Larger(width, 1 + (int)(bits & 0x3FFF)), Larger(height, 1 + (int)(bits >> 14 & 0x3FFF)), images + 1);
                    break;
                case "ALPH" when width != 0:
                    break;
                case "ICCP" or "EXIF" or "XMP ":
                    continue;
                case [>= 'A' and <= 'Z', ..]:
                    return null;
                default:
                    continue;
            }

            clean.Write(chunk);
        }

        var content = clean.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(4), (uint)content.Length - 8);
        return images == 1 ? (width, height, content) : null;
    }

    /// <summary>The frame of the picture and the picture in it: neither may be too large.</summary>
    private static int Larger(int one, int other) => Math.Max(one, other);

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}

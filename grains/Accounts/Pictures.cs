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

/// <summary>JPEG (ITU T.81): segments, each with a marker and a length, then scans until the end of the image.</summary>
internal static class Jpeg
{
    private const int App0 = 0xE0, App1 = 0xE1, App14 = 0xEE, App15 = 0xEF, Comment = 0xFE, StartOfScan = 0xDA, End = 0xD9, Rotation = 0x0112;

    public static (int Width, int Height, byte[] Content)? Clean(ReadOnlySpan<byte> file)
    {
        using var clean = new MemoryStream(file.Length);
        clean.Write(file[..2]);
        var (width, height, scans, at) = (0, 0, 0, 2);
        while (true)
        {
            while (file[at..][0] == 0xFF && file[at..][1] == 0xFF)
            {
                at++;
            }

            if (file[at..][0] != 0xFF)
            {
                return null;
            }

            var marker = file[at..][1];
            if (marker == End)
            {
                // What follows the end is not of the picture.
                clean.Write([0xFF, End]);
                return scans > 0 ? (width, height, clean.ToArray()) : null;
            }

            var segment = file.Slice(at, 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]));
            var body = segment[4..];
            at += segment.Length;
            switch (marker)
            {
                case App1 when Orientation(body) is > 1 and <= 8 and var orientation:
                    // Without it the picture would lie on its side.
                    clean.Write([0xFF, App1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]);
                    break;
                case App14 when body.Length == 12 && body.StartsWith("Adobe"u8): // which colours these are
                case App0 when body.Length == 14 && body.StartsWith("JFIF\0"u8) && body is [.., 0, 0]: // without a thumbnail
                    clean.Write(segment);
                    break;
                case (>= App0 and <= App15) or Comment:
                    break;
                case 0xC0 or 0xC1 or 0xC2: // baseline, extended, progressive
                    if (width != 0)
                    {
                        return null;
                    }

                    (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
                    clean.Write(segment);
                    break;
                case 0xC4 or 0xDB or 0xDD: // tables
                    clean.Write(segment);
                    break;
                case StartOfScan when width != 0:
                    scans++;
                    clean.Write(segment);
                    var length = Entropy(file[at..]);
                    clean.Write(file.Slice(at, length));
                    at += length;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Bytes until the next marker that ends a scan: stuffed zeros and restarts belong to it.</summary>
    private static int Entropy(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i + 1 < data.Length; i++)
        {
            if (data[i] == 0xFF && data[i + 1] is not (0 or (>= 0xD0 and <= 0xD7) or 0xFF))
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(data));
    }

    /// <summary>How a camera held it (Exif 2.3, 4.6.4), 1 to 8; null when it does not say so in a form that we read.</summary>
    private static int? Orientation(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("Exif\0\0"u8) || body.Length < 20)
        {
            return null;
        }

        var tiff = body[6..];
        var big = tiff.StartsWith("MM"u8);
        var first = big ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (first > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[(int)first..];
        var count = Word(entries, big);
        for (var i = 0; i < count && 2 + (12 * (i + 1)) <= entries.Length; i++)
        {
            var entry = entries.Slice(2 + (12 * i), 12);
            if (Word(entry, big) == Rotation)
            {
                return Word(entry[8..], big);
            }
        }

        return null;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool big) => big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
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

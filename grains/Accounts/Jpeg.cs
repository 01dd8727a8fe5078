using System.Buffers.Binary;

namespace Actors.Grains.Accounts;

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

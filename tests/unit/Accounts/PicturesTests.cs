using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Actors.Accounts;
using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public class PicturesTests
{
    private static readonly byte[] s_secret = "51.4778 N, 0.0015 W, taken by Ada"u8.ToArray();

    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("webp", "image/webp")]
    public void What_is_hidden_in_a_picture_stays_behind_and_the_picture_stays(string kind, string mediaType)
    {
        var file = File(kind, 32, 16);
        Assert.True(Holds(file, s_secret));

        var picture = Pictures.Clean(file).Value!;

        Assert.Equal((mediaType, 32, 16), (picture.MediaType, picture.Width, picture.Height));
        Assert.False(Holds(picture.Content, s_secret));
        Assert.True(Holds(picture.Content, [0x11, 0x22, 0x33, 0x44]), "What draws it is gone too.");
        Assert.Equal(picture.Content, Pictures.Clean(picture.Content).Value!.Content);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void What_is_glued_to_its_end_is_cut_off(string kind)
    {
        byte[] polyglot = [.. File(kind, 8, 8), .. "PK\u0003\u0004<script>alert(1)</script>"u8];

        Assert.False(Holds(Pictures.Clean(polyglot).Value!.Content, "<script>"u8.ToArray()));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void However_much_of_its_end_is_missing_it_is_refused(string kind)
    {
        var file = File(kind, 8, 8);

        for (var length = 1; length < file.Length; length++)
        {
            Assert.NotNull(Pictures.Clean(file.AsSpan(0, length)).Fault);
        }
    }

    [Theory]
    [InlineData("jpeg", 4097, 8)]
    [InlineData("png", 8, 4097)]
    [InlineData("png", int.MaxValue, int.MaxValue)]
    [InlineData("webp", 8, 4097)]
    [InlineData("webp", 16384, 16384)]
    public void A_picture_that_would_cost_a_browser_its_memory_is_refused_by_its_head(string kind, int width, int height) =>
        Assert.Equal(AccountFaults.AvatarTooLarge, Pictures.Clean(File(kind, width, height)).Fault);

    [Theory]
    [InlineData("jpeg", 0, 8)]
    [InlineData("png", 8, 0)]
    [InlineData("png", -1, 8)]
    public void A_picture_without_extent_is_none(string kind, int width, int height) => Assert.Equal(AccountFaults.AvatarBroken, Pictures.Clean(File(kind, width, height)).Fault);

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("GIF89a\u0001\u0001")]
    [InlineData("<html></html>")]
    [InlineData("")]
    public void Only_three_kinds_are_pictures_here(string file) => Assert.Equal(AccountFaults.AvatarType, Pictures.Clean(Encoding.Latin1.GetBytes(file)).Fault);

    [Fact]
    public void More_than_five_megabytes_are_refused_unread() =>
        Assert.Equal(AccountFaults.AvatarTooLarge, Pictures.Clean(new byte[Pictures.MostBytes + 1]).Fault);

    [Fact]
    public void A_damaged_sum_an_unknown_critical_chunk_and_an_animation_are_refused()
    {
        var damaged = File("png", 8, 8);
        damaged[20] ^= 1;

        Assert.Equal(AccountFaults.AvatarBroken, Pictures.Clean(damaged).Fault);
        Assert.Equal(AccountFaults.AvatarBroken, Pictures.Clean(Png(8, 8, Chunk("ABCD", []))).Fault);
        Assert.Equal(AccountFaults.AvatarBroken, Pictures.Clean(WebP(8, 8, flags: 0x02)).Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void How_the_camera_was_held_is_kept_and_nothing_else_of_it(bool bigEndian)
    {
        var picture = Pictures.Clean(Jpeg(8, 8, Exif(6, bigEndian))).Value!;

        var kept = picture.Content.AsSpan(2);
        Assert.Equal([0xFF, 0xE1, 0, 34], kept[..4].ToArray());
        Assert.Equal(6, kept[4 + 25]);
        Assert.False(Holds(picture.Content, s_secret));
    }

    [Fact]
    public void Real_pictures_of_all_kinds_pass()
    {
        string[] files =
        [
            "/9j/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=",
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
            "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
            "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
        ];

        // The first is arithmetic-coded, which no browser draws.
        Assert.Equal(["accounts.avatar-broken", null, null, null], files.Select(f => Pictures.Clean(Convert.FromBase64String(f)).Fault?.Code));
    }

    private static byte[] File(string kind, int width, int height) => kind switch
    {
        "jpeg" => Jpeg(width, height, Exif(1, bigEndian: true)),
        "png" => Png(width, height, Chunk("tEXt", s_secret), Chunk("eXIf", s_secret), Chunk("iTXt", s_secret)),
        _ => WebP(width, height),
    };

    private static byte[] Jpeg(int width, int height, byte[] exif) =>
    [
        0xFF, 0xD8, .. Segment(0xE1, exif), .. Segment(0xED, s_secret), .. Segment(0xFE, s_secret), .. Segment(0xE2, s_secret),
        .. Segment(0xDB, new byte[65]), .. Segment(0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]), .. Segment(0xC4, new byte[17]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 0x11, 0x22, 0x33, 0x44, 0xFF, 0x00, 0xFF, 0xD0, 0x55, 0xFF, 0xD9,
    ];

    private static byte[] Exif(byte orientation, bool bigEndian) => bigEndian
        ? [.. "Exif\0\0MM\0*\0\0\0\b"u8, 0, 2, 0x01, 0x0F, 0, 2, 0, 0, 0, 9, 0, 0, 0, 40, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. s_secret]
        : [.. "Exif\0\0II*\0\b\0\0\0"u8, 2, 0, 0x0F, 0x01, 2, 0, 9, 0, 0, 0, 40, 0, 0, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0, .. s_secret];

    private static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] Png(int width, int height, params byte[][] others)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", head), .. others.SelectMany(o => o), .. Chunk("IDAT", [0x11, 0x22, 0x33, 0x44]), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);

        // The sum by another way than the product's: gzip ends with it.
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(chunk.AsSpan(4, body.Length + 4));
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), BinaryPrimitives.ReadUInt32LittleEndian(zipped.ToArray().AsSpan((int)zipped.Length - 8)));
        return chunk;
    }

    private static byte[] WebP(int width, int height, byte flags = 0x2C)
    {
        byte[] extended = [flags, 0, 0, 0, (byte)(width - 1), (byte)((width - 1) >> 8), (byte)((width - 1) >> 16), (byte)(height - 1), (byte)((height - 1) >> 8), (byte)((height - 1) >> 16)];
        byte[] picture = [0x30, 1, 0, 0x9D, 0x01, 0x2A, (byte)Math.Min(width, 8), 0, (byte)Math.Min(height, 8), 0, 0x11, 0x22, 0x33, 0x44];
        byte[] chunks = [.. Riff("VP8X", extended), .. Riff("ICCP", s_secret), .. Riff("VP8 ", picture), .. Riff("EXIF", s_secret), .. Riff("XMP ", s_secret), .. Riff("junk", s_secret)];
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunks];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static byte[] Riff(string type, byte[] body)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(type), 0, 0, 0, 0, .. body, .. new byte[body.Length & 1]];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), body.Length);
        return chunk;
    }

    private static bool Holds(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;
}

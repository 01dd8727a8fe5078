using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Actors.Common;
using Actors.Opportunities;
using Ids = Actors.Common.Id;

namespace Actors.Api.Opportunities;

/// <summary>
/// After which row a page begins, and of which search. A place in the order, not a count of rows, so what others insert, cancel or move
/// neither hides nor repeats a row that stays as it is.
/// </summary>
internal readonly record struct SearchCursor(ulong Fingerprint, SearchPosition Position)
{
    private const byte Version = 2;
    private const int Head = 2 + sizeof(ulong) + sizeof(long);

    public static SearchCursor At(SearchFilter filter, SearchPosition position) => new(filter.Fingerprint(), position);

    public override string ToString()
    {
        var bytes = new byte[Head + Position.Id.Value.Length];
        (bytes[0], bytes[1]) = (Version, Position.Tier);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(2), Fingerprint);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 + sizeof(ulong)), Position.Key);
        Encoding.ASCII.GetBytes(Position.Id.Value, bytes.AsSpan(Head));
        return Base64Url.EncodeToString(bytes);
    }

    public static Outcome<SearchCursor?> Of(string? text, SearchFilter filter)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Outcome<SearchCursor?>(null, null);
        }

        var bytes = text.Length <= 100 && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        if (bytes.Length <= Head || bytes[0] != Version || bytes[1] > 1 || !Ids.TryParse<OpportunityId>(Encoding.ASCII.GetString(bytes.AsSpan(Head)), out var id))
        {
            return SearchFaults.CursorInvalid;
        }

        SearchCursor cursor = new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(2)), new(bytes[1], BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(2 + sizeof(ulong))), id));
        if (cursor.Fingerprint != filter.Fingerprint())
        {
            return SearchFaults.CursorForeign;
        }

        return filter.Criteria.ByDistance() ? cursor.HoldsMetres() : cursor.HoldsMoment();
    }

    private Outcome<SearchCursor?> HoldsMetres() => double.IsFinite(Position.Metres) && Position.Metres >= 0 ? this : SearchFaults.CursorInvalid;

    private Outcome<SearchCursor?> HoldsMoment() =>
        Math.Abs(Position.Key) < (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 2 ? this : SearchFaults.CursorInvalid;
}

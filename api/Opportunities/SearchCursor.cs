using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Actors.Common;
using Ids = Actors.Common.Id;

namespace Actors.Api.Opportunities;

/// <summary>
/// After which row a page begins: its exact sort key (metres as the bits of a double, or microseconds since 1970) and its id. A place in the
/// order, not a count of rows, so what others insert, cancel or move neither hides nor repeats a row that stays as it is.
/// </summary>
internal readonly record struct SearchCursor(ulong Fingerprint, long Key, OpportunityId Id)
{
    private const byte Version = 1;
    private const int Head = 1 + sizeof(ulong) + sizeof(long);

    public static SearchCursor At(SearchFilter filter, double metres, OpportunityId id) => new(filter.Fingerprint(), BitConverter.DoubleToInt64Bits(metres), id);

    public static SearchCursor At(SearchFilter filter, DateTimeOffset startsAt, OpportunityId id) =>
        new(filter.Fingerprint(), (startsAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, id);

    public double Metres => BitConverter.Int64BitsToDouble(Key);

    public DateTimeOffset StartsAt => DateTimeOffset.UnixEpoch.AddTicks(Key * TimeSpan.TicksPerMicrosecond);

    public override string ToString()
    {
        var bytes = new byte[Head + Id.Value.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1), Fingerprint);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + sizeof(ulong)), Key);
        Encoding.ASCII.GetBytes(Id.Value, bytes.AsSpan(Head));
        return Base64Url.EncodeToString(bytes);
    }

    public static Outcome<SearchCursor?> Of(string? text, SearchFilter filter)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Outcome<SearchCursor?>(null, null);
        }

        var bytes = text.Length <= 100 && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        if (bytes.Length <= Head || bytes[0] != Version || !Ids.TryParse<OpportunityId>(Encoding.ASCII.GetString(bytes.AsSpan(Head)), out var id))
        {
            return SearchFaults.CursorInvalid;
        }

        SearchCursor cursor = new(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(1)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(1 + sizeof(ulong))), id);
        if (cursor.Fingerprint != filter.Fingerprint())
        {
            return SearchFaults.CursorForeign;
        }

        return filter.Sort == SearchSort.Distance ? cursor.HoldsMetres() : cursor.HoldsMoment();
    }

    private Outcome<SearchCursor?> HoldsMetres() => double.IsFinite(Metres) && Metres >= 0 ? this : SearchFaults.CursorInvalid;

    private Outcome<SearchCursor?> HoldsMoment() =>
        Math.Abs(Key) < (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 2 ? this : SearchFaults.CursorInvalid;
}

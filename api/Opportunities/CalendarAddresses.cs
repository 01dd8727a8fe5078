using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

/// <param name="Url">The secret address, to subscribe to. It is shown this once.</param>
internal sealed record CalendarAddress(string Url, DateTimeOffset Since);

/// <summary>Secret addresses of calendars. Only the hash of the key in them is stored.</summary>
internal static class CalendarAddresses
{
    private const int KeyLength = 24;

    /// <summary>Makes a new one; an earlier one ends.</summary>
    public static async Task<Outcome<CalendarAddress>> Make(IGrainFactory grains, UserId user, By by, CommandId command, HttpRequest request)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyLength));
        var set = await grains.GetGrain<ICalendarFeedGrain>(user.Value).SetKey(new(command, by, Hash(key)));
        return set.Succeeded ? new CalendarAddress($"{request.PublicUrl()}/api/v1/calendars/{user}.{key}.ics", set.Value.Since!.Value) : set.Fault;
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>One shift, as a file.</summary>
    public static string Shift(OpportunityId opportunity, ShiftId shift) => $"/api/v1/opportunities/{opportunity}/shifts/{shift}/calendar";
}

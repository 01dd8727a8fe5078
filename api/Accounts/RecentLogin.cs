using System.Security.Claims;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Api.Accounts;

/// <summary>For what a device that was left open must not do: the session itself has to be young.</summary>
internal static class RecentLogin
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Null: the caller has logged in lately.</summary>
    public static async Task<Fault?> Check(IGrainFactory grains, By by, ClaimsPrincipal principal, Clock clock)
    {
        if (by.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        var sessions = await grains.GetGrain<ISessionsGrain>(user.Value).List(by);
        return Sessions.Of(principal) is { } current && sessions.Value.FirstOrDefault(s => s.Id == current) is { } session && clock.Now - session.StartedAt <= Longest
            ? null
            : AccountFaults.LogInAgain;
    }
}

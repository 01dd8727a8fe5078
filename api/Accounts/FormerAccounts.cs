using Actors.Accounts;
using Actors.Common;

namespace Actors.Api.Accounts;

/// <summary>Ids in links that went out before a merge lead to the account of today.</summary>
internal static class FormerAccounts
{
    /// <summary>An account is merged once and for good, so there is an end; nobody has this many accounts.</summary>
    private const int MostSteps = 20;

    /// <summary>
    /// Asks on behalf of the account that a link names; where that one knows nothing of it, the account that it was merged into, to the end. In this
    /// order, because what is being moved is with the new one before the old one forgets it.
    /// </summary>
    public static async Task<Outcome<T>> Follow<T>(this IGrainFactory grains, UserId user, Func<UserId, Task<Outcome<T>>> ask)
    {
        for (var step = 0; ; step++)
        {
            var answer = await ask(user);
            if (answer.Succeeded || answer.Fault.Kind != FaultKind.NotFound || step == MostSteps || await grains.GetGrain<IAccountGrain>(user.Value).Successor() is not { } next)
            {
                return answer;
            }

            user = next;
        }
    }
}

using Actors.Accounts;
using Actors.Common;

namespace Actors.Api.Accounts;

internal static class People
{
    private const int AtOnce = 16;

    /// <summary>Names of the people of one page of a list; whoever has no account any more is left out.</summary>
    public static async Task<Dictionary<UserId, string>> NamesOf(this IGrainFactory grains, IEnumerable<UserId> people)
    {
        Dictionary<UserId, string> names = [];
        foreach (var some in people.Distinct().Chunk(AtOnce))
        {
            foreach (var card in await Task.WhenAll(some.Select(p => grains.GetGrain<IAccountGrain>(p.Value).Card())))
            {
                if (card is not null)
                {
                    names[card.UserId] = card.Name;
                }
            }
        }

        return names;
    }
}

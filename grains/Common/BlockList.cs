using System.Collections.Immutable;
using Actors.Common;
using Actors.Organizations;

namespace Actors.Grains.Common;

/// <summary>Whom an organization, or one event of it, does not let in.</summary>
internal static class BlockList
{
    private const int Most = 500;

    /// <summary>The same list when this person is blocked for this reason already.</summary>
    public static Outcome<ImmutableDictionary<UserId, BlockView>> Add(ImmutableDictionary<UserId, BlockView> blocks, BlockPerson command, DateTimeOffset now)
    {
        var reason = command.Reason.Trim();
        if (reason.Length is < 3 or > 1000 || command.Name?.Length > 255)
        {
            return OrganizationFaults.BlockReasonMissing;
        }

        var known = blocks.GetValueOrDefault(command.User);
        if (known?.Reason == reason)
        {
            return blocks;
        }

        return known is null && blocks.Count >= Most
            ? OrganizationFaults.TooManyBlocks
            : blocks.SetItem(command.User, new(command.User, command.Name?.Trim() ?? known?.Name ?? "", reason, command.By.Name, now));
    }

    /// <summary>Without the name of a person whose account is deleted.</summary>
    public static ImmutableDictionary<UserId, BlockView> Forget(ImmutableDictionary<UserId, BlockView> blocks, UserId user) =>
        blocks.TryGetValue(user, out var block) && block.Name != FormerVolunteer.Name ? blocks.SetItem(user, block with { Name = FormerVolunteer.Name }) : blocks;

    /// <summary>Whoever was blocked by one of two accounts that are one now stays blocked.</summary>
    public static ImmutableDictionary<UserId, BlockView> Move(ImmutableDictionary<UserId, BlockView> blocks, UserId from, UserId to) =>
        !blocks.TryGetValue(from, out var block) ? blocks
        : blocks.ContainsKey(to) ? blocks.Remove(from)
        : blocks.Remove(from).Add(to, block with { User = to });

    /// <summary>Latest first.</summary>
    public static ImmutableArray<BlockView> View(ImmutableDictionary<UserId, BlockView> blocks) =>
        [.. blocks.Values.OrderByDescending(b => b.At).ThenBy(b => b.User.Value, StringComparer.Ordinal)];
}

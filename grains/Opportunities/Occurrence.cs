using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>An opportunity that is one date of a series.</summary>
internal static class Occurrence
{
    /// <summary>Made as the series plans it, in one step: open at once or a draft.</summary>
    public static Outcome<OpportunityState> Make(OpportunityId id, string organizationName, FollowSeries command, Taxonomy taxonomy, DateTimeOffset now)
    {
        var draft = Planning.Draft(id, organizationName, new(new("series"), command.By, command.Organization, command.Details!, command.Shifts, $"series/{command.Series}"), taxonomy, now);
        if (!draft.Succeeded)
        {
            return draft;
        }

        var linked = draft.Value with
        {
            Series = new(command.Series, command.Date, command.Revision, draft.Value.Details!, [.. command.Shifts.Select((s, i) => s with { Id = Planning.NewShift(id, new("series"), i) })]),
        };
        return command.Publish ? Planning.Publish(linked, now) : linked;
    }

    /// <summary>A new revision of its series: fields that nobody touched follow, or it is cancelled. What has begun, was cancelled or completed stays.</summary>
    public static Outcome<OpportunityState> Follow(
        OpportunityState state, FollowSeries command, Taxonomy taxonomy, Func<ShiftId, int> taken, Func<ShiftId, bool> hasRows, DateTimeOffset now)
    {
        if (state.Series is not { } link || link.Series != command.Series || state.StartsAt <= now)
        {
            return state;
        }

        if (command.Details is null)
        {
            var cancelled = Planning.Cancel(state, command.Reason, now);
            return cancelled.Succeeded && !ReferenceEquals(cancelled.Value, state) ? cancelled.Value with { Series = link with { Revision = command.Revision } } : cancelled;
        }

        var (edit, said) = SeriesMerge.Merge(state, link, command, taken, hasRows);
        var edited = Planning.Edit(state, edit, taxonomy, taken, hasRows);
        return edited.Succeeded
            ? edited.Value with { Series = link with { Revision = command.Revision, Details = command.Details, Shifts = said } }
            : edited;
    }
}

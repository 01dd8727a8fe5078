using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// What a series says, brought together with what was edited by hand in an occurrence: field by field, whatever is still as the series said last
/// becomes what it says now; whatever is not, stays. People keep their seats: a shift with registrations is not taken away, nor its seats below those taken.
/// </summary>
internal static class SeriesMerge
{
    public static (EditOpportunity Edit, ImmutableArray<ShiftPlan> Said) Merge(
        OpportunityState state, SeriesLink link, FollowSeries command, Func<ShiftId, int> taken, Func<ShiftId, bool> hasRows)
    {
        var edit = new CommandId($"series-{command.Revision}");
        var details = Field(link.Details, state.Details!, command.Details!);
        var plans = ImmutableArray.CreateBuilder<ShiftPlan>();
        var said = ImmutableArray.CreateBuilder<ShiftPlan>();
        var known = link.Shifts.Select(s => s.Id).ToHashSet();

        // Shifts that were added by hand first: they have nothing to do with the series.
        plans.AddRange(state.Shifts.Where(s => !known.Contains(s.Id)).Select(Plan));
        for (var i = 0; i < Math.Max(link.Shifts.Length, command.Shifts.Length); i++)
        {
            var before = i < link.Shifts.Length ? link.Shifts[i] : null;
            var after = i < command.Shifts.Length ? command.Shifts[i] : null;
            var current = before?.Id is { } id ? state.Find(id) : null;
            if (after is null)
            {
                // Gone from the series; with people in it, it stays.
                if (current is not null && hasRows(current.Id))
                {
                    plans.Add(Plan(current));
                }

                continue;
            }

            if (before is null)
            {
                said.Add(after with { Id = Planning.NewShift(state.Id, edit, plans.Count) });
                plans.Add(after);
                continue;
            }

            said.Add(after with { Id = before.Id });
            if (current is not null)
            {
                var merged = Field(before, Plan(current), after with { Id = before.Id });
                plans.Add(merged.Seats < taken(current.Id) ? merged with { Seats = taken(current.Id) } : merged);
            }
        }

        return (new(edit, command.By, details, plans.ToImmutable(), null), said.ToImmutable());
    }

    public static ShiftPlan Plan(Shift shift) => new(shift.Id, shift.Name, shift.StartsAt, shift.EndsAt, shift.Seats, shift.Minimum);

    private static T Field<T>(T before, T current, T after)
    {
        var (was, now, next) = (Members(before), Members(current), Members(after));
        var merged = new JsonObject();
        foreach (var name in was.Select(m => m.Key).Union(now.Select(m => m.Key)).Union(next.Select(m => m.Key)))
        {
            merged[name] = (JsonNode.DeepEquals(was[name], now[name]) ? next[name] : now[name])?.DeepClone();
        }

        return merged.Deserialize<T>(ActorsJson.Options)!;
    }

    private static JsonObject Members<T>(T value) => JsonSerializer.SerializeToNode(value, ActorsJson.Options)!.AsObject();
}

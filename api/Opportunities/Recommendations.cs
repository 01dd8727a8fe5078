using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <summary>An opportunity with its points for the caller, and why it is shown.</summary>
public sealed record Recommendation(OpportunityHit Opportunity, double Score, MatchBreakdown Breakdown, ImmutableArray<MatchReason> Why);

/// <summary>People with whom the caller has volunteered; both show where they go.</summary>
/// <param name="Going">Those who have a seat here.</param>
/// <param name="Been">Those who have been at an event of the organization.</param>
/// <param name="Names">Of some who are going.</param>
internal sealed record CompanionsView(long Going, long Been, ImmutableArray<string> Names);

/// <summary>Orders by <see cref="MatchScore"/> what a few bounded searches bring: near by, by cause, by skill, online, of organizations that one follows.</summary>
internal sealed class Recommendations(ISearch search, ITaxonomy taxonomy, NpgsqlDataSource database, Clock clock)
{
    private const int Each = 100;

    public async Task<ImmutableArray<Recommendation>> For(UserId user, MatchingPreferences person, int count, CancellationToken cancellation)
    {
        var insider = await search.Insider(user, cancellation);
        Dictionary<OpportunityId, OpportunityHit> candidates = [];
        foreach (var criteria in Searches(person, WithChildren(person), insider))
        {
            foreach (var found in await search.Find(criteria, null, Each, insider, cancellation))
            {
                candidates.TryAdd(found.Hit.Id, found.Hit);
            }
        }

        var (registered, busy) = await Registered(user, cancellation);
        var scored = await Score(person, insider, [.. candidates.Values.Where(c => !registered.Contains(c.Id))], busy, cancellation);
        return [.. scored.OrderByDescending(r => r.Score).ThenBy(r => r.Opportunity.NextStart).ThenBy(r => r.Opportunity.Id.Value, StringComparer.Ordinal).Take(count)];
    }

    /// <summary>Null: not listed, or not for the caller.</summary>
    public async Task<Recommendation?> Of(UserId user, MatchingPreferences person, OpportunityId opportunity, CancellationToken cancellation)
    {
        var insider = await search.Insider(user, cancellation);
        var hits = await search.Listed([opportunity], insider, cancellation);
        var (_, busy) = await Registered(user, cancellation);
        return (await Score(person, insider, hits, [.. busy.Where(b => b.Opportunity != opportunity)], cancellation)).FirstOrDefault();
    }

    public async Task<CompanionsView> Companions(UserId user, OpportunityId opportunity, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with shows as materialized (
              select grain_key as user_id from grain_state where state_name = 'matching-preferences' and (payload->'preferences'->>'showsWhereTheyGo')::boolean),
            mine as (
              select shift_id from registration where user_id = $1 and checked_in_at is not null and exists (select from shows where user_id = $1) order by registered_at desc limit 200),
            known as materialized (
              select distinct r.user_id from mine join registration r using (shift_id) where r.checked_in_at is not null and r.user_id <> $1 and r.user_id in (select user_id from shows) limit 1000),
            going as (select distinct on (user_id) user_id, name from registration where opportunity_id = $2 and status in ('CONFIRMED', 'ATTENDED') and user_id in (select user_id from known)),
            been as (
              select distinct r.user_id from known k join registration r using (user_id) join opportunity_view o on o.id = r.opportunity_id
               where r.checked_in_at is not null and o.organization = (select organization from opportunity_view where id = $2))
            select (select count(*) from going), (select count(*) from been), array(select name from going order by name limit 5)
            """);
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = opportunity.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetInt64(1), [.. reader.GetFieldValue<string[]>(2)]);
    }

    private static IEnumerable<SearchCriteria> Searches(MatchingPreferences person, ImmutableArray<string> causes, ImmutableArray<OrganizationId> insider)
    {
        var open = SearchCriteria.Everything with { OpenOnly = true };
        var near = person.Place is { } place ? open with { Point = new(place.Latitude, place.Longitude), RadiusMiles = person.RadiusMiles, Sort = SearchSort.Distance } : open;
        var skills = person.Skills.Select(s => s.Skill).ToImmutableArray();
        yield return near;
        if (!person.Causes.IsEmpty)
        {
            yield return near with { Causes = causes };
            yield return open with { Causes = causes, Virtual = true };
        }

        if (!skills.IsEmpty)
        {
            yield return near with { Skills = skills };
            yield return open with { Skills = skills, Virtual = true };
        }

        if (!insider.IsEmpty)
        {
            yield return open with { Organizations = insider };
        }
    }

    private ImmutableArray<string> WithChildren(MatchingPreferences person) =>
        [.. taxonomy.Causes.Where(c => person.Causes.Contains(c.Slug) || (c.Parent is { } parent && person.Causes.Contains(parent))).Select(c => c.Slug)];

    private async Task<ImmutableArray<Recommendation>> Score(
        MatchingPreferences person, ImmutableArray<OrganizationId> insider, ImmutableArray<OpportunityHit> hits, ImmutableArray<Busy> busy, CancellationToken cancellation)
    {
        var causes = WithChildren(person).ToHashSet(StringComparer.Ordinal);
        var shifts = await OpenShifts(hits, cancellation);
        return
        [
            .. hits.Select(hit =>
            {
                var match = MatchScore.Of(person, causes, hit, [.. shifts[hit.Id]], [.. busy.Select(b => b.Slot)], insider.Contains(hit.Organization));
                return new Recommendation(hit with { DistanceMiles = match.DistanceMiles }, match.Score, match.Breakdown, match.Why);
            }),
        ];
    }

    private async Task<ILookup<OpportunityId, TimeSlot>> OpenShifts(ImmutableArray<OpportunityHit> hits, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select opportunity_id, starts_at, ends_at from shift where opportunity_id = any($1) and ends_at > $2 and (seats is null or taken < seats)");
        command.Parameters.Add(new() { Value = hits.Select(h => h.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<Busy> shifts = [];
        while (await reader.ReadAsync(cancellation))
        {
            shifts.Add(new(OpportunityId.Of(reader.GetString(0)), new(await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellation))));
        }

        return shifts.ToLookup(s => s.Opportunity, s => s.Slot);
    }

    private async Task<(HashSet<OpportunityId> Registered, ImmutableArray<Busy> Busy)> Registered(UserId user, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select r.opportunity_id, s.starts_at, s.ends_at from registration r join shift s on s.id = r.shift_id
             where r.user_id = $1 and r.status in ('CONFIRMED', 'ATTENDED') and s.ends_at > $2
            """);
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var busy = ImmutableArray.CreateBuilder<Busy>();
        while (await reader.ReadAsync(cancellation))
        {
            busy.Add(new(OpportunityId.Of(reader.GetString(0)), new(await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellation))));
        }

        return ([.. busy.Select(b => b.Opportunity)], busy.ToImmutable());
    }

    private sealed record Busy(OpportunityId Opportunity, TimeSlot Slot);
}

using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What is stored; 065-companions.sql reads whether the person shows where they go.</summary>
internal sealed record MatchingPreferencesState
{
    public MatchingPreferences Preferences { get; init; } = new([], [], []);

    public int Version { get; init; }
}

[GrainType("matching-preferences")]
internal sealed class MatchingPreferencesGrain([PersistentState("matching-preferences")] IPersistentState<MatchingPreferencesState> state, Taxonomy taxonomy)
    : Grain, IMatchingPreferencesGrain, IPersonalData, IHeir
{
    public async Task<Outcome<MatchingPreferencesView>> Edit(EditMatchingPreferences command)
    {
        if (!IsOwner(command.By))
        {
            return CommonFaults.SignIn;
        }

        var next = Matching.Edit(state.State, command, taxonomy);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, state.State))
        {
            await state.Save(next.Value, this);
        }

        return View();
    }

    public Task<Outcome<MatchingPreferencesView>> View(By by) => Task.FromResult<Outcome<MatchingPreferencesView>>(IsOwner(by) ? View() : CommonFaults.SignIn);

    public Task<MatchingPreferences> Shown() => Task.FromResult(state.State.Preferences with { Place = null, RadiusMiles = 25, ShowsWhereTheyGo = false });

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, Matching.Join);

    private MatchingPreferencesView View() => new(state.State.Preferences, state.State.Version);

    private bool IsOwner(By by) => by.User?.Value == this.GetPrimaryKeyString();
}

/// <summary>What a person may say of themselves to be matched.</summary>
internal static class Matching
{
    public static Outcome<MatchingPreferencesState> Edit(MatchingPreferencesState state, EditMatchingPreferences command, Taxonomy taxonomy)
    {
        var wished = Clean(command.Preferences);
        if (Check(wished, taxonomy) is { } fault)
        {
            return fault;
        }

        // Before the version: the repetition of a change that was made is not stale.
        if (System.Text.Json.JsonSerializer.Serialize(wished, ActorsJson.Options) == System.Text.Json.JsonSerializer.Serialize(state.Preferences, ActorsJson.Options))
        {
            return state;
        }

        return command.ExpectedVersion is { } expected && expected != state.Version ? MatchingFaults.Changed : state with { Preferences = wished, Version = state.Version + 1 };
    }

    private static Fault? Check(MatchingPreferences wished, Taxonomy taxonomy)
    {
        if (wished.Causes.Length > 50 || wished.Causes.Any(c => !taxonomy.HasCause(c)))
        {
            return MatchingFaults.CauseUnknown;
        }

        if (wished.Skills.Length > 100 || wished.Skills.Any(s => !taxonomy.HasSkill(s.Skill) || s.Years is < 0 or > 80) || wished.Skills.Select(s => s.Skill).Distinct(StringComparer.Ordinal).Count() < wished.Skills.Length)
        {
            return MatchingFaults.SkillUnknown;
        }

        if (wished.Available.Length > WeekParts.Count || wished.Available.Any(a => !WeekParts.TryParse(a, out _)))
        {
            return MatchingFaults.AvailableInvalid;
        }

        if (NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(wished.TimeZone) is null)
        {
            return MatchingFaults.TimeZoneUnknown;
        }

        return wished.RadiusMiles is >= 1 and <= 500
            && (wished.Place is not { } place || (Math.Abs(place.Latitude) <= 90 && Math.Abs(place.Longitude) <= 180 && place.Address is { Length: <= 500 }))
            ? null
            : MatchingFaults.PlaceInvalid;
    }

    private static MatchingPreferences Clean(MatchingPreferences wished) => wished with
    {
        Causes = [.. Listed(wished.Causes).Distinct(StringComparer.Ordinal)],
        Skills = Listed(wished.Skills),
        Available = [.. Listed(wished.Available).Distinct(StringComparer.Ordinal)],
        TimeZone = wished.TimeZone ?? "UTC",
    };

    private static ImmutableArray<T> Listed<T>(ImmutableArray<T> values) => values.IsDefault ? [] : values;

    /// <summary>Those of the account that stays count; those of the other where it never had any.</summary>
    public static MatchingPreferencesState Join(MatchingPreferencesState mine, MatchingPreferencesState other) => mine.Version > 0 ? mine : other;
}

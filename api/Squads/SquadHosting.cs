using System.ComponentModel.DataAnnotations;

namespace Actors.Api.Squads;

/// <summary>
/// Section <c>Actors:VolunteerHour</c>: what an hour of a volunteer is worth, to say what a squad gave in money. By default Independent Sector's
/// figure for the United States (seed 4.2: hours × Independent Sector hourly rate).
/// </summary>
internal sealed record VolunteerHourOptions
{
    public const string Section = "Actors:VolunteerHour";

    /// <summary>In minor units of the currency.</summary>
    [Range(1, 1_000_000)]
    public long MinorUnits { get; init; } = 34_79;

    /// <summary>ISO 4217.</summary>
    [RegularExpression("[A-Z]{3}")]
    public string Currency { get; init; } = "USD";

    /// <summary>When the figure was published.</summary>
    public DateOnly PublishedOn { get; init; } = new(2025, 4, 23);

    [Required]
    public string Source { get; init; } = "Independent Sector, Value of Volunteer Time (2024)";
}

internal static class SquadHosting
{
    public static IServiceCollection AddSquads(this IServiceCollection services)
    {
        services.AddOptions<VolunteerHourOptions>().BindConfiguration(VolunteerHourOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<SquadQueries>().AddSingleton<FunnelQuery>().AddScoped<InvitationDesk>().AddScoped<ClaimDesk>();
    }
}

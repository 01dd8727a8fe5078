using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What is stored of a series. <see cref="Parts"/> empty: there is none under this key.</summary>
internal sealed record SeriesState
{
    public OrganizationId Organization { get; init; }

    /// <summary>In the order of their dates; each holds until the next begins.</summary>
    public ImmutableArray<SeriesPart> Parts { get; init; } = [];

    public ImmutableArray<DateOnly> Except { get; init; } = [];

    /// <summary>Why single dates that have not begun were left out, where somebody said so.</summary>
    public ImmutableArray<LeftOutDate> LeftOut { get; init; } = [];

    public bool Publish { get; init; }

    /// <summary>From here on it does not take place any more.</summary>
    public DateOnly? EndsBefore { get; init; }

    public string? CancellationReason { get; init; }

    /// <summary>Occurrences that exist and have not begun.</summary>
    public ImmutableArray<DateOnly> Made { get; init; } = [];

    /// <summary>Dates up to here have been looked at.</summary>
    public DateOnly MadeThrough { get; init; }

    /// <summary>Occurrences that must still hear of the latest revision.</summary>
    public ImmutableArray<DateOnly> Pending { get; init; } = [];

    /// <summary>Goes up with every change of the plan; an occurrence never goes back to an older one.</summary>
    public int Revision { get; init; }

    public DateTimeOffset? NextDue { get; init; }

    public int Version { get; init; }

    public bool Exists => !Parts.IsEmpty;
}

internal sealed record LeftOutDate(DateOnly Date, string Reason);

/// <param name="From">The date from which it holds.</param>
/// <param name="First">What the rule counts from: intervals, COUNT.</param>
internal sealed record SeriesPart(DateOnly From, DateOnly First, string Rule, EventPlan Plan);

/// <summary>In an opportunity: whose occurrence it is, and what the series said last. What differs from that was edited by hand.</summary>
internal sealed record SeriesLink(SeriesId Series, DateOnly Date, int Revision, OpportunityDetails Details, ImmutableArray<ShiftPlan> Shifts);

/// <summary>What is stored of a template. <see cref="Plan"/> null: there is none, or none any more.</summary>
internal sealed record TemplateState
{
    public OrganizationId Organization { get; init; }

    public string Name { get; init; } = "";

    public EventPlan? Plan { get; init; }

    public int Version { get; init; }
}

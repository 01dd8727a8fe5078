using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Actors.Opportunities;

/// <summary>What an opportunity is about (seed 5.2, causes). <paramref name="Color"/> is <c>#RRGGBB</c>.</summary>
public sealed record Cause(string Slug, string Name, string Description, string Icon, string Color, string? Parent, int SortOrder, bool IsActive);

/// <summary>The seed's five kinds of skill (5.2, skills.category).</summary>
public enum SkillCategory
{
    Technical,
    Language,
    Trade,
    SoftSkill,
    Physical,
}

public sealed record Skill(string Slug, string Name, SkillCategory Category, bool IsActive);

/// <summary>What a person may have a paper for, that somebody confirms and that may expire. A skill is what they say they can.</summary>
public sealed record Qualification(string Slug, string Name, string Description, int SortOrder, bool IsActive);

/// <summary>
/// Causes and skills, in memory of every process from its start on: a few hundred rows that change with a release only.
/// Inactive ones stay known, so that what names them keeps its meaning.
/// </summary>
public interface ITaxonomy
{
    /// <summary>In the order in which they are shown.</summary>
    ImmutableArray<Cause> Causes { get; }

    ImmutableArray<Skill> Skills { get; }

    bool TryCause(string slug, [NotNullWhen(true)] out Cause? cause);

    bool TrySkill(string slug, [NotNullWhen(true)] out Skill? skill);

    /// <summary>In the order in which they are shown.</summary>
    ImmutableArray<Qualification> Qualifications { get; }

    bool TryQualification(string slug, [NotNullWhen(true)] out Qualification? qualification);
}

namespace Actors.Grains.Opportunities;

/// <summary>The slugs of causes, skills and qualifications that an opportunity may name.</summary>
internal sealed class Taxonomy
{
    public IReadOnlySet<string>? Causes { get; init; }

    public IReadOnlySet<string>? Skills { get; init; }

    public bool HasCause(string slug) => Causes?.Contains(slug) ?? true;

    public IReadOnlySet<string>? Qualifications { get; init; }

    public bool HasQualification(string slug) => Qualifications?.Contains(slug) ?? true;

    public bool HasSkill(string slug) => Skills?.Contains(slug) ?? true;
}

namespace Actors.Grains.Opportunities;

/// <summary>The slugs of causes and skills that an opportunity may name.</summary>
internal sealed class Taxonomy
{
    public IReadOnlySet<string>? Causes { get; init; }

    public IReadOnlySet<string>? Skills { get; init; }

    public bool HasCause(string slug) => Causes?.Contains(slug) ?? true;

    public bool HasSkill(string slug) => Skills?.Contains(slug) ?? true;
}

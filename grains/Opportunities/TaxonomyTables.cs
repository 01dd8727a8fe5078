using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Actors.Opportunities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Actors.Grains.Opportunities;

/// <summary>The tables cause, skill and qualification, read once at start.</summary>
internal sealed class TaxonomyTables : ITaxonomy
{
    private FrozenDictionary<string, Cause>? _causes;
    private FrozenDictionary<string, Skill>? _skills;
    private FrozenDictionary<string, Qualification>? _qualifications;

    public ImmutableArray<Cause> Causes { get; private set; } = [];

    public ImmutableArray<Skill> Skills { get; private set; } = [];

    public ImmutableArray<Qualification> Qualifications { get; private set; } = [];

    /// <summary>What an opportunity may name. Inactive slugs too: an edit must not stumble over what was chosen before.</summary>
    public Taxonomy Slugs => new() { Causes = Loaded(_causes).Keys.ToFrozenSet(), Skills = Loaded(_skills).Keys.ToFrozenSet(), Qualifications = Loaded(_qualifications).Keys.ToFrozenSet() };

    public bool TryCause(string slug, [NotNullWhen(true)] out Cause? cause) => Loaded(_causes).TryGetValue(slug, out cause);

    public bool TrySkill(string slug, [NotNullWhen(true)] out Skill? skill) => Loaded(_skills).TryGetValue(slug, out skill);

    public bool TryQualification(string slug, [NotNullWhen(true)] out Qualification? qualification) => Loaded(_qualifications).TryGetValue(slug, out qualification);

    public async Task Load(NpgsqlDataSource database, CancellationToken cancellation)
    {
        List<Cause> causes = [];
        await using (var command = database.CreateCommand("select slug, name, description, icon, color, parent_slug, sort_order, is_active from cause order by sort_order, slug"))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                causes.Add(new(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetString(5), reader.GetInt32(6), reader.GetBoolean(7)));
            }
        }

        List<Skill> skills = [];
        await using (var command = database.CreateCommand("select slug, name, category, is_active from skill order by category, name"))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                skills.Add(new(reader.GetString(0), reader.GetString(1), Category(reader.GetString(2)), reader.GetBoolean(3)));
            }
        }

        List<Qualification> qualifications = [];
        await using (var command = database.CreateCommand("select slug, name, description, sort_order, is_active from qualification order by sort_order, slug"))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                qualifications.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetBoolean(4)));
            }
        }

        (Causes, Skills, Qualifications) = ([.. causes], [.. skills], [.. qualifications]);
        _qualifications = qualifications.ToFrozenDictionary(q => q.Slug);
        _causes = causes.ToFrozenDictionary(c => c.Slug);
        _skills = skills.ToFrozenDictionary(s => s.Slug);
    }

    private static SkillCategory Category(string stored) => Enum.Parse<SkillCategory>(stored.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static T Loaded<T>(T? table) where T : class => table ?? throw new InvalidOperationException("The taxonomies are read when the host starts; it has not.");
}

public static class TaxonomyHosting
{
    /// <summary>Adds <see cref="ISearch"/> and <see cref="ITaxonomy"/>, which is read when the host starts. Register it after the migrations and before the silo.</summary>
    public static IServiceCollection AddTaxonomy(this IServiceCollection services) => services
        .AddSingleton<TaxonomyTables>()
        .AddSingleton<ITaxonomy>(s => s.GetRequiredService<TaxonomyTables>())
        .AddSingleton(s => s.GetRequiredService<TaxonomyTables>().Slugs)
        .AddSingleton<ISearch, SearchTables>()
        .AddHostedService<TaxonomyAtStart>();

    private sealed class TaxonomyAtStart(TaxonomyTables tables, NpgsqlDataSource database) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => tables.Load(database, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

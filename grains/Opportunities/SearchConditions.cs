using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>
/// What listings a statement reads: the criteria as conditions on their columns, and as tags that an index finds them by. Columns decide,
/// tags only lead there: of what many have (online, a part of the week) reading the index costs more than leaving rows out afterwards.
/// </summary>
internal sealed class SearchConditions
{
    private const string Query = "websearch_to_tsquery('english', @text)";

    private readonly List<string> _conditions = [];
    private readonly List<(string Column, string Limit)> _times = [];
    private readonly List<string> _leads = [];
    private readonly List<string> _period = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    private SearchConditions(SearchCriteria criteria, DateTimeOffset now)
    {
        Criteria = criteria;
        Now = now;
        Lower = criteria.From is { } from && from > now ? from : now;
    }

    public SearchCriteria Criteria { get; }

    public DateTimeOffset Now { get; }

    /// <summary>What is over by then is not found.</summary>
    public DateTimeOffset Lower { get; }

    /// <summary>That one and the same shift fits in all respects: the others narrow it down first, as this looks at every shift.</summary>
    public string SameShift { get; private set; } = "true";

    /// <summary>Whether an index leads to what fits, rather than to everything that begins soon.</summary>
    public bool IsSelective => IsRare || Criteria.Available is not null;

    /// <summary>Whether words, causes, skills or organizations lead there.</summary>
    public bool HasThings => !Criteria.Causes.IsEmpty || !Criteria.Skills.IsEmpty || !Criteria.Organizations.IsEmpty || IsText;

    private bool IsRare => Criteria.IsAround() || HasThings;

    private bool IsText => Criteria.Text is { } text && text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(w => w[0] != '-' && w.Any(char.IsLetterOrDigit));

    public static SearchConditions Of(SearchCriteria criteria, ImmutableArray<OrganizationId> insider, DateTimeOffset now)
    {
        var conditions = new SearchConditions(criteria, now);
        conditions.Times();
        conditions.Things();
        conditions.People(insider);
        return conditions;
    }

    /// <summary>Where the words are: in the title, only elsewhere, or anywhere (null). What is not wanted must not be anywhere.</summary>
    public string Words(bool? inTitle) => (Criteria.Text is not null, inTitle) switch
    {
        (false, _) => "true",
        (_, null) => $"words @@ {Query}",
        (_, false) => $"words @@ {Query} and not title_words @@ {Query}",

        // Looked up in the title alone, unless something is not wanted.
        (_, true) => $"title_words @@ {Query}" + (Criteria.Text!.Contains('-', StringComparison.Ordinal) ? $" and words @@ {Query}" : ""),
    };

    /// <summary>The same and more, led by tags.</summary>
    public Statement And(params ReadOnlySpan<string> more) => Step([.. _period, .. more]);

    /// <summary>The same and more, of which the days of this step lead there rather than those of the whole period.</summary>
    public Statement Step(params ReadOnlySpan<string> more) => Of([.. _times.Select(t => $"{Moment(t.Column)} {t.Limit}"), .. _conditions, .. _leads, .. more]);

    /// <summary>The same and more, where nothing has to lead to the rows: in a small table, or along an index of moments.</summary>
    public Statement Exactly(params ReadOnlySpan<string> more) => Of([.. _times.Select(t => $"{t.Column} {t.Limit}"), .. _conditions, .. more]);

    /// <summary>A moment of a listing. Where tags lead, no index of moments does: the planner would read a third of that index beside them.</summary>
    public string Moment(string column) => IsSelective ? $"{column} + interval '0'" : column;

    private void Times()
    {
        _times.Add(("ends_at", "> @lower"));
        Set("now", Now.UtcDateTime, NpgsqlDbType.TimestampTz);
        Set("lower", Lower.UtcDateTime, NpgsqlDbType.TimestampTz);
        if (Criteria.To is { } to)
        {
            _times.Add(("starts_at", "< @to"));
            _period.Add("tags && @span");
            Set("to", to.UtcDateTime, NpgsqlDbType.TimestampTz);
            Set("span", SearchTags.Span(Lower, to), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        }

        if (Criteria.OpenOnly)
        {
            Add("open_ends_at > @lower and (register_until is null or register_until > @now)");
        }

        if (Criteria.Available is { } available)
        {
            Add("slots && @within");
            Set("within", SearchTags.Within(available), NpgsqlDbType.Array | NpgsqlDbType.Integer);
            Set("available", available, NpgsqlDbType.Integer);
            if (!IsRare)
            {
                Lead("tags && @parts");
                Set("parts", SearchTags.WeekParts(available), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
            }
        }

        // One and the same shift has to fit in all respects; between two shifts an opportunity is not on.
        if (Criteria.From is not null || Criteria.To is not null || (Criteria.OpenOnly && Criteria.Available is not null))
        {
            SameShift = $"(shifts <= 1 or some_shift_fits(id, time_zone, @lower, {(Criteria.To is null ? "null" : "@to")}, {(Criteria.OpenOnly ? "true" : "false")}, {(Criteria.Available is null ? "null" : "@available")}))";
        }
    }

    private void Things()
    {
        if (Criteria.IsAround())
        {
            Add("point is not null");
            Set("lat", Criteria.Point!.Value.Latitude, NpgsqlDbType.Double);
            Set("lng", Criteria.Point.Value.Longitude, NpgsqlDbType.Double);
            Set("radius", Criteria.RadiusMiles * SearchCriteria.MetresPerMile, NpgsqlDbType.Double);
        }

        Slugs("causes", Criteria.Causes, kind: 7);
        Slugs("skills", Criteria.Skills, kind: 8);
        if (!Criteria.Organizations.IsEmpty)
        {
            Add("organization = any(@organizations)");
            Lead("tags && (select array_agg(tag_of(21, o)) from unnest(@organizations) o)");
            Set("organizations", Criteria.Organizations.Select(o => o.Value).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        }

        if (Criteria.Virtual is { } isVirtual)
        {
            Add(isVirtual ? "is_virtual" : "not is_virtual");
            if (isVirtual)
            {
                Lead("tags @> array[@virtual]");
                Set("virtual", SearchTags.Virtual, NpgsqlDbType.Bigint);
            }
        }

        if (Criteria.Text is { } text)
        {
            Set("text", text, NpgsqlDbType.Text);
        }
    }

    private void People(ImmutableArray<OrganizationId> insider)
    {
        Add(insider.IsEmpty ? "visibility = 'PUBLIC'" : "(visibility = 'PUBLIC' or organization = any(@insider))");
        if (!insider.IsEmpty)
        {
            Set("insider", insider.Select(o => o.Value).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        }

        if (Criteria.Age is { } age)
        {
            Add("(minimum_age is null or minimum_age <= @age)");
            Set("age", age, NpgsqlDbType.Integer);
        }
    }

    private void Slugs(string column, ImmutableArray<string> slugs, int kind)
    {
        if (!slugs.IsEmpty)
        {
            Add($"{column} && @{column}");
            Lead($"tags && (select array_agg(tag_of({kind}, s)) from unnest(@{column}) s)");
            Set(column, slugs.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        }
    }

    private Statement Of(string[] all) => new(string.Join(" and ", all), [.. _parameters.Select(p => p.Clone())]);

    private void Add(string condition) => _conditions.Add(condition);

    private void Lead(string tags) => _leads.Add(tags);

    private void Set<T>(string name, T value, NpgsqlDbType type) => _parameters.Add(new NpgsqlParameter<T>(name, value) { NpgsqlDbType = type });

    /// <summary>Conditions and what their parameters stand for.</summary>
    internal sealed record Statement(string Where, List<NpgsqlParameter> Parameters)
    {
        public Statement With<T>(string name, T value, NpgsqlDbType type)
        {
            Parameters.Add(new NpgsqlParameter<T>(name, value) { NpgsqlDbType = type });
            return this;
        }
    }
}

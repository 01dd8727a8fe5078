using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Common;
using Actors.Grains.Accounts;
using Actors.Grains.Common;

namespace Actors.Tests.Unit.Accounts;

/// <summary>Compares the catalogue with the state records: whoever adds an account's id to a document has to say what becomes of it.</summary>
public class AccountReferencesTests
{
    /// <summary>Texts called 'By' that hold a name, for people to read.</summary>
    private static readonly ImmutableHashSet<string> s_names = ["organization $.blocks.*.by", "opportunity $.blocks.*.by", "ledger-entry $.attended.evidence.by"];

    [Fact]
    public void Every_account_id_in_a_document_is_in_the_catalogue()
    {
        var found = States().SelectMany(s => Paths(s.Type, "$", []).Select(path => $"{s.Name} {path}")).Except(s_names, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var listed = AccountReferences.Documents.Where(d => d.Path is not null).Select(d => $"{d.State} {d.Path}").Order(StringComparer.Ordinal);

        Assert.Equal(listed, found);
    }

    [Fact]
    public void Every_kind_of_document_is_in_the_catalogue_or_known_to_be_about_nobody()
    {
        var states = States().Select(s => s.Name).Order(StringComparer.Ordinal);
        var listed = AccountReferences.Documents.Select(d => d.State).Concat(AccountReferences.Impersonal).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal(listed, states);
    }

    [Fact]
    public void Whatever_goes_with_an_account_has_a_grain_of_its_name_that_can_forget()
    {
        var forgetful = typeof(Journal).Assembly.GetTypes().Where(t => typeof(IPersonalData).IsAssignableFrom(t))
            .Select(t => (string)t.GetCustomAttributesData().Single(a => a.AttributeType == typeof(GrainTypeAttribute)).ConstructorArguments[0].Value!);

        Assert.Empty(AccountReferences.Documents.Where(d => d.Erasure is Erasure.Removed or Erasure.Anonymized).Select(d => d.State).Except(forgetful));
    }

    [Fact]
    public void A_record_with_an_id_that_nobody_listed_would_be_found()
    {
        Assert.Equal(["$.people[*].boss", "$.people[*].friends[*]", "$.byPerson.keyvalue().key", "$.byPerson.*.boss", "$.byPerson.*.friends[*]", "$.by"], Paths(typeof(Sample), "$", []));
    }

    private static IEnumerable<(string Name, Type Type)> States() =>
        from grain in typeof(Journal).Assembly.GetTypes()
        where typeof(Grain).IsAssignableFrom(grain) && !grain.IsAbstract
        from parameter in grain.GetConstructors().SelectMany(c => c.GetParameters())
        from attribute in parameter.GetCustomAttributes<PersistentStateAttribute>()
        select (attribute.StateName, parameter.ParameterType.GetGenericArguments()[0]);

    private static IEnumerable<string> Paths(Type type, string path, ImmutableArray<Type> above)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Paths(inner, path, above);
        }

        if (type == typeof(UserId))
        {
            return [path];
        }

        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value] && type.Name.Contains("Dictionary", StringComparison.Ordinal))
        {
            return (key == typeof(UserId) ? [$"{path}.keyvalue().key"] : Array.Empty<string>()).Concat(Paths(value, $"{path}.*", above));
        }

        if (type.IsGenericType && type.GetGenericArguments() is [var element] && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            return Paths(element, $"{path}[*]", above);
        }

        return type.Namespace?.StartsWith("Actors.", StringComparison.Ordinal) != true || type.IsEnum || above.Contains(type) ? []
            : type.GetProperties().Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null && p.GetMethod is { IsStatic: false }).SelectMany(p =>
            {
                var below = $"{path}.{JsonNamingPolicy.CamelCase.ConvertName(p.Name)}";
                return p.PropertyType == typeof(string) && p.Name.EndsWith("By", StringComparison.Ordinal) ? [below] : Paths(p.PropertyType, below, above.Add(type));
            });
    }

    private sealed record Sample(ImmutableArray<Person> People, ImmutableDictionary<UserId, Person> ByPerson, string By);

    private sealed record Person(UserId Boss, ImmutableArray<UserId> Friends);
}

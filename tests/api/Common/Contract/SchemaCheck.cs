using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Actors.Tests.Api.Common.Contract;

/// <summary>The part of JSON Schema that our document uses. What a schema does not list is a difference too.</summary>
internal sealed class SchemaCheck(JsonNode document)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Where a value is not as its schema says; empty when it is.</summary>
    public IEnumerable<string> Differences(JsonNode? value, JsonNode? schema, string at = "$")
    {
        if (schema is not JsonObject rules || rules.Count == 0)
        {
            return [];
        }

        if (rules["$ref"] is { } reference)
        {
            return Differences(value, Resolve((string)reference!), at);
        }

        if ((rules["oneOf"] ?? rules["anyOf"]) is JsonArray options)
        {
            return options.Any(option => !Differences(value, option, at).Any()) ? [] : [$"{at}: {Short(value)} is none of its {options.Count} kinds"];
        }

        var kinds = Kinds(rules["type"]);
        var kind = KindOf(value);
        if (kinds.Count > 0 && !kinds.Contains(kind) && !(kind == "integer" && kinds.Contains("number")))
        {
            return [$"{at}: {Short(value)} is no {string.Join(" or ", kinds)}"];
        }

        return Own(value, rules, at).Concat(value switch
        {
            JsonObject members => Members(members, rules, at),
            JsonArray items => items.SelectMany((item, i) => Differences(item, rules["items"], $"{at}[{i}]")),
            _ => [],
        });
    }

    public JsonNode Resolve(string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (node, name) => node[name] ?? throw new InvalidOperationException($"{reference} leads nowhere."));

    public static IReadOnlySet<string> Kinds(JsonNode? type) => type switch
    {
        JsonArray several => several.Select(t => (string)t!).ToHashSet(StringComparer.Ordinal),
        JsonValue one => new HashSet<string>(StringComparer.Ordinal) { (string)one! },
        _ => new HashSet<string>(StringComparer.Ordinal),
    };

    private static IEnumerable<string> Own(JsonNode? value, JsonObject rules, string at)
    {
        if (rules["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
        {
            yield return $"{at}: {Short(value)} is none of {words.ToJsonString()}";
        }

        if (value is JsonValue text && text.TryGetValue<string>(out var characters))
        {
            if (rules["pattern"] is { } pattern && !Regex.IsMatch(characters, (string)pattern!, RegexOptions.None, s_patience))
            {
                yield return $"{at}: {Short(value)} does not match {pattern}";
            }

            if ((string?)rules["format"] == "date-time" && !DateTimeOffset.TryParse(characters, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                yield return $"{at}: {Short(value)} is no moment";
            }
        }
    }

    private IEnumerable<string> Members(JsonObject members, JsonObject rules, string at)
    {
        var known = rules["properties"] as JsonObject;
        foreach (var name in (rules["required"] as JsonArray ?? []).Select(n => (string)n!).Where(n => !members.ContainsKey(n)))
        {
            yield return $"{at}: {name} is missing";
        }

        foreach (var (name, member) in members)
        {
            var schema = known?[name] ?? (rules["additionalProperties"] as JsonObject);
            if (schema is null && known is not null)
            {
                yield return $"{at}.{name} is not in the schema";
            }

            foreach (var difference in Differences(member, schema, $"{at}.{name}"))
            {
                yield return difference;
            }
        }
    }

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0 ? "integer" : "number",
        _ => "boolean",
    };

    private static string Short(JsonNode? value) => value?.ToJsonString() is { } text ? text[..Math.Min(60, text.Length)] : "null";
}

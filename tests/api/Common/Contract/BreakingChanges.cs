using System.Text.Json.Nodes;

namespace Actors.Tests.Api.Common.Contract;

/// <summary>
/// What a client of the document before meets in the document after. Requests may only become wider, answers only narrower or richer: what
/// was accepted is accepted, what was answered is answered. A new word in an enum of an answer is no break; clients know that words come.
/// </summary>
internal sealed class BreakingChanges
{
    private readonly SchemaCheck _before;
    private readonly SchemaCheck _after;
    private readonly List<string> _found = [];
    private readonly HashSet<(string, string, bool)> _seen = [];

    private BreakingChanges(JsonNode before, JsonNode after) => (_before, _after) = (new(before), new(after));

    public static IReadOnlyList<string> Between(JsonNode before, JsonNode after)
    {
        var changes = new BreakingChanges(before, after);
        foreach (var (path, operations) in before["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                changes.Operation($"{method.ToUpperInvariant()} {path}", operation!, after["paths"]?[path]?[method]);
            }
        }

        return [.. changes._found.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private void Operation(string name, JsonNode before, JsonNode? after)
    {
        if (after is null)
        {
            _found.Add($"{name}: removed");
            return;
        }

        if (before["operationId"] is { } id && (string?)id != (string?)after["operationId"])
        {
            _found.Add($"{name}: operationId {id} is {after["operationId"]?.ToString() ?? "gone"}");
        }

        if (before["security"] is not JsonArray { Count: > 0 } && after["security"] is JsonArray { Count: > 0 })
        {
            _found.Add($"{name}: needs signing in");
        }

        Parameters(name, before["parameters"] as JsonArray ?? [], after["parameters"] as JsonArray ?? []);
        Body(name, before["requestBody"], after["requestBody"]);
        foreach (var (status, answer) in before["responses"]?.AsObject() ?? [])
        {
            if (after["responses"]?[status] is not { } now)
            {
                _found.Add($"{name}: status {status} removed");
                continue;
            }

            Contents($"{name} {status}", answer?["content"], now["content"], request: false);
        }
    }

    private void Parameters(string name, JsonArray before, JsonArray after)
    {
        static string Key(JsonNode? p) => $"{(string?)p!["in"]} {(string?)p["name"]}";

        foreach (var was in before)
        {
            if (after.FirstOrDefault(p => Key(p) == Key(was)) is not { } now)
            {
                _found.Add($"{name}: parameter {Key(was)} removed");
                continue;
            }

            if (!IsTrue(was!["required"]) && IsTrue(now["required"]))
            {
                _found.Add($"{name}: parameter {Key(was)} became required");
            }

            Schema($"{name}: parameter {Key(was)}", was["schema"], now["schema"], request: true);
        }

        foreach (var added in after.Where(p => IsTrue(p!["required"]) && before.All(b => Key(b) != Key(p))))
        {
            _found.Add($"{name}: new required parameter {Key(added)}");
        }
    }

    private void Body(string name, JsonNode? before, JsonNode? after)
    {
        if (IsTrue(after?["required"]) && !IsTrue(before?["required"]))
        {
            _found.Add($"{name}: body became required");
        }

        Contents($"{name} request", before?["content"], after?["content"], request: true);
    }

    private void Contents(string at, JsonNode? before, JsonNode? after, bool request)
    {
        foreach (var (mediaType, content) in before?.AsObject() ?? [])
        {
            if (after?[mediaType] is not { } now)
            {
                _found.Add($"{at}: {mediaType} removed");
                continue;
            }

            Schema(at, content?["schema"], now["schema"], request);
        }
    }

    private void Schema(string at, JsonNode? before, JsonNode? after, bool request)
    {
        if (before is null || after is null)
        {
            return;
        }

        var (was, now) = ((string?)before["$ref"], (string?)after["$ref"]);
        if (was is not null || now is not null)
        {
            // One schema in many places is told once for requests and once for answers, by its own name.
            if (was is not null && was == now)
            {
                at = $"{was.Split('/')[^1]} in {(request ? "requests" : "answers")}";
                if (!_seen.Add((was, now, request)))
                {
                    return;
                }
            }

            Schema(at, was is null ? before : _before.Resolve(was), now is null ? after : _after.Resolve(now), request);
            return;
        }

        Kinds(at, before, after, request);
        Limits(at, before, after, request);
        Words(at, before, after);
        Members(at, before, after, request);
        Schema($"{at}[]", before["items"], after["items"], request);
        Options(at, before, after, request);
        if (before["additionalProperties"] is JsonObject && after["additionalProperties"] is JsonObject)
        {
            Schema($"{at}.*", before["additionalProperties"], after["additionalProperties"], request);
        }
    }

    private void Kinds(string at, JsonNode before, JsonNode after, bool request)
    {
        var (was, now) = (SchemaCheck.Kinds(before["type"]), SchemaCheck.Kinds(after["type"]));
        var (must, may) = request ? (was, now) : (now, was);
        if (was.Count > 0 && now.Count > 0 && must.Any(kind => !may.Contains(kind) && !(kind == "integer" && may.Contains("number"))))
        {
            _found.Add($"{at}: type {string.Join('|', was.Order(StringComparer.Ordinal))} became {string.Join('|', now.Order(StringComparer.Ordinal))}");
        }

        if ((string?)before["format"] != (string?)after["format"])
        {
            _found.Add($"{at}: format {before["format"]?.ToString() ?? "none"} became {after["format"]?.ToString() ?? "none"}");
        }
    }

    /// <summary>Of requests only: an answer within narrower limits is within the wider ones.</summary>
    private void Limits(string at, JsonNode before, JsonNode after, bool request)
    {
        if (!request)
        {
            return;
        }

        foreach (var (limit, tighter) in new[] { ("maximum", -1), ("exclusiveMaximum", -1), ("maxLength", -1), ("maxItems", -1), ("minimum", 1), ("exclusiveMinimum", 1), ("minLength", 1), ("minItems", 1) })
        {
            if (after[limit] is { } now && (before[limit] is not { } was || Math.Sign(Number(now).CompareTo(Number(was))) == tighter))
            {
                _found.Add($"{at}: {limit} {before[limit]?.ToString() ?? "none"} became {now}");
            }
        }

        if (after["pattern"] is { } pattern && (string?)before["pattern"] != (string?)pattern)
        {
            _found.Add($"{at}: pattern {before["pattern"]?.ToString() ?? "none"} became {pattern}");
        }
    }

    private void Words(string at, JsonNode before, JsonNode after)
    {
        var now = after["enum"] as JsonArray;
        foreach (var word in before["enum"] as JsonArray ?? [])
        {
            if (now?.Any(w => JsonNode.DeepEquals(w, word)) == false)
            {
                _found.Add($"{at}: {word?.ToJsonString() ?? "null"} removed from enum");
            }
        }

        if (before["enum"] is null && now is not null)
        {
            _found.Add($"{at}: only {now.ToJsonString()} any more");
        }
    }

    private void Members(string at, JsonNode before, JsonNode after, bool request)
    {
        static HashSet<string> Required(JsonNode schema) => (schema["required"] as JsonArray ?? []).Select(n => (string)n!).ToHashSet(StringComparer.Ordinal);

        var (was, now) = (Required(before), Required(after));
        foreach (var (name, member) in before["properties"]?.AsObject() ?? [])
        {
            if (after["properties"]?[name] is not { } still)
            {
                _found.Add($"{at}: {name} removed");
                continue;
            }

            Schema($"{at}.{name}", member, still, request);
        }

        foreach (var name in request ? now.Except(was, StringComparer.Ordinal) : was.Except(now, StringComparer.Ordinal).Where(n => after["properties"]?[n] is not null))
        {
            _found.Add(request ? $"{at}: {name} became required" : $"{at}: {name} may be missing");
        }
    }

    /// <summary>Kinds of a value, paired in their order.</summary>
    private void Options(string at, JsonNode before, JsonNode after, bool request)
    {
        foreach (var union in new[] { "oneOf", "anyOf", "allOf" })
        {
            var (was, now) = (before[union] as JsonArray ?? [], after[union] as JsonArray ?? []);
            if (request ? now.Count < was.Count : now.Count > was.Count && was.Count > 0)
            {
                _found.Add($"{at}: {union} of {was.Count} became {now.Count}");
            }

            foreach (var (one, other) in was.Zip(now))
            {
                Schema(at, one, other, request);
            }
        }
    }

    private static bool IsTrue(JsonNode? flag) => flag?.GetValueKind() == System.Text.Json.JsonValueKind.True;

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
}

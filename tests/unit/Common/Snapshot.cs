using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Common;

namespace Actors.Tests.Unit.Common;

/// <summary>Stored states as they were written once. Nobody edits such a file: a new shape is a new one beside it.</summary>
internal static class Snapshot
{
    /// <summary>Loads yesterday's payload in today's build and fails if today would lose or rename any of it.</summary>
    public static T Load<T>(string path)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, path));
        var state = JsonSerializer.Deserialize<T>(text, ActorsJson.Options)!;
        var (yesterday, today) = (JsonNode.Parse(text), JsonSerializer.SerializeToNode(state, ActorsJson.Options));
        Assert.True(Contains(today, yesterday), $"{path} is not what {typeof(T).Name} writes: {today}");
        return state;
    }

    /// <summary>Today's document may have more than yesterday's, never less or other.</summary>
    private static bool Contains(JsonNode? today, JsonNode? yesterday) => (today, yesterday) switch
    {
        (JsonObject now, JsonObject before) => before.All(p => now.ContainsKey(p.Key) && Contains(now[p.Key], p.Value)),
        (JsonArray now, JsonArray before) => now.Count == before.Count && now.Zip(before).All(p => Contains(p.First, p.Second)),
        _ => JsonNode.DeepEquals(today, yesterday),
    };
}

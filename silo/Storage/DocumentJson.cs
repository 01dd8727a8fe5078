using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Silo.Storage;

/// <summary>A document as it is stored: its state, and which kept command made this version of it, if one did.</summary>
internal static class DocumentJson
{
    public static string Write<T>(T state)
    {
        var json = JsonSerializer.Serialize(state, ActorsJson.Options);
        return CurrentCommand.TakesEffect() is { } command && json.StartsWith('{')
            ? $"{{\"appliedCommand\":{JsonSerializer.Serialize(command.Id)}{(json == "{}" ? "" : ",")}{json.AsSpan(1)}"
            : json;
    }
}

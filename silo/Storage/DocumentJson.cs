using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Silo.Storage;

/// <summary>A document as it is stored: its state, and which kept command or act of an administrator made this version of it, if one did.</summary>
internal static class DocumentJson
{
    public static string Write<T>(T state)
    {
        var json = JsonSerializer.Serialize(state, ActorsJson.Options);
        if (CurrentCommand.TakesEffect() is { } command)
        {
            json = With("appliedCommand", JsonSerializer.Serialize(command.Id), json);
        }

        return AdminActs.Current is { } act ? With("act", act, json) : json;
    }

    private static string With(string name, string value, string json) =>
        json.StartsWith('{') ? $"{{\"{name}\":{value}{(json == "{}" ? "" : ",")}{json.AsSpan(1)}" : json;
}

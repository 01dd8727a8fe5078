using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Actors.Api.Common;

/// <summary>
/// The examples of api/openapi-examples.json in the document. The file is one story in the order in which a test plays it, so every example
/// was answered just so (docs/api-contract.md). The first example of an operation gives its parameters and body, each one its answer.
/// </summary>
internal static partial class OpenApiExamples
{
    public const string File = "openapi-examples.json";

    private static readonly ILookup<string, JsonObject> s_steps = Read().ToLookup(s => (string)s["operation"]!, StringComparer.Ordinal);

    public static Task Add(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        // The document's paths have no constraints: {number:int} is {number} there.
        var path = Constraint().Replace(context.Description.RelativePath ?? "", "").TrimEnd('/');
        var steps = s_steps[$"{context.Description.HttpMethod} /{path}"].ToList();
        if (steps.Count == 0)
        {
            return Task.CompletedTask;
        }

        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Example = (steps[0]["path"]?[parameter.Name!] ?? steps[0]["query"]?[parameter.Name!])?.DeepClone();
        }

        foreach (var (mediaType, media) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))
        {
            media.Example = mediaType == ((string?)steps[0]["mediaType"] ?? "application/json") ? steps[0]["request"]?.DeepClone() : null;
        }

        // A step that was just written has no answer yet.
        foreach (var step in steps.Where(s => s["status"] is not null))
        {
            var answers = operation.Responses?.GetValueOrDefault($"{step["status"]}")?.Content;
            foreach (var media in answers?.Values.Take(1) ?? [])
            {
                media.Example = step["response"]?.DeepClone();
            }
        }

        return Task.CompletedTask;
    }

    [GeneratedRegex(@":[^}/]*(?=\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constraint();

    private static IEnumerable<JsonObject> Read()
    {
        using var file = typeof(OpenApiExamples).Assembly.GetManifestResourceStream(File)!;
        return JsonNode.Parse(file)!.AsArray().Select(step => step!.AsObject());
    }
}

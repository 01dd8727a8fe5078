using System.Text.Json.Nodes;

namespace Actors.Tests.Api.Common.Contract;

/// <summary>A stage where it is always the same Saturday.</summary>
public sealed class ExampleStage : ActorsApp
{
    public ExampleStage() => Clock = new(new DateTimeOffset(2026, 5, 2, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Letters lead to a fixed address.</summary>
    protected override void Configure(Dictionary<string, string?> settings) => settings["Actors:PublicUrl"] = "https://actors.example";
}

/// <summary>The examples of the document: all there, all true. <c>./test --accept</c> writes the answers of new ones into the file.</summary>
public sealed class ExampleTests(ExampleStage app) : IClassFixture<ExampleStage>
{
    [Fact]
    public async Task Every_example_of_the_document_is_answered_with_its_status_and_in_its_schema()
    {
        using var client = app.Anonymous();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;
        var check = new SchemaCheck(document);
        var story = new Story(app);
        var steps = JsonNode.Parse(ContractFiles.Examples.Text)!.AsArray();
        List<string> wrong = [];

        foreach (var step in steps.Select(s => s!.AsObject()))
        {
            var operation = (string)step["operation"]!;
            var (method, path) = (operation.Split(' ')[0].ToLowerInvariant(), operation.Split(' ')[1]);
            if (document["paths"]![path]?[method] is not { } described)
            {
                wrong.Add($"{operation} is not in the document");
                continue;
            }

            var (status, mediaType, answer) = await story.Play(step);
            var content = described["responses"]?[$"{status}"]?["content"]?.AsObject();
            var schema = answer is null ? null : content?[mediaType!]?["schema"];
            if (ContractFiles.Accepting && step["status"] is null || (ContractFiles.Accepting && status == (int?)step["status"] && check.Differences(step["response"], schema).Any()))
            {
                (step["status"], step["response"]) = (status, answer?.DeepClone());
            }

            if (status != (int?)step["status"])
            {
                wrong.Add($"{operation} is answered {status} {answer?.ToJsonString()}, not {step["status"]}");
            }

            // Both what is answered and what the document shows; the order among equals and the moment of a letter are others in every run.
            wrong.AddRange(check.Differences(answer, schema).Select(d => $"{operation} answer {d}"));
            wrong.AddRange(check.Differences(step["response"], schema).Select(d => $"{operation} example {d}"));

            if (step["request"] is JsonObject request)
            {
                wrong.AddRange(check.Differences(request, described["requestBody"]?["content"]?["application/json"]?["schema"]).Select(d => $"{operation} request {d}"));
            }

            if (mediaType is not null && content?[mediaType] is null)
            {
                wrong.Add($"{operation} is answered {status} {mediaType}, which the document does not list");
            }
        }

        if (ContractFiles.Accepting)
        {
            ContractFiles.Examples.Write(Story.Text(steps));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Answered only to what a device has signed, which no file can hold.</summary>
    private const string NeedsDevice = "POST /api/v1/sessions/passkey";

    [Fact]
    public async Task Every_operation_has_an_example_of_its_request_and_its_answer()
    {
        using var client = app.Anonymous();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;
        List<string> missing = [];

        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var name = $"{method.ToUpperInvariant()} {path}";
                if (operation!["requestBody"]?["content"]?.AsObject().Any(c => c.Value?["example"] is not null) == false)
                {
                    missing.Add($"{name}: request");
                }

                var success = operation["responses"]!.AsObject().Where(r => r.Key.StartsWith('2')).Select(r => r.Value!["content"]?.AsObject()).FirstOrDefault();
                if (success?["application/json"] is { } json && json["example"] is null && name != NeedsDevice)
                {
                    missing.Add($"{name}: answer");
                }

                missing.AddRange((operation["parameters"] as JsonArray ?? []).Where(p => (string?)p!["in"] == "path" && p["example"] is null).Select(p => $"{name}: {p!["name"]}"));
            }
        }

        // What the document shows is what the test above plays.
        var played = JsonNode.Parse(ContractFiles.Examples.Text)!.AsArray().Select(s => (string)s!["operation"]!).ToHashSet(StringComparer.Ordinal);
        missing.AddRange(document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}")).Where(o => !played.Contains(o)).Select(o => $"{o}: never played"));
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }
}

using System.Text.Json.Nodes;

namespace Actors.Tests.Api.Common.Contract;

/// <summary>
/// The document against the one that was committed last (docs/api-contract.md). A break fails until its line stands in
/// api/openapi-breaking-changes.txt with a reason; everything else only wants <c>./test --accept</c>.
/// </summary>
public sealed class ContractTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private static readonly string[] s_words = ["example", "examples", "description", "summary", "title"];

    [Fact]
    public async Task The_document_breaks_no_client_without_saying_so_and_is_the_committed_one()
    {
        using var client = app.Anonymous();
        var text = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);
        var document = Contract(JsonNode.Parse(text))!;
        var committed = JsonNode.Parse(ContractFiles.Document.Text is { Length: > 0 } known ? known : """{"paths":{}}""")!;

        var broken = BreakingChanges.Between(committed, document).Except(Acknowledged(), StringComparer.Ordinal).ToList();
        if (ContractFiles.Accepting && broken.Count == 0)
        {
            ContractFiles.Document.Write(Story.Text(document));
            committed = document;
        }

        Assert.True(broken.Count == 0, $"Breaks for clients. Undo them, or put these lines with ' # reason' into api/{ContractFiles.Breaks.Name}:\n{string.Join('\n', broken)}");
        Assert.True(JsonNode.DeepEquals(committed, document), "The document has grown: run ./test --accept and commit api/openapi.v1.json.");
    }

    [Fact]
    public void Every_acknowledged_break_says_why()
    {
        Assert.All(Lines(), line => Assert.Matches("^.+ # .{3,}$", line));
    }

    /// <summary>Names and kinds in a fixed order; words for people may change as they like.</summary>
    private static JsonNode? Contract(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .Where(m => m.Value is not JsonValue and not JsonArray || !s_words.Contains(m.Key, StringComparer.Ordinal))
            .OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => new KeyValuePair<string, JsonNode?>(m.Key, m.Key is "example" or "examples" && m.Value is JsonObject ? null : Contract(m.Value)))
            .Where(m => m.Value is not null || m.Key is not ("example" or "examples"))),
        JsonArray items => new JsonArray([.. items.Select(Contract)]),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<string> Acknowledged() => Lines().Select(line => line.Split(" # ")[0].Trim());

    private static IEnumerable<string> Lines() => ContractFiles.Breaks.Text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#'));
}

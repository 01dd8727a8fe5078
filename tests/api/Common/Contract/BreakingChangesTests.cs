using System.Text.Json.Nodes;

namespace Actors.Tests.Api.Common.Contract;

public sealed class BreakingChangesTests
{
    private const string Before =
        """
        { "paths": { "/things/{id}": { "put": {
            "operationId": "EditThing",
            "parameters": [ { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                            { "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 100 } } ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } }, "text/csv": { "schema": { "type": "string" } } } },
            "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } }, "409": {} } },
          "get": { "responses": { "200": { "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } } } } } } },
          "components": { "schemas": { "Thing": { "type": "object", "required": ["name"], "properties": {
            "name": { "type": "string", "maxLength": 100 },
            "kind": { "type": "string", "enum": ["RED", "BLUE"] },
            "at": { "type": ["null", "string"], "format": "date-time" },
            "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } } } } }
        """;

    public static TheoryData<string, string, string> Breaks => new()
    {
        { "\"/things/{id}\"", "\"/other\"", "PUT /things/{id}: removed" },
        { "\"get\": {", "\"head\": {", "GET /things/{id}: removed" },
        { "EditThing", "ChangeThing", "PUT /things/{id}: operationId EditThing is ChangeThing" },
        { "\"operationId\"", "\"security\": [{}], \"operationId\"", "PUT /things/{id}: needs signing in" },
        { "\"409\": {}", "\"410\": {}", "PUT /things/{id}: status 409 removed" },
        { "\"name\": \"limit\"", "\"name\": \"most\"", "PUT /things/{id}: parameter query limit removed" },
        { "\"name\": \"limit\",", "\"name\": \"limit\", \"required\": true,", "PUT /things/{id}: parameter query limit became required" },
        { "\"parameters\": [", "\"parameters\": [ { \"name\": \"why\", \"in\": \"query\", \"required\": true },", "PUT /things/{id}: new required parameter query why" },
        { "\"maximum\": 100", "\"maximum\": 50", "PUT /things/{id}: parameter query limit: maximum 100 became 50" },
        { "\"requestBody\": {", "\"requestBody\": { \"required\": true,", "PUT /things/{id}: body became required" },
        { "\"text/csv\"", "\"text/plain\"", "PUT /things/{id} request: text/csv removed" },
        { "\"name\": { \"type\": \"string\", \"maxLength\": 100 }", "\"title\": { \"type\": \"string\" }", "Thing in answers: name removed" },
        { "\"required\": [\"name\"]", "\"required\": [\"name\", \"kind\"]", "Thing in requests: kind became required" },
        { "\"required\": [\"name\"],", "", "Thing in answers: name may be missing" },
        { "\"name\": { \"type\": \"string\"", "\"name\": { \"type\": \"integer\"", "Thing in requests.name: type string became integer" },
        { "[\"null\", \"string\"]", "\"string\"", "Thing in requests.at: type null|string became string" },
        { "\"name\": { \"type\": \"string\"", "\"name\": { \"type\": [\"null\", \"string\"]", "Thing in answers.name: type string became null|string" },
        { "\"maxLength\": 100", "\"maxLength\": 99", "Thing in requests.name: maxLength 100 became 99" },
        { "\"maxLength\": 100", "\"maxLength\": 100, \"minLength\": 1", "Thing in requests.name: minLength none became 1" },
        { "\"maxLength\": 100", "\"maxLength\": 100, \"pattern\": \"^a\"", "Thing in requests.name: pattern none became ^a" },
        { "\"maxLength\": 100", "\"maxLength\": 100, \"enum\": [\"x\"]", "Thing in requests.name: only [\"x\"] any more" },
        { "[\"RED\", \"BLUE\"]", "[\"RED\"]", "Thing in answers.kind: \"BLUE\" removed from enum" },
        { "\"date-time\"", "\"date\"", "Thing in answers.at: format date-time became date" },
        { "\"type\": \"array\", \"items\": { \"$ref\": \"#/components/schemas/Thing\" } } } } } } }", "\"type\": \"object\" } } } } } }", "Thing in answers.parts: type array became object" },
    };

    public static TheoryData<string, string> Additions => new()
    {
        { "\"get\": {", "\"delete\": { \"responses\": {} }, \"get\": {" },
        { "\"409\": {}", "\"409\": {}, \"410\": {}" },
        { "\"parameters\": [", "\"parameters\": [ { \"name\": \"why\", \"in\": \"query\" }," },
        { "\"kind\": {", "\"more\": { \"type\": \"string\" }, \"kind\": {" },
        { "[\"RED\", \"BLUE\"]", "[\"RED\", \"BLUE\", \"GREEN\"]" },
        { "\"maximum\": 100", "\"maximum\": 200" },
        { "\"maxLength\": 100", "\"maxLength\": 200" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_break_is_found(string was, string now, string break_)
    {
        Assert.Contains(break_, Compare(was, now));
    }

    [Theory]
    [MemberData(nameof(Additions))]
    public void What_only_adds_is_none(string was, string now)
    {
        Assert.Empty(Compare(was, now));
    }

    [Fact]
    public void The_same_document_breaks_nothing() => Assert.Empty(Compare("EditThing", "EditThing"));

    private static IReadOnlyList<string> Compare(string was, string now)
    {
        var at = Before.LastIndexOf(was, StringComparison.Ordinal);
        Assert.True(at >= 0, was);
        return BreakingChanges.Between(JsonNode.Parse(Before)!, JsonNode.Parse($"{Before[..at]}{now}{Before[(at + was.Length)..]}")!);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Actors.Common;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Api.Common;

public sealed class OpenApiTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private static readonly string[] s_bodies =
    [
        "", "{", "null", "[]", "{}", "\"text\"", "1e999", "[[[[[[[[", "{\"a\":1,\"a\":2}", "{\"\\u0000\":\"\\u0000\"}", "{\"name\":{\"name\":{}}}",
        "{\"email\":[],\"password\":{},\"role\":99,\"details\":null,\"profile\":7,\"code\":-1,\"refreshToken\":\"\\ud800\"}",
        "{\"email\":\"\",\"password\":\"\",\"name\":\"\",\"role\":\"\",\"code\":\"\",\"refreshToken\":\"\",\"reason\":\"\",\"minutes\":-1}",
        "{\"email\":\"x\\u0000@example.org\",\"refreshToken\":\"\\u0000\",\"code\":\"\\u0000\",\"reason\":\"\\u0000\",\"name\":\"\\u0000\"}",
    ];

    [Fact]
    public async Task Is_version_3_1_and_lists_every_endpoint_with_its_problems()
    {
        var document = await Document();
        var mapped = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => $"{m} {Path(e)}") ?? []);

        var listed = Operations(document).ToDictionary(o => $"{o.Method} {o.Path}", o => o.Operation, StringComparer.Ordinal);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Empty(mapped.Except(listed.Keys, StringComparer.Ordinal));
        Assert.All(listed, o => Assert.Contains(o.Value.GetProperty("responses").EnumerateObject(), r =>
            r.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out _)));
    }

    [Fact]
    public async Task The_browsable_page_is_there()
    {
        using var client = app.Anonymous();

        using var page = await client.Get("/docs/index.html");

        Assert.Contains("swagger-ui", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_route_answers_garbage_with_a_server_error()
    {
        using var admin = await app.AsAdmin();
        using var anonymous = app.Anonymous();
        string[] values = ["x", "usr_00000000000000000000000000", Id.New<OrganizationId>(Guid.NewGuid()).Value, "%F0%9F%98%80", "-1", new string('9', 300)];
        List<string> broken = [];

        foreach (var (method, path, operation) in Operations(await Document()))
        {
            foreach (var value in values)
            {
                var address = Fill(path, operation, value);
                string?[] bodies = method is "GET" or "DELETE" ? new string?[1] : s_bodies;
                foreach (var body in bodies)
                {
                    foreach (var client in new[] { admin, anonymous })
                    {
                        await Try(client, method, address, body, "application/json", broken);
                    }
                }

                await Try(admin, method, address, "\xff\xfe,\"\r\n", "text/csv", broken);
            }
        }

        Assert.Empty(broken);
    }

    private static string Fill(string path, JsonElement operation, string value)
    {
        var filled = path;
        var query = new StringBuilder();
        if (operation.TryGetProperty("parameters", out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray())
            {
                var name = parameter.GetProperty("name").GetString()!;
                filled = filled.Replace($"{{{name}}}", value, StringComparison.Ordinal);
                if (parameter.GetProperty("in").GetString() == "query")
                {
                    query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
                }
            }
        }

        return filled + query;
    }

    private static async Task Try(HttpClient client, string method, string address, string? body, string mediaType, List<string> broken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(mediaType));
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if ((int)answer.StatusCode >= 500)
        {
            broken.Add($"{method} {address} {body} -> {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    private static string Path(RouteEndpoint endpoint)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, @"\{\*{0,2}(?<name>[A-Za-z]+)[^}]*\}", "{${name}}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        return text.Length > 1 ? text.TrimEnd('/').Replace("//", "/", StringComparison.Ordinal) : text;
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    private async Task<JsonElement> Document()
    {
        using var client = app.Anonymous();
        return await client.Get("/openapi/v1.json").Body<JsonElement>();
    }
}

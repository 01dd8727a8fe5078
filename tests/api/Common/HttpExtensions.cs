using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Common;

namespace Actors.Tests.Api.Common;

/// <summary>Requests and answers in the API's JSON.</summary>
public static class HttpExtensions
{
    public static Task<HttpResponseMessage> Get(this HttpClient client, string path) => client.Send(HttpMethod.Get, path, null);

    public static Task<HttpResponseMessage> Delete(this HttpClient client, string path) => client.Send(HttpMethod.Delete, path, null);

    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object body, string? key = null) => client.Send(HttpMethod.Post, path, body, key);

    public static Task<HttpResponseMessage> Put(this HttpClient client, string path, object body, string? etag = null) => client.Send(HttpMethod.Put, path, body, etag: etag);

    public static Task<HttpResponseMessage> Patch(this HttpClient client, string path, object body, string? etag = null) => client.Send(HttpMethod.Patch, path, body, etag: etag);

    public static async Task<HttpResponseMessage> Send(this HttpClient client, HttpMethod method, string path, object? body, string? key = null, string? etag = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ActorsJson.Options);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Sends a body as it is.</summary>
    public static async Task<HttpResponseMessage> SendRaw(this HttpClient client, HttpMethod method, string path, string body, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, MediaTypeHeaderValue.Parse(mediaType)),
        };

        // A refusal of a large body comes before it was sent and closes the connection: ask first.
        request.Headers.ExpectContinue = body.Length > 64 * 1024;
        return await client.SendAsync(request);
    }

    /// <summary>The body of a successful answer.</summary>
    public static async Task<T> Body<T>(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, ActorsJson.Options)!;
    }

    /// <summary>Fails unless the answer is a problem of this status and code; returns it.</summary>
    public static async Task<JsonElement> Problem(this Task<HttpResponseMessage> sending, int status, string code)
    {
        using var response = await sending;
        return await response.Problem(status, code);
    }

    public static async Task<JsonElement> Problem(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{(int)response.StatusCode} {response.Content.Headers.ContentType} {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"{status} {code}", $"{(int)response.StatusCode} {problem.GetProperty("code").GetString()}");
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}

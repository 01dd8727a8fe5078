using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Twilio.Http;

/// <summary>A method of HTTP.</summary>
public class HttpMethod(string method)
{
    public static readonly HttpMethod Get = new("GET");

    public static readonly HttpMethod Post = new("POST");

    private readonly string _value = method;

    public override string ToString() => _value;
}

/// <summary>One request to one of Twilio's hosts.</summary>
public class Request
{
    public Request(
        HttpMethod method,
        Rest.Domain domain,
        string uri,
        string? region = null,
        List<KeyValuePair<string, string>>? queryParams = null,
        List<KeyValuePair<string, string>>? postParams = null,
        string? edge = null,
        List<KeyValuePair<string, string>>? headerParams = null)
    {
        ArgumentNullException.ThrowIfNull(domain);
        (Method, Uri, Region, Edge) = (method, new Uri($"https://{domain}.twilio.com{uri}"), region, edge);
        (QueryParams, PostParams, HeaderParams) = (queryParams ?? [], postParams ?? [], headerParams ?? []);
    }

    public HttpMethod Method { get; }

    public Uri Uri { get; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    public string? Region { get; set; }

    public string? Edge { get; set; }

    public List<KeyValuePair<string, string>> QueryParams { get; }

    public List<KeyValuePair<string, string>> PostParams { get; }

    public List<KeyValuePair<string, string>> HeaderParams { get; }

    public void SetAuth(string username, string password) => (Username, Password) = (username, password);

    /// <summary>The address with edge and region in the host's name and the query.</summary>
    public Uri ConstructUrl()
    {
        var product = Uri.Host.Split('.')[0];
        var region = Region ?? (Edge is null ? null : "us1");
        var builder = new UriBuilder(Uri) { Host = string.Join('.', new[] { product, Edge, region, "twilio.com" }.OfType<string>()) };
        if (QueryParams.Count > 0)
        {
            builder.Query = Encode(QueryParams);
        }

        return builder.Uri;
    }

    public byte[] EncodePostParams() => Encoding.UTF8.GetBytes(Encode(PostParams));

    private static string Encode(List<KeyValuePair<string, string>> data) =>
        string.Join('&', data.Select(p => $"{WebUtility.UrlEncode(p.Key)}={WebUtility.UrlEncode(p.Value)}"));
}

/// <summary>What Twilio answered.</summary>
public class Response(HttpStatusCode statusCode, string content, HttpResponseHeaders? headers = null)
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    public string Content { get; } = content;

    public HttpResponseHeaders? Headers { get; } = headers;
}

/// <summary>How requests travel.</summary>
public abstract class HttpClient
{
    public Request? LastRequest { get; protected set; }

    public Response? LastResponse { get; protected set; }

    public abstract Response MakeRequest(Request request);

    public abstract Task<Response> MakeRequestAsync(Request request);
}

/// <summary>By .NET's own client.</summary>
public class SystemNetHttpClient(System.Net.Http.HttpClient? httpClient = null) : HttpClient
{
    private readonly System.Net.Http.HttpClient _httpClient = httpClient ?? new System.Net.Http.HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

    public override Response MakeRequest(Request request) => MakeRequestAsync(request).GetAwaiter().GetResult();

    public override async Task<Response> MakeRequestAsync(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var message = new HttpRequestMessage(new(request.Method.ToString()), request.ConstructUrl());
        message.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{request.Username}:{request.Password}")));
        message.Headers.Accept.Add(new("application/json"));
        foreach (var (name, value) in request.HeaderParams)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Method == HttpMethod.Post)
        {
            message.Content = new ByteArrayContent(request.EncodePostParams()) { Headers = { ContentType = new("application/x-www-form-urlencoded") } };
        }

        LastRequest = request;
        using var answer = await _httpClient.SendAsync(message);
        var response = new Response(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers);
        LastResponse = response;
        return response;
    }
}

using System.Net;
using System.Text.Json;
using Twilio.Exceptions;
using Twilio.Http;

namespace Twilio.Clients
{
    /// <summary>Sends requests of resources as one Twilio account.</summary>
    public interface ITwilioRestClient
    {
        string AccountSid { get; }

        string? Region { get; }

        Http.HttpClient HttpClient { get; }

        Response Request(Request request);

        Task<Response> RequestAsync(Request request);
    }

    /// <summary>Basic authentication, and answers of 400 and above as exceptions.</summary>
    public class TwilioRestClient(string username, string password, string? accountSid = null, string? region = null, Http.HttpClient? httpClient = null, string? edge = null) : ITwilioRestClient
    {
        public Http.HttpClient HttpClient { get; } = httpClient ?? new SystemNetHttpClient();

        public string AccountSid { get; } = accountSid ?? username;

        public string? Region { get; } = region;

        public string? Edge { get; set; } = edge;

        public Response Request(Request request) => RequestAsync(request).GetAwaiter().GetResult();

        public async Task<Response> RequestAsync(Request request)
        {
            ArgumentNullException.ThrowIfNull(request);
            request.SetAuth(username, password);
            request.Region = Region ?? request.Region;
            request.Edge = Edge ?? request.Edge;
            Response response;
            try
            {
                response = await HttpClient.MakeRequestAsync(request);
            }
            catch (Exception exception)
            {
                throw new ApiConnectionException($"Connection Error: {request.Method}{request.ConstructUrl()}", exception);
            }

            return response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.BadRequest ? response : throw Refusal(response);
        }

        private static ApiException Refusal(Response response)
        {
            try
            {
                var said = JsonDocument.Parse(response.Content).RootElement;
                return new(
                    said.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : 0,
                    (int)response.StatusCode,
                    said.TryGetProperty("message", out var message) ? message.GetString() ?? "" : $"Unable to make request, {response.StatusCode}",
                    said.TryGetProperty("more_info", out var more) ? more.GetString() : null);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return new ApiException($"Api Error: {response.StatusCode} - {response.Content}");
            }
        }
    }
}

namespace Twilio
{
    /// <summary>The client that resources use when they are given none.</summary>
    public static class TwilioClient
    {
        private static Clients.ITwilioRestClient? s_client;
        private static (string Username, string Password, string? AccountSid)? s_account;

        public static void Init(string username, string password) => Init(username, password, null!);

        public static void Init(string username, string password, string accountSid) => (s_account, s_client) = ((username, password, accountSid), null);

        public static void SetRestClient(Clients.ITwilioRestClient? restClient) => s_client = restClient;

        public static Clients.ITwilioRestClient GetRestClient() => s_client ??= s_account is { } known
            ? new Clients.TwilioRestClient(known.Username, known.Password, known.AccountSid)
            : throw new AuthenticationException("TwilioRestClient was used before AccountSid and AuthToken were set, please call TwilioClient.init()");
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twilio.Base;
using Twilio.Clients;
using Twilio.Http;
using Twilio.Types;

namespace Twilio.Rest.Api.V2010.Account;

/// <summary>What a text says and where it goes.</summary>
public class CreateMessageOptions(PhoneNumber to) : IOptions<MessageResource>
{
    public PhoneNumber To { get; } = to;

    public string? PathAccountSid { get; set; }

    public PhoneNumber? From { get; set; }

    public string? MessagingServiceSid { get; set; }

    public string? Body { get; set; }

    public List<KeyValuePair<string, string>> GetParams()
    {
        List<KeyValuePair<string, string>> given = [new("To", To.ToString())];
        if (From is not null)
        {
            given.Add(new("From", From.ToString()));
        }

        if (MessagingServiceSid is not null)
        {
            given.Add(new("MessagingServiceSid", MessagingServiceSid));
        }

        if (Body is not null)
        {
            given.Add(new("Body", Body));
        }

        return given;
    }
}

/// <summary>Which texts to look up.</summary>
public class ReadMessageOptions : ReadOptions<MessageResource>
{
    public string? PathAccountSid { get; set; }

    public PhoneNumber? To { get; set; }

    public DateTime? DateSentAfter { get; set; }

    public override List<KeyValuePair<string, string>> GetParams()
    {
        List<KeyValuePair<string, string>> given = [];
        if (To is not null)
        {
            given.Add(new("To", To.ToString()));
        }

        if (DateSentAfter is { } after)
        {
            given.Add(new("DateSent>", after.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        }

        if (PageSize is { } size)
        {
            given.Add(new("PageSize", size.ToString(CultureInfo.InvariantCulture)));
        }

        return given;
    }
}

/// <summary>A text.</summary>
public class MessageResource : Resource
{
    [JsonConstructor]
    private MessageResource()
    {
    }

    [JsonInclude]
    public string? Sid { get; private set; }

    [JsonInclude]
    public string? Body { get; private set; }

    [JsonInclude]
    public string? To { get; private set; }

    [JsonInclude]
    public int? ErrorCode { get; private set; }

    [JsonInclude, JsonConverter(typeof(StringEnumConverter<StatusEnum>))]
    public StatusEnum? Status { get; private set; }

    public static MessageResource Create(CreateMessageOptions options, ITwilioRestClient? client = null)
    {
        client ??= TwilioClient.GetRestClient();
        return FromJson(client.Request(ToCreate(options, client)).Content);
    }

    public static async Task<MessageResource> CreateAsync(CreateMessageOptions options, ITwilioRestClient? client = null)
    {
        client ??= TwilioClient.GetRestClient();
        return FromJson((await client.RequestAsync(ToCreate(options, client))).Content);
    }

    public static async Task<ResourceSet<MessageResource>> ReadAsync(ReadMessageOptions options, ITwilioRestClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        client ??= TwilioClient.GetRestClient();
        var answer = await client.RequestAsync(
            new(Http.HttpMethod.Get, Domain.Api, $"/2010-04-01/Accounts/{options.PathAccountSid ?? client.AccountSid}/Messages.json", client.Region, queryParams: options.GetParams()));
        var page = Json.Read<JsonElement>(answer.Content);
        return new([.. page.GetProperty("messages").EnumerateArray().Select(m => m.Deserialize<MessageResource>(Json.Options)!)]);
    }

    public static MessageResource FromJson(string json) => Json.Read<MessageResource>(json);

    private static Request ToCreate(CreateMessageOptions options, ITwilioRestClient client) =>
        new(Http.HttpMethod.Post, Domain.Api, $"/2010-04-01/Accounts/{options.PathAccountSid ?? client.AccountSid}/Messages.json", client.Region, postParams: options.GetParams());

    /// <summary>Where a text is on its way.</summary>
    public sealed class StatusEnum : StringEnum
    {
        public static readonly StatusEnum Queued = new("queued");

        public static readonly StatusEnum Failed = new("failed");

        public static readonly StatusEnum Undelivered = new("undelivered");

        public StatusEnum()
        {
        }

        private StatusEnum(string value) : base(value)
        {
        }
    }
}

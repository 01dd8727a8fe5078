using System.Text.Json.Serialization;
using Twilio.Base;
using Twilio.Clients;


namespace Twilio.Rest.Verify.V2.Service;

/// <summary>Where a code goes, and how.</summary>
public class CreateVerificationOptions(string pathServiceSid, string to, string channel) : IOptions<VerificationResource>
{
    public string PathServiceSid { get; } = pathServiceSid;

    public string To { get; } = to;

    public string Channel { get; } = channel;

    public string? Locale { get; set; }

    public List<KeyValuePair<string, string>> GetParams()
    {
        List<KeyValuePair<string, string>> given = [new("To", To), new("Channel", Channel)];
        if (Locale is not null)
        {
            given.Add(new("Locale", Locale));
        }

        return given;
    }
}

/// <summary>A code that was sent.</summary>
public class VerificationResource : Resource
{
    [JsonConstructor]
    private VerificationResource()
    {
    }

    [JsonInclude]
    public string? Sid { get; private set; }

    [JsonInclude]
    public string? To { get; private set; }

    [JsonInclude]
    public string? Status { get; private set; }

    [JsonInclude]
    public bool? Valid { get; private set; }

    public static async Task<VerificationResource> CreateAsync(CreateVerificationOptions options, ITwilioRestClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        client ??= TwilioClient.GetRestClient();
        return FromJson((await client.RequestAsync(
            new(Http.HttpMethod.Post, Domain.Verify, $"/v2/Services/{options.PathServiceSid}/Verifications", postParams: options.GetParams()))).Content);
    }

    public static VerificationResource FromJson(string json) => Json.Read<VerificationResource>(json);
}

/// <summary>A code that somebody typed.</summary>
public class CreateVerificationCheckOptions(string pathServiceSid) : IOptions<VerificationCheckResource>
{
    public string PathServiceSid { get; } = pathServiceSid;

    public string? Code { get; set; }

    public string? To { get; set; }

    public string? VerificationSid { get; set; }

    public List<KeyValuePair<string, string>> GetParams()
    {
        List<KeyValuePair<string, string>> given = [];
        if (Code is not null)
        {
            given.Add(new("Code", Code));
        }

        if (To is not null)
        {
            given.Add(new("To", To));
        }

        if (VerificationSid is not null)
        {
            given.Add(new("VerificationSid", VerificationSid));
        }

        return given;
    }
}

/// <summary>Whether it was the right one: status <c>approved</c>.</summary>
public class VerificationCheckResource : Resource
{
    [JsonConstructor]
    private VerificationCheckResource()
    {
    }

    [JsonInclude]
    public string? Sid { get; private set; }

    [JsonInclude]
    public string? To { get; private set; }

    [JsonInclude]
    public string? Status { get; private set; }

    [JsonInclude]
    public bool? Valid { get; private set; }

    public static async Task<VerificationCheckResource> CreateAsync(CreateVerificationCheckOptions options, ITwilioRestClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        client ??= TwilioClient.GetRestClient();
        return FromJson((await client.RequestAsync(
            new(Http.HttpMethod.Post, Domain.Verify, $"/v2/Services/{options.PathServiceSid}/VerificationCheck", postParams: options.GetParams()))).Content);
    }

    public static VerificationCheckResource FromJson(string json) => Json.Read<VerificationCheckResource>(json);
}

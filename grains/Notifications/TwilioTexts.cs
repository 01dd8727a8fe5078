using System.Net;
using Microsoft.Extensions.Options;
using Twilio.Clients;
using Twilio.Exceptions;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Rest.Verify.V2.Service;
using Twilio.Types;

namespace Actors.Grains.Notifications;

/// <summary>Texts by Twilio's messages, codes by Twilio Verify.</summary>
internal sealed class TwilioTexts(IHttpClientFactory clients, IOptions<TwilioOptions> options) : ITextPort, ICodePort
{
    /// <summary>Clocks differ; a text that went out at this moment is found.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    /// <summary>Twilio's messages have no ids of ours: before sending, the account's own list says whether the first attempt arrived after all.</summary>
    public async Task<MailReceipt> Send(Text text)
    {
        var (client, set) = (Client(), options.Value);
        var read = new ReadMessageOptions { To = new PhoneNumber(text.To), DateSentAfter = (text.Since - s_margin).UtcDateTime, PageSize = 50 };
        var sent = await Asked(() => MessageResource.ReadAsync(read, client));
        if (sent.Any(m => m.Body == text.Body))
        {
            return MailReceipt.Taken;
        }

        var create = new CreateMessageOptions(new PhoneNumber(text.To)) { Body = text.Body, MessagingServiceSid = set.MessagingServiceSid };
        if (set.MessagingServiceSid is null)
        {
            create.From = new PhoneNumber(set.From!);
        }

        return await Taken(() => MessageResource.CreateAsync(create, client));
    }

    /// <summary>While a code is good, asking again sends the same one, so that a repeat does no harm.</summary>
    public Task<MailReceipt> Send(CodeRequest request) => Taken(() => VerificationResource.CreateAsync(
        new CreateVerificationOptions(options.Value.VerifyServiceSid!, request.To, "sms") { Locale = request.Language.Split('-')[0] }, Client()));

    public async Task<bool> Check(CodeRequest request, string code)
    {
        try
        {
            var check = await Asked(() => VerificationCheckResource.CreateAsync(new CreateVerificationCheckOptions(options.Value.VerifyServiceSid!) { To = request.To, Code = code }, Client()));
            return check.Status == "approved";
        }
        catch (HttpRequestException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests)
        {
            // Used, run out, or tried too often: whatever Twilio knows of it, it is no good any more.
            return false;
        }
    }

    private static async Task<MailReceipt> Taken<T>(Func<Task<T>> send)
    {
        try
        {
            await Asked(send);
            return MailReceipt.Taken;
        }
        catch (HttpRequestException exception) when (exception.StatusCode is HttpStatusCode.BadRequest)
        {
            return MailReceipt.Refused(exception.Message);
        }
    }

#pragma warning disable MA0054 // The caught exceptions are what must not be passed on.
    /// <summary>Twilio's exceptions repeat numbers and addresses with numbers in them; what is thrown from here may be logged.</summary>
    private static async Task<T> Asked<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ApiException exception)
        {
            throw new HttpRequestException($"twilio-{exception.Code}", null, exception.Status == 0 ? null : (HttpStatusCode)exception.Status);
        }
        catch (ApiConnectionException exception)
        {
            throw new HttpRequestException($"twilio-unreachable {exception.InnerException?.GetType().Name}");
        }
    }

#pragma warning restore MA0054

    private TwilioRestClient Client() =>
        new(options.Value.AccountSid!, options.Value.AuthToken!, httpClient: new Twilio.Http.SystemNetHttpClient(clients.CreateClient(nameof(TwilioTexts))));
}

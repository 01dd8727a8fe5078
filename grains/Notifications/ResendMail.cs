using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Options;

namespace Actors.Grains.Notifications;

/// <summary>Letters by Resend's HTTP API. The letter's id is its idempotency key there, so that a repeat within a day is the same letter.</summary>
internal sealed class ResendMail(IHttpClientFactory clients, IOptions<MailOptions> options) : IMailPort
{
    public async Task<MailReceipt> Send(Mail mail)
    {
        var set = options.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(set.Api, "emails"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", set.ApiKey);
        request.Headers.Add("Idempotency-Key", SecretKey.Hash(mail.Id));
        request.Content = JsonContent.Create(new { from = set.From, to = new[] { mail.To }, subject = mail.Subject, text = mail.Body });
        using var client = clients.CreateClient(nameof(ResendMail));
        using var response = await client.SendAsync(request);
        if (response.IsSuccessStatusCode)
        {
            return MailReceipt.Taken;
        }

        // A wrong key or sender is ours to mend, and the letter waits; of a letter that is wrong itself no repeat makes a right one.
        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
            ? MailReceipt.Refused($"resend-{(int)response.StatusCode}")
            : throw new HttpRequestException($"Resend answered {(int)response.StatusCode}.", null, response.StatusCode);
    }
}

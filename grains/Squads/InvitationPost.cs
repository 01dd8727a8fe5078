using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Squads;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Squads;

/// <summary>Sends what a booking's people are invited by.</summary>
internal sealed partial class InvitationPost(BookingId id, IMailPort mail, ITextPort texts, SecretKey secrets, Clock clock, ILogger log)
{
    private const int LettersAtOnce = 20;

    /// <summary>A provider that hangs is asked again later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Some of the invitations that are to be sent, as they are afterwards, and why others could not be.</summary>
    public async Task<(List<Invitation> Sent, List<Exception> Failures)> SendSome(BookingState booking, ISquadGrain of, DateTimeOffset now)
    {
        List<Invitation> sent = [];
        List<Exception> failures = [];
        if (booking.Invitations.Where(i => i.IsUnsent).Take(LettersAtOnce).ToList() is { Count: > 0 } unsent && await of.Standing(By.Platform) is { } squad)
        {
            await Task.WhenAll(unsent.Select(async i =>
            {
                try
                {
                    sent.Add(i.ExpiresAt <= now ? i with { Failure = "late" } : await Send(booking, i, squad));
                }
                catch (Exception exception)
                {
                    failures.Add(exception);
                }
            }));
        }

        return (sent, failures);
    }

    /// <summary>The letter, or a text where there is no address or the letter is refused.</summary>
    private async Task<Invitation> Send(BookingState booking, Invitation invitation, SquadStanding squad)
    {
        var url = $"{invitation.Url}/join/{id.Value[BookingId.Prefix.Length..]}{await secrets.Link($"{invitation.Id}/{invitation.Letter}")}";
        string? failure = null;
        if (invitation.Email is { } to)
        {
            var receipt = await mail.Send(SquadLetters.Invite(booking, invitation, squad, to, url)).WaitAsync(s_patience);
            if (receipt.Accepted)
            {
                return invitation with { SentAt = clock.Now, Channel = "EMAIL" };
            }

            failure = receipt.Failure ?? "refused";
        }

        if (invitation.Phone is not null)
        {
            var receipt = await texts.Send(SquadLetters.Text(booking, invitation, squad, url)).WaitAsync(s_patience);
            if (receipt.Accepted)
            {
                return invitation with { SentAt = clock.Now, Channel = "SMS" };
            }

            failure = receipt.Failure ?? "refused";
        }

        NotTaken(invitation.Id, failure);
        return invitation with { Failure = failure };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Invitation {Invitation} was not taken: {Failure}")]
    private partial void NotTaken(InvitationId invitation, string? failure);
}

using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Writes to one volunteer. Key: user id. Apart from <see cref="VolunteerGrain"/>, so that a slow provider of letters holds up no sign-up.
/// </summary>
[GrainType(SeatNotice.Receiver)]
internal sealed partial class VolunteerMailGrain(IMailPort mail, ILogger<VolunteerMailGrain> log) : Grain, IIntentTarget
{
    /// <summary>A provider that hangs is asked again later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public async Task Receive(Intent intent)
    {
        if (intent.Kind != SeatNotice.IntentKind || JsonSerializer.Deserialize<SeatNotice>(intent.Payload, ActorsJson.Options) is not { } notice)
        {
            throw new NotSupportedException($"A volunteer's mail receives {SeatNotice.IntentKind}, not {intent.Kind}.");
        }

        // Whoever has no account any more, or no address, cannot be told.
        if (await GrainFactory.GetGrain<IAccountGrain>(this.GetPrimaryKeyString()).Card() is not { Email: { } address })
        {
            return;
        }

        // The letter has the id of the intent: received twice, it is the same letter.
        var receipt = await mail.Send(SeatLetter.Write(intent.Id, notice, address)).WaitAsync(s_patience);
        if (!receipt.Accepted)
        {
            NotTaken(intent.Id, receipt.Failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Letter {Letter} was not taken: {Failure}")]
    private partial void NotTaken(string letter, string? failure);
}

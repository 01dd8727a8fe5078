using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Writes to one volunteer, one letter at a time, so that the limit of letters that nobody asked for holds whoever asks. Apart from
/// <see cref="VolunteerGrain"/>, so that a slow provider of letters holds up no sign-up.
/// </summary>
[GrainType(SeatNotice.Receiver)]
internal sealed partial class VolunteerMailGrain(
    [PersistentState(SeatNotice.Receiver)] IPersistentState<VolunteerMailState> state, IMailPort mail, Clock clock, IOptions<VolunteerOptions> options, ILogger<VolunteerMailGrain> log)
    : Grain, IVolunteerMailGrain, IIntentTarget, IPersonalData, IHeir
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

        if (notice.Kind == SeatNoticeKind.Called)
        {
            // Late news of a free seat is none, and whoever was asked often enough is not asked.
            if (clock.Now >= notice.StartsAt || ContactCap.Count(state.State, intent.Id, options.Value.ContactsPerWeek, clock.Now) is not { } counted)
            {
                return;
            }

            // Counted before it is sent: a crash between the two sends the same letter again, never one too many.
            await Save(counted);
        }

        // The letter has the id of the intent: received twice, it is the same letter.
        var receipt = await mail.Send(SeatLetter.Write(intent.Id, notice, address)).WaitAsync(s_patience);
        if (!receipt.Accepted)
        {
            NotTaken(intent.Id, receipt.Failure);
        }
    }

    public async Task<Outcome<ContactPreferences>> Prefer(SetContactPreferences command)
    {
        if (!IsOwn(command.By))
        {
            return CommonFaults.NotAllowed;
        }

        if (command.Preferences.MostPerWeek is < 0 or > 50)
        {
            return OpportunityFaults.ContactsInvalid;
        }

        await Save(state.State with { OptedOut = !command.Preferences.AskForFreeSeats, MostPerWeek = command.Preferences.MostPerWeek });
        return View();
    }

    public Task<Outcome<ContactPreferences>> Preferences(By by) => Task.FromResult<Outcome<ContactPreferences>>(IsOwn(by) ? View() : CommonFaults.NotAllowed);

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, ContactCap.Join);

    private ContactPreferences View() => new(!state.State.OptedOut, state.State.MostPerWeek);

    private bool IsOwn(By by) => by.User?.Value == this.GetPrimaryKeyString();

    private Task Save(VolunteerMailState next) => next == state.State ? Task.CompletedTask : state.Save(next, this);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Letter {Letter} was not taken: {Failure}")]
    private partial void NotTaken(string letter, string? failure);
}

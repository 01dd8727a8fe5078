using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Ledger;
using Actors.Organizations;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Ledger;

/// <summary>The mailbox around <see cref="Verification"/> and <see cref="Notices"/>: one command or deadline at a time.</summary>
[GrainType(Attended.Receiver)]
internal sealed partial class LedgerEntryGrain(
    [PersistentState(Attended.Receiver)] IPersistentState<LedgerEntryState> state, IMailPort mail, Clock clock, ILogger<LedgerEntryGrain> log)
    : Grain, ILedgerEntryGrain, IIntentTarget, IDueGrain, IPersonalData
{
    /// <summary>A provider that hangs must not hold up the organization's own decision.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private LedgerEntryId Key => new(this.GetPrimaryKeyString());

    /// <summary>One write and no letter: the entry is due at once, and its deadline tells the organization within a second.</summary>
    public async Task Receive(Intent intent)
    {
        if (intent.Kind != Attended.Kind || JsonSerializer.Deserialize<Attended>(intent.Payload, ActorsJson.Options) is not { } attended)
        {
            throw new NotSupportedException($"A ledger entry receives {Attended.Kind}, not {intent.Kind}.");
        }

        if (Id.Twin<LedgerEntryId>(attended.Registration.Value) != Key)
        {
            throw new ArgumentException($"{attended.Registration} has its entry elsewhere than {Key}.", nameof(intent));
        }

        await Save(Verification.Attend(state.State, attended, clock.Now));
    }

    public async Task OnDue()
    {
        var organization = Organization();
        var terms = organization is null || state.State.Status != LedgerStatus.Pending ? null : await organization.Terms();
        var next = Notices.Follow(state.State, terms);
        var step = Notices.Next(next, terms, clock.Now);
        if (step is Step.Tell letter)
        {
            // Told before it is written down: a crash between the two sends the same letter again, never none.
            next = Notices.Record(next, letter, await Tell(next, letter, terms!), clock.Now);
            step = Notices.Next(next, terms, clock.Now);
        }

        if (step is Step.CountSilence)
        {
            next = Verification.CountSilence(next, clock.Now);
            step = new Step.Rest();
        }

        await Save(Notices.Settle(next, step));
    }

    public async Task<Outcome<LedgerEntryView>> Verify(VerifyHours command) =>
        await Conclude(Verification.Verify(state.State, command, await MayVerify(command.By), clock.Now), command.By);

    public async Task<Outcome<LedgerEntryView>> Adjust(AdjustHours command) =>
        await Conclude(Verification.Adjust(state.State, command, await MayVerify(command.By), clock.Now), command.By);

    public async Task<Outcome<LedgerEntryView>> Reject(RejectHours command) =>
        await Conclude(Verification.Reject(state.State, command, await MayVerify(command.By)), command.By);

    public async Task<Outcome<LedgerEntryView>> Dispute(DisputeHours command) =>
        await Conclude(Verification.Dispute(state.State, command, await MayVerify(command.By)), command.By);

    public async Task<Outcome<LedgerEntryView>> View(By by)
    {
        var allowed = await MayVerify(by);
        return state.State.Attended is { } attended && (allowed || by.User == attended.User)
            ? LedgerEntry.View(Key, state.State, state.State.Status == LedgerStatus.Pending ? await Organization()!.Terms() : null, by, allowed)
            : LedgerFaults.Unknown;
    }

    public async Task<Outcome<Done>> Forget(ForgetPerson command) =>
        command.By == By.Platform ? await state.Save((Outcome<LedgerEntryState>)Verification.Forget(state.State, command.User), this) : CommonFaults.NotAllowed;

    public async Task<Outcome<Done>> Move(MovePerson command) =>
        command.By == By.Platform ? await state.Save((Outcome<LedgerEntryState>)Verification.Move(state.State, command.From, command.To), this) : CommonFaults.NotAllowed;

    private async Task<Outcome<LedgerEntryView>> Conclude(Outcome<LedgerEntryState> next, By by)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value);
        return LedgerEntry.View(Key, state.State, null, by, allowed: true);
    }

    private async Task<ImmutableArray<Told>> Tell(LedgerEntryState next, Step.Tell letter, OrganizationTerms terms)
    {
        if (terms.NoticeRecipients.IsEmpty)
        {
            return [new(null, "no-recipient")];
        }

        var ends = Notices.AutoVerifiesAt(next, terms);
        return [.. await Task.WhenAll(terms.NoticeRecipients.Select(async recipient =>
        {
            try
            {
                var receipt = await mail.Send(VerificationLetter.Write(Key.Value, next, terms, letter.Kind, recipient, ends)).WaitAsync(s_patience);
                return new Told(recipient, receipt.Accepted ? null : receipt.Failure ?? "refused");
            }
            catch (Exception exception)
            {
                LetterFailed(exception, Key, letter.Kind);
                return new Told(recipient, "unavailable");
            }
        }))];
    }

    private IOrganizationGrain? Organization() =>
        state.State.Attended is { } attended ? GrainFactory.GetGrain<IOrganizationGrain>(attended.Organization.Value) : null;

    private async Task<bool> MayVerify(By by) => Organization() is { } organization && await organization.Allows(by, Permission.VerifyHours);

    private Task Save(LedgerEntryState next) => ReferenceEquals(next, state.State) ? Task.CompletedTask : state.Save(next, this);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Letter {Kind} of {Entry} was not taken; it is tried again")]
    private partial void LetterFailed(Exception exception, LedgerEntryId entry, NoticeKind kind);
}

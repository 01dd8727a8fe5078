using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Ledger;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Tests.Unit.Ledger;

/// <summary>An attendance, the people around it, and shorthand for what they do.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Start = new(2026, 3, 14, 15, 0, 0, TimeSpan.Zero);
    public static readonly UserId Volunteer = Id.From<UserId>("volunteer");
    public static readonly By Coordinator = new(Id.From<UserId>("coordinator"), "Cora", PlatformRole.User);

    public static OrganizationTerms Terms { get; } = new("Harbour Kitchen", AutoVerify: true, TimeSpan.FromHours(48), ["hours@kitchen.example"]);

    public static Attended Attendance(CheckInMethod method = CheckInMethod.Qr) => new(
        Id.From<RegistrationId>("registration"), Id.From<OpportunityId>("opportunity"), Id.From<ShiftId>("shift"), Id.From<OrganizationId>("organization"),
        Volunteer, "Vera", "Soup on Saturday", new(2026, 3, 14), Start.AddHours(-3), Start, 180, method);

    public static LedgerEntryState Fresh(CheckInMethod method = CheckInMethod.Qr) => Verification.Attend(new(), Attendance(method), Start);

    /// <summary>An entry whose organization was told at once.</summary>
    public static LedgerEntryState Told(CheckInMethod method = CheckInMethod.Qr) => Due(Fresh(method), Terms, Start);

    /// <summary>One deadline call as the grain makes it, with a provider that answers <paramref name="failure"/>.</summary>
    public static LedgerEntryState Due(LedgerEntryState state, OrganizationTerms? terms, DateTimeOffset now, string? failure = null)
    {
        var next = Notices.Follow(state, terms);
        var step = Notices.Next(next, terms, now);
        if (step is Step.Tell letter)
        {
            ImmutableArray<Told> tries = terms!.NoticeRecipients.IsEmpty ? [new(null, "no-recipient")] : [.. terms.NoticeRecipients.Select(r => new Told(r, failure))];
            next = Notices.Record(next, letter, tries, now);
            step = Notices.Next(next, terms, now);
        }

        if (step is Step.CountSilence)
        {
            next = Verification.CountSilence(next, now);
            step = new Step.Rest();
        }

        return Notices.Settle(next, step);
    }

    /// <summary>Lets time pass from deadline to deadline, as the deadline grains do.</summary>
    public static LedgerEntryState Pass(LedgerEntryState state, OrganizationTerms? terms, DateTimeOffset until, Func<DateTimeOffset, string?>? failure = null)
    {
        while (state.NextDue is { } due && due <= until)
        {
            state = Due(state, terms, due, failure?.Invoke(due));
        }

        return state;
    }

    public static Outcome<LedgerEntryState> Dispute(LedgerEntryState state, string command = "dispute") =>
        Verification.Dispute(state, new(new(command), Coordinator, "was not there"), allowed: true);
}

using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Squads;
using Actors.Squads;

namespace Actors.Tests.Unit.Squads;

public sealed class GuesthoodTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Who_came_is_asked_a_day_after_the_end_and_who_did_not_is_forgotten_after_ninety()
    {
        var state = Expect(new(), "soup", endsAt: s_now.AddHours(3));

        Assert.Equal(s_now.AddHours(3).AddDays(90), state.NextDue);
        Assert.Equal(s_now.AddHours(27), Attended(state, "soup").NextDue);
        Assert.Empty(Guesthood.ToClaim(Attended(state, "soup"), s_now.AddHours(26)));
        Assert.Single(Guesthood.ToClaim(Attended(state, "soup"), s_now.AddHours(27)));
        Assert.Same(state, Guesthood.Attended(state, Id.From<RegistrationId>("another"), s_now));
    }

    [Fact]
    public void An_event_without_hours_is_asked_about_when_there_are_some()
    {
        var state = Attended(Expect(new(), "soup", s_now), "soup");
        var none = Guesthood.NothingToClaim(state, state.Events[0]);

        Assert.Empty(Guesthood.ToClaim(none, s_now.AddDays(5)));
        Assert.Single(Guesthood.ToClaim(Attended(none, "soup"), s_now.AddDays(5)));
    }

    [Fact]
    public void A_guest_with_hours_stays()
    {
        var state = Expect(new(), "soup", s_now);

        Assert.Null(Guesthood.Keep(state, hasHours: true).NextDue);
        Assert.Same(state, Guesthood.Keep(state, hasHours: false));
    }

    [Theory]
    [InlineData(20, 3000, 0)]
    [InlineData(21, 3000, 1)]
    [InlineData(20, 3001, 1)]
    [InlineData(21, 3001, 2)]
    public void Very_many_squads_or_hours_are_a_moderators_matter_once(int squads, int minutes, int flags)
    {
        var state = Enumerable.Range(0, squads).Aggregate(new GuestState(), (guest, i) => Expect(guest, $"{i}", s_now));

        var raised = Guesthood.Suspicions(state, minutes).Select(s => s.Kind).ToList();

        Assert.Equal(flags, raised.Count);
        Assert.Empty(Guesthood.Suspicions(state with { Flags = [.. raised] }, minutes));
    }

    private static GuestState Attended(GuestState state, string name) => Guesthood.Attended(state, Id.From<RegistrationId>(name), s_now);

    private static GuestState Expect(GuestState state, string name, DateTimeOffset endsAt) => Guesthood.Expect(
        state,
        new(new("expect"), By.Platform, new("gus@example.org", "gus@example.org"), new(
            Id.From<SquadId>(name), Id.From<BookingId>(name), Id.From<InvitationId>(name), Id.From<OpportunityId>(name), Id.From<ShiftId>(name), Id.From<RegistrationId>(name),
            name, "Kitchen", endsAt.AddHours(-3), endsAt, "UTC"), "https://actors.example"),
        s_now);
}

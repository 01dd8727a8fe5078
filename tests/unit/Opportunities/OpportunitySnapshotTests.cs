using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Opportunities;

public class OpportunitySnapshotTests
{
    [Fact]
    public void An_opportunity_from_before_the_waitlist_loads_and_has_the_usual_terms()
    {
        var opportunity = Snapshot.Load<OpportunityState>("Opportunities/Snapshots/opportunity-1.json");

        Assert.Equal(SeatTerms.Default, opportunity.SeatTerms);
        Assert.Equal((20, null, null), (opportunity.Shifts[0].Seats, opportunity.Shifts[0].Minimum, opportunity.Shifts[0].Outcome));
    }

    [Fact]
    public void Yesterdays_opportunity_loads_in_todays_build()
    {
        var opportunity = Snapshot.Load<OpportunityState>("Opportunities/Snapshots/opportunity-2.json");

        Assert.Equal(new(true, 720, 24, 60, 10, 30, 48, true), opportunity.SeatTerms);
        Assert.Equal((5, ShiftDecision.TakesPlace, 1), (opportunity.Shifts[0].Minimum, opportunity.Shifts[0].Outcome!.Decision, opportunity.Shifts[0].Call!.Waves));
        Assert.True(opportunity.Shifts[1].IsCancelled);
    }

    [Fact]
    public void Yesterdays_mail_of_a_volunteer_and_letters_on_their_way_load_in_todays_build()
    {
        var mail = Snapshot.Load<VolunteerMailState>("Opportunities/Snapshots/volunteer-mail-1.json");
        var notice = Snapshot.Load<SeatNotice>("Opportunities/Snapshots/seat-notice-1.json");

        Assert.Equal((1, 1), (mail.MostPerWeek, mail.Contacts.Length));
        Assert.Equal((SeatNoticeKind.Changed, "Pier 1, New York"), (notice.Kind, notice.Was!.Address));
    }
}

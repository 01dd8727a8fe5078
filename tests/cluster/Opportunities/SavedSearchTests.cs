using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public class SavedSearchTests
{
    private const int NextWeek = 7 * 24 * 60;
    private static readonly SavedSearchId s_id = Id.From<SavedSearchId>("soup");

    [Fact]
    public async Task A_new_match_is_told_once_however_often_it_is_edited_and_what_was_there_before_is_not()
    {
        await using var stage = await Start();
        var vera = await stage.Cluster.Person("Vera");
        await stage.Opened(startsIn: NextWeek);
        Told(await Save(stage, vera));

        await stage.Cluster.Pass(TimeSpan.FromHours(25));
        Assert.Equal(0, await Letters(stage));

        var news = await stage.Opened(startsIn: NextWeek);
        await stage.Cluster.Pass(TimeSpan.FromHours(24));
        Assert.Equal(1, await Letters(stage));
        Assert.Contains(news.Id.Value, await stage.Cluster.Scalar<string>("select body from outbox_message where about = $1", s_id.Value), StringComparison.Ordinal);

        Told(await stage.Grain(news.Id).Edit(new(CommandId.New(), stage.Owner, Details(title: "Soup on Sunday"), [stage.Shift(20, news.Shifts[0].Id, NextWeek)], null)));
        await stage.Cluster.Pass(TimeSpan.FromHours(50));
        Assert.Equal(1, await Letters(stage));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_letter_that_was_sent_and_not_struck_off_is_the_same_letter_again(bool isStored)
    {
        await using var stage = await Start();
        var vera = await stage.Cluster.Person("Vera");
        Told(await Save(stage, vera));
        await stage.Opened(startsIn: NextWeek);

        // The letter is delivered, then the write that strikes it off fails, and another match comes before the next try.
        stage.Cluster.Mail.Delivered = async _ =>
        {
            stage.Cluster.Mail.Delivered = _ => Task.CompletedTask;
            stage.Cluster.Storage.FailNext("saved-searches", isStored ? WriteFault.AnswerLost : WriteFault.Refused);
            await stage.Opened(startsIn: NextWeek);
        };
        await stage.Cluster.Pass(TimeSpan.FromHours(24.1));
        await stage.Cluster.Pass(TimeSpan.FromHours(25));

        Assert.Equal(2, await Letters(stage));
        Assert.Equal(2, await stage.Cluster.Scalar<long>("select count(*) from saved_search_told where search_id = $1", s_id.Value));
        Assert.Equal(2, await stage.Cluster.Scalar<long>("select count(distinct m.id) from saved_search_told t join outbox_message m on position(t.opportunity_id in m.body) > 0"));
    }

    [Fact]
    public async Task A_provider_that_fails_gets_the_letter_later()
    {
        await using var stage = await Start();
        var vera = await stage.Cluster.Person("Vera");
        Told(await Save(stage, vera));
        await stage.Opened(startsIn: NextWeek);
        var failures = 2;
        stage.Cluster.Mail.Fault = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("The test breaks the provider.") : null;

        await stage.Cluster.Pass(TimeSpan.FromHours(24.5));

        Assert.Equal(1, await Letters(stage));
    }

    [Fact]
    public async Task Unsubscribing_ends_the_letters_and_the_search_stays()
    {
        await using var stage = await Start();
        var vera = await stage.Cluster.Person("Vera");
        Told(await Save(stage, vera));
        Told(await Grain(stage, vera).Unsubscribe(new(CommandId.New(), s_id)));
        Told(await Grain(stage, vera).Unsubscribe(new(CommandId.New(), s_id)));

        await stage.Opened(startsIn: NextWeek);
        await stage.Cluster.Pass(TimeSpan.FromHours(50));

        Assert.Equal(0, await Letters(stage));
        Assert.False(Assert.Single(Told(await Grain(stage, vera).List(vera))).Tells);
        Assert.Equal(SavedSearchFaults.Unknown, (await Grain(stage, vera).Unsubscribe(new(CommandId.New(), Id.From<SavedSearchId>("other")))).Fault);
    }

    [Fact]
    public async Task Limits_and_owners()
    {
        await using var stage = await Start();
        var vera = await stage.Cluster.Person("Vera");

        Assert.Equal(CommonFaults.SignIn, (await Grain(stage, vera).List(stage.Owner)).Fault);
        Assert.Equal(CommonFaults.SignIn, (await Grain(stage, vera).Save(Command(stage.Owner, s_id))).Fault);
        Assert.Equal(SavedSearchFaults.PeriodInvalid, (await Grain(stage, vera).Save(Command(vera, s_id) with { EveryHours = 0 })).Fault);
        Assert.Equal(SavedSearchFaults.NameInvalid, (await Grain(stage, vera).Save(Command(vera, s_id) with { Name = " " })).Fault);
        for (var i = 0; i < 20; i++)
        {
            Told(await Grain(stage, vera).Save(Command(vera, Id.From<SavedSearchId>($"{i}"))));
        }

        Assert.Equal(SavedSearchFaults.TooMany, (await Grain(stage, vera).Save(Command(vera, s_id))).Fault);
        Told(await Grain(stage, vera).Remove(new(CommandId.New(), vera, Id.From<SavedSearchId>("3"))));
        Told(await Grain(stage, vera).Remove(new(CommandId.New(), vera, Id.From<SavedSearchId>("3"))));
        Told(await Grain(stage, vera).Save(Command(vera, s_id)));
    }

    [Fact]
    public async Task Events_for_followers_are_for_followers_and_their_searches()
    {
        await using var stage = await Start();
        var (vera, victor) = (await stage.Cluster.Person("Vera"), await stage.Cluster.Person("Victor"));
        var follows = stage.Cluster.Grains.GetGrain<IFollowsGrain>(vera.User!.Value.Value);
        Told(await follows.Follow(new(CommandId.New(), vera, stage.Organization)));
        var again = Told(await follows.Follow(new(CommandId.New(), vera, stage.Organization)));
        Told(await Save(stage, vera));
        Told(await stage.Cluster.Grains.GetGrain<ISavedSearchesGrain>(victor.User!.Value.Value).Save(Command(victor, Id.From<SavedSearchId>("victor"))));

        var view = await stage.Opened(visibility: Visibility.FollowersOnly, startsIn: NextWeek);
        await stage.Cluster.Pass(TimeSpan.FromHours(24));

        Assert.Equal("Harbour Kitchen", again.Name);
        Assert.Equal(view.Id, Told(await stage.Grain(view.Id).View(vera)).Id);
        Told(await stage.Register(view, vera));
        Assert.Equal(OpportunityFaults.Unknown, (await stage.Grain(view.Id).View(victor)).Fault);
        Assert.Equal(OpportunityFaults.Unknown, (await stage.Register(view, victor)).Fault);
        Assert.Equal(1, await stage.Cluster.Scalar<long>("select count(*) from outbox_message where about like 'ssr_%'"));
        Assert.Equal(CommonFaults.SignIn, (await follows.List(victor)).Fault);
        Assert.Equal(OrganizationFaults.Unknown, (await follows.Follow(new(CommandId.New(), vera, Id.From<OrganizationId>("none")))).Fault);

        // A seat that one has is kept; who follows no longer and has none sees it no longer.
        Told(await follows.Unfollow(new(CommandId.New(), vera, stage.Organization)));
        Told(await stage.Grain(view.Id).View(vera));
        await stage.GivesBack(view, vera);
        Assert.Equal(OpportunityFaults.Unknown, (await stage.Grain(view.Id).View(vera)).Fault);
    }

    private static SaveSearch Command(By by, SavedSearchId id) => new(
        CommandId.New(), by, id, "Soup", "text=soup", SearchCriteria.Everything with { Text = "soup" });

    private static ISavedSearchesGrain Grain(OpportunityCluster stage, By who) => stage.Cluster.Grains.GetGrain<ISavedSearchesGrain>(who.User!.Value.Value);

    private static Task<Outcome<SavedSearchView>> Save(OpportunityCluster stage, By who) => Grain(stage, who).Save(Command(who, s_id));

    private static async Task<long> Letters(OpportunityCluster stage) => await stage.Cluster.Scalar<long>("select count(*) from outbox_message where about = $1", s_id.Value);
}

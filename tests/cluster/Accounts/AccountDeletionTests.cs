using System.IO.Compression;
using System.Text;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Cluster.Accounts;

public sealed class AccountDeletionTests : IAsyncLifetime
{
    private const string Name = "Zenobia Quartermain";
    private const string Address = "zenobia@people.example";

    private static readonly TimeSpan s_all = TimeSpan.FromDays(31);

    private OpportunityCluster _stage = null!;
    private By _zenobia = By.Nobody;
    private OpportunityView _past = null!;
    private OpportunityView _future = null!;

    public async ValueTask InitializeAsync() => _stage = await OpportunityCluster.Start();

    public async ValueTask DisposeAsync() => await _stage.DisposeAsync();

    private ActorsCluster Cluster => _stage.Cluster;

    private IAccountDeletionGrain Deletion => Cluster.Grains.GetGrain<IAccountDeletionGrain>(_zenobia.User!.Value.Value);

    private IAccountGrain Account => Cluster.Grains.GetGrain<IAccountGrain>(_zenobia.User!.Value.Value);

    private string User => _zenobia.User!.Value.Value;

    [Fact]
    public async Task After_30_days_nothing_is_left_of_the_person_and_the_hours_still_count()
    {
        await Live();
        await Ask();

        await Cluster.Pass(s_all);

        await Gone();
        Assert.Equal(AccountFaults.NoDeletion, (await Deletion.View(_zenobia)).Fault);
        Assert.Equal(1, await Cluster.Scalar<long>("select count(*) from outbox_message where recipient = $1 and subject = 'Your account is deleted'", Address));

        // The address and the handle are anybody's.
        var next = Id.New<UserId>(Guid.CreateVersion7());
        Assert.True((await Email().Register(new(CommandId.New(), next, Parsed(), "Another", null, null, "hash"))).Succeeded);
        Assert.True((await Cluster.Grains.GetGrain<IAccountGrain>(next.Value).TakeHandle(new(CommandId.New(), new(next, "Another", PlatformRole.User), "zenobia"))).Succeeded);
    }

    [Fact]
    public async Task Until_then_its_owner_sees_it_coming_and_can_stop_it()
    {
        await Live();
        await Ask();
        var (eve, asked) = (await Cluster.Person("eve"), Cluster.Now);

        await Cluster.Pass(29.Days());

        Assert.Equal(asked + 30.Days(), (await Account.Credentials())!.DeletesAt);
        Assert.Equal(AccountFaults.Unknown, (await Deletion.Stop(new(CommandId.New(), eve))).Fault);
        Assert.True((await Deletion.Stop(new(CommandId.New(), _zenobia))).Succeeded);
        Assert.True((await Deletion.Stop(new(CommandId.New(), _zenobia))).Succeeded);
        await Cluster.Pass(s_all);
        Assert.Equal(Name, (await Account.Card())?.Name);
        Assert.Null((await Account.Credentials())!.DeletesAt);
    }

    [Fact]
    public async Task Asking_twice_is_once_and_others_cannot_ask()
    {
        await Live();
        var eve = await Cluster.Person("eve");

        Assert.Equal(AccountFaults.Unknown, (await Deletion.Ask(new(CommandId.New(), eve))).Fault);
        var first = await Ask();
        Cluster.Time.Advance(1.Days());

        Assert.Equal(first, await Ask());
    }

    [Fact]
    public async Task The_only_owner_of_an_organization_hands_over_first()
    {
        var deletion = Cluster.Grains.GetGrain<IAccountDeletionGrain>(_stage.Owner.User!.Value.Value);
        var organization = Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value);
        var next = await Cluster.Person("Nora");

        var refused = (await deletion.Ask(new(CommandId.New(), _stage.Owner))).Fault!;
        Assert.Equal(("accounts.sole-owner", "Harbour Kitchen"), (refused.Code, refused.Facts!["organization"]));

        await organization.SetMember(new(CommandId.New(), _stage.Owner, next.User!.Value, OrganizationRole.Owner, null, []));
        Assert.True((await deletion.Ask(new(CommandId.New(), _stage.Owner))).Succeeded);

        // Whoever took over leaves meanwhile: it is held up, and goes on once somebody else is there.
        await organization.RemoveMember(new(CommandId.New(), next, next.User.Value));
        await Cluster.Pass(s_all);
        Assert.NotNull(await Cluster.Grains.GetGrain<IAccountGrain>(_stage.Owner.User.Value.Value).Card());
        await organization.SetMember(new(CommandId.New(), _stage.Owner, next.User.Value, OrganizationRole.Owner, null, []));
        await Cluster.Pass(8.Days());

        Assert.Null(await Cluster.Grains.GetGrain<IAccountGrain>(_stage.Owner.User.Value.Value).Card());
        Assert.Equal(next.User, Assert.Single((await organization.View(next)).Value!.Members).User);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_at_any_step_leaves_the_same_in_the_end(bool stored)
    {
        await Live();
        await Ask();
        HashSet<string> failed = [];

        // Every kind of document and every step fails once, when it is first written.
        Cluster.Storage.Fault = (state, grain) => Cluster.Now >= _asked + 30.Days() && failed.Add($"{state}/{grain}/{failed.Count / 20}") && failed.Count % 3 == 0 ? stored ? WriteFault.AnswerLost : WriteFault.Refused : WriteFault.None;
        await Cluster.Pass(s_all);
        await Cluster.Crash();
        Cluster.Storage.Fault = (_, _) => WriteFault.None;
        await Cluster.Pass(1.Days());

        Assert.True(failed.Count >= 3, "No write failed.");
        await Gone();
        Assert.Equal(1, await Cluster.Scalar<long>("select count(*) from outbox_message where recipient = $1 and subject = 'Your account is deleted'", Address));
    }

    [Fact]
    public async Task Nobody_but_the_platform_makes_anything_forget()
    {
        await Live();
        var admin = await Cluster.Person("root", PlatformRole.Admin);

        foreach (var grain in await AccountTraces.Find(Cluster.Database, "default", _zenobia.User!.Value))
        {
            foreach (var by in new[] { admin, _zenobia, By.Nobody })
            {
                var forgotten = await Cluster.Grains.GetGrain<IPersonalData>(GrainId.Parse(grain, System.Globalization.CultureInfo.InvariantCulture)).Forget(new(CommandId.New(), by, _zenobia.User.Value));
                Assert.Equal((grain, CommonFaults.NotAllowed), (grain, forgotten.Fault));
            }
        }

        Assert.Equal(Name, (await Account.Card())?.Name);
    }

    [Fact]
    public async Task The_archive_has_everything_of_the_person_and_nothing_that_opens_a_door_or_is_others()
    {
        await Live();
        var eve = await Cluster.Person("Evelyn");
        await _stage.Registered(_future, eve);
        var organization = Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value);
        await organization.SetMember(new(CommandId.New(), _stage.Owner, _zenobia.User!.Value, OrganizationRole.Member, "Cook", []));
        await organization.Block(new(CommandId.New(), _stage.Owner, eve.User!.Value, "sings too loudly", "Evelyn"));

        using var archive = new MemoryStream();
        await Cluster.Services.GetRequiredService<IAccountExport>().Write(_zenobia.User.Value, archive, TestContext.Current.CancellationToken);

        using var zip = new ZipArchive(archive, ZipArchiveMode.Read);
        var files = zip.Entries.ToDictionary(e => e.FullName, Text, StringComparer.Ordinal);
        Assert.Contains("about-this-archive.txt", files.Keys);
        Assert.Contains(Name, files["documents/account.json"], StringComparison.Ordinal);
        Assert.Contains("environment", files["documents/matching-preferences.json"], StringComparison.Ordinal);
        Assert.Contains(Address, files.Single(f => f.Key.StartsWith("documents/email-address/", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.Contains("Soup on Saturday", files.Single(f => f.Key.StartsWith("about-you/ledger-entry/", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.Contains("Cook", files.Single(f => f.Key.StartsWith("about-you/organization-members/", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.Equal(1 + 2, files["tables/registration.csv"].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(files.Values, f => f.Contains("secret-hash", StringComparison.Ordinal));
        Assert.DoesNotContain(files.Values, f => f.Contains("Evelyn", StringComparison.Ordinal) || f.Contains(eve.User.Value.Value, StringComparison.Ordinal));
        foreach (var place in AccountReferences.Documents.Where(d => d is { Path: null, Role: ReferenceRole.Owner }))
        {
            var exists = await Cluster.Scalar<bool>("select exists (select from grain_state where state_name = $1 and grain_key = $2 and payload is not null)", place.State, User);
            Assert.Equal((place.State, exists), (place.State, files.ContainsKey($"documents/{place.State}.json")));
        }
    }

    [Fact]
    public void What_a_table_program_takes_for_a_formula_is_text() =>
        Assert.Equal("\"a\"\r\n\"'=1+1\"\r\n\"say \"\"hi\"\"\"\r\n", AccountExport.Csv([new System.Text.Json.Nodes.JsonObject { ["a"] = "=1+1" }, new System.Text.Json.Nodes.JsonObject { ["a"] = "say \"hi\"" }]));

    private DateTimeOffset _asked;

    private async Task<DeletionView> Ask()
    {
        _asked = Cluster.Now;
        return OpportunityCluster.Told(await Deletion.Ask(new(CommandId.New(), _zenobia)));
    }

    /// <summary>A person with something of every kind.</summary>
    private async Task Live()
    {
        var user = Id.New<UserId>(Guid.CreateVersion7());
        _zenobia = new(user, Name, PlatformRole.User);
        Assert.True((await Email().Register(new(CommandId.New(), user, Parsed(), Name, "en", null, "secret-hash"))).Succeeded);
        Assert.True((await Email().Claim(new(CommandId.New(), user, Parsed(), AddressProof.Link))).Succeeded);
        Assert.True((await Account.EditProfile(new(CommandId.New(), _zenobia, new("Cooks", "Born to cook", "Palmyra", ProfileVisibility.Public)))).Succeeded);
        Assert.True((await Account.TakeHandle(new(CommandId.New(), _zenobia, "zenobia"))).Succeeded);
        var picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        Assert.True((await Account.SetAvatar(new(CommandId.New(), _zenobia, [.. picture]))).Succeeded);
        await Cluster.Grains.GetGrain<ISessionsGrain>(user.Value).Start(new(CommandId.New(), Id.New<SessionId>(Guid.CreateVersion7()), SignInMethod.Password, "Firefox", "203.0.113.0/24", Cluster.Now.AddDays(60)));
        Assert.True((await Cluster.Grains.GetGrain<ISecurityGrain>(user.Value).AddLogin(new(CommandId.New(), _zenobia, SignInMethod.GitHub, "4711", Name))).Succeeded);
        await Cluster.Grains.GetGrain<IFollowsGrain>(user.Value).Follow(new(CommandId.New(), _zenobia, _stage.Organization));
        var preferred = await Cluster.Grains.GetGrain<IMatchingPreferencesGrain>(user.Value).Edit(new(CommandId.New(), _zenobia, new(["environment"], [], [])));
        Assert.Null(preferred.Fault);

        _past = await _stage.Opened();
        await _stage.Registered(_past, _zenobia);
        Cluster.Time.Advance(15.Minutes());
        OpportunityCluster.Told(await _stage.CheckIn(_past, _zenobia));
        Cluster.Time.Advance(2.Hours());
        OpportunityCluster.Told(await _stage.Grain(_past.Id).CheckOut(new(CommandId.New(), _zenobia, (await _stage.Mine(_past, _zenobia)).Id)));
        await Cluster.Pass(1.Minutes());
        _future = await _stage.Opened(seats: 5, startsIn: 60 * 24 * 90);
        await _stage.Registered(_future, _zenobia);
        await _stage.Grain(_future.Id).Block(new(CommandId.New(), _stage.Owner, Id.New<UserId>(Guid.NewGuid()), "Somebody else", "Else"));
    }

    private async Task Gone()
    {
        Assert.Null(await Account.Card());
        Assert.Null(await Account.Credentials());
        Assert.Equal(AccountFaults.Unknown, (await Account.View(By.Platform)).Fault);
        Assert.Equal(
            "", await Cluster.Scalar<string>("select coalesce(string_agg(state_name, ', '), '') from grain_state where payload::text ilike '%zenobia%' or payload::text like '%Born to cook%' or payload::text like '%4711%'"));
        Assert.Equal(0, await Cluster.Scalar<long>("select count(*) from avatar"));
        Assert.Equal(0, await Cluster.Scalar<long>("select count(*) from registration where name ilike '%zenobia%'"));
        Assert.Equal(
            "ATTENDED CANCELLED", await Cluster.Scalar<string>("select string_agg(status, ' ' order by status) from registration where user_id = $1 and name = $2", User, FormerVolunteer.Name));
        Assert.Equal(0, (await _stage.See(_future.Id)).View.Shifts[0].Taken);
        Assert.Equal(
            120, await Cluster.Scalar<long>("select verified_minutes + pending_minutes from organization_totals where organization_id = $1", _stage.Organization.Value));
        Assert.Equal(FormerVolunteer.Name, await Cluster.Scalar<string>("select volunteer_name from ledger_entry_view where user_id = $1", User));
    }

    private IEmailAddressGrain Email() => Cluster.Grains.GetGrain<IEmailAddressGrain>(Parsed().Id.Value);

    private static EmailAddress Parsed()
    {
        Assert.True(EmailAddress.TryParse(Address, out var address));
        return address;
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

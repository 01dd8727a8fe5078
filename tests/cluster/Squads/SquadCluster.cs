using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;

namespace Actors.Tests.Cluster.Squads;

/// <summary>An organization with events, and a squad that Lea leads.</summary>
internal sealed partial record SquadCluster(OpportunityCluster Stage, By Leader, SquadId Squad) : IAsyncDisposable
{
    public const string Url = "http://actors.example";

    public ActorsCluster Cluster => Stage.Cluster;

    public ISquadGrain Grain => Cluster.Grains.GetGrain<ISquadGrain>(Squad.Value);

    public static async Task<SquadCluster> Start(bool isPrivate = false)
    {
        var stage = await OpportunityCluster.Start();
        var leader = await stage.Cluster.Person("Lea");
        var squad = Id.New<SquadId>(Guid.CreateVersion7());
        var cluster = new SquadCluster(stage, leader, squad);
        OpportunityCluster.Told(await cluster.Grain.Create(new(CommandId.New(), leader, new("Night Shift", SquadType.Friends, IsPrivate: isPrivate))));
        return cluster;
    }

    public IAccountGrain Account(UserId id) => Cluster.Grains.GetGrain<IAccountGrain>(id.Value);

    public IBookingGrain Booking(BookingId id) => Cluster.Grains.GetGrain<IBookingGrain>(id.Value);

    public BookForSquad Booked(OpportunityView soup, int seats, bool asMany = false, string command = "book") => new(new(command), Leader, Squad, soup.Id, soup.Shifts[0].Id, seats, asMany);

    public async Task<BookingView> Book(OpportunityView soup, int seats) =>
        OpportunityCluster.Told(await Booking(Id.New<BookingId>(Guid.CreateVersion7())).Book(Booked(soup, seats)));

    public async Task<BookingView> See(BookingId id) => OpportunityCluster.Told(await OpportunityCluster.Answered(() => Booking(id).View(Leader)));

    /// <summary>Invites somebody and reads their letter: the secret of the link.</summary>
    public async Task<string> Invited(BookingId booking, string email, string? name = null)
    {
        OpportunityCluster.Told(await Booking(booking).Invite(new(CommandId.New(), Leader, [new(name, email, null)], Url)));
        await Cluster.Pass(TimeSpan.FromSeconds(1));
        return await Mailed(email);
    }

    /// <summary>The secret of the link in the latest letter to an address.</summary>
    public async Task<string> Mailed(string email, string path = "join")
    {
        var body = await Cluster.Scalar<string>("select body from outbox_message where recipient = $1 and body like '%/' || $2 || '/%' order by sent_at desc, ctid desc limit 1", email, path);
        return Link().Match(body).Groups["secret"].Value;
    }

    public Task<Outcome<InvitationView>> Join(BookingId booking, string secret, By? by = null, string? name = null) =>
        Booking(booking).Join(new(CommandId.New(), by ?? By.Nobody, secret, name));

    /// <summary>Somebody who came by a letter and has a seat.</summary>
    public async Task<InvitationView> Guest(BookingId booking, string email, string? name = null) =>
        OpportunityCluster.Told(await Join(booking, await Invited(booking, email, name)));

    public IEmailAddressGrain Address(string email) => Cluster.Grains.GetGrain<IEmailAddressGrain>(Parse(email).Id.Value);

    public static EmailAddress Parse(string email) => EmailAddress.TryParse(email, out var address) ? address : throw new FormatException(email);

    /// <summary>Was there from the start to the end.</summary>
    public async Task Attends(OpportunityView soup, InvitationView guest)
    {
        var by = new By(guest.User, guest.Name ?? "", PlatformRole.User);
        await ByTheClock(soup.Shifts[0].StartsAt);
        OpportunityCluster.Told(await Stage.CheckIn(soup, by));
        await ByTheClock(soup.Shifts[0].EndsAt.AddMinutes(-1));
        OpportunityCluster.Told(await Stage.Grain(soup.Id).CheckOut(new(CommandId.New(), by, null)));
        await Cluster.Pass(TimeSpan.FromSeconds(20));
    }

    public Task ByTheClock(DateTimeOffset moment) => moment > Cluster.Now ? Cluster.Pass(moment - Cluster.Now) : Task.CompletedTask;

    /// <summary>All documents and rows that an opened link could move, as text.</summary>
    public Task<string> Everything() => Cluster.Scalar<string>(
        """
        select string_agg(t, E'\n' order by t) from (
          select state_name || grain_key || version || payload::text as t from grain_state
          union all select r::text from registration r union all select h::text from seat_hold h) all_of_it
        """);

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    [GeneratedRegex("/(join|claim)/[0-9a-z]{26}(?<secret>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}

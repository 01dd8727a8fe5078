using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Squads;

/// <param name="Seats">1 to 500; above 100 the leader needs a confirmed telephone number.</param>
/// <param name="AsManyAsThereAre">Fewer will do when there are fewer; otherwise all or none.</param>
public sealed record BookingRequest(OpportunityId Opportunity, ShiftId Shift, int Seats, bool AsManyAsThereAre = false);

/// <param name="Remaining">Seats that the booking has afterwards, joined ones included.</param>
public sealed record ReleaseSeatsRequest(int Remaining);

/// <summary>With an address and a number the number is used when the letter is refused.</summary>
public sealed record InviteeRequest(string? Name = null, string? Email = null, string? Phone = null);

public sealed record InviteRequest(ImmutableArray<InviteeRequest> People);

/// <param name="Token">The last part of the link's path.</param>
public sealed record InvitationRequest(string Token);

/// <param name="Name">As others should see a guest.</param>
public sealed record JoinRequest(string Token, string? Name = null, bool AcceptOverlap = false);

public sealed record AskInvitationRequest(string Token, string Email, string Name);

/// <param name="Code">The six digits on the venue's screen.</param>
public sealed record GuestCheckInRequest(string Token, string Code);

/// <param name="Password">10 to 256 characters; without one the owner logs in by links to the address.</param>
public sealed record ClaimRequest(string Token, string? Password = null);

/// <summary>Bookings, invitations to them, and what invited people and guests do by their links. Opening a link is no GET of a scanner's: the token is in the body.</summary>
internal static class BookingEndpoints
{
    private const string Reason = "Who has the link need not be signed in; its token is a secret.";

    public static void MapBookings(this RouteGroupBuilder api)
    {
        api.MapPost("/squads/{id}/bookings", Book).WithTags("Squads").WithName("BookSeats").WithSummary("Seats of a shift in one step: all or none, or as many as there are").RequireAuthorization()
            .Refuses(
                CommonFaults.MalformedId("sqd_..."), SquadFaults.Unknown, SquadFaults.NotAllowed, SquadFaults.PhoneMissing, SquadFaults.SeatsInvalid, SquadFaults.NotEnoughSeats,
                OpportunityFaults.Full, OpportunityFaults.Unknown, OpportunityFaults.UnknownShift, OpportunityFaults.NotOpen, OpportunityFaults.RegistrationClosed, OpportunityFaults.Blocked);
        var bookings = api.MapGroup("/bookings/{id}").WithTags("Squads").RequireAuthorization().Refuses(CommonFaults.MalformedId("bkg_..."), SquadFaults.BookingUnknown);
        bookings.MapGet("", View).WithName("Booking").WithSummary("Seats of a booking; leaders see who was invited, opened, joined and is there");
        bookings.MapPost("/release", Release).WithName("ReleaseSeats").WithSummary("Give seats back that nobody joined for")
            .Refuses(SquadFaults.NotAllowed, SquadFaults.SeatsJoined, SquadFaults.BookingGrows, SquadFaults.SeatsInvalid);
        bookings.MapPost("/invitations", Invite).WithName("Invite").WithSummary("Personal invitations by letter or text, each for one person and 7 days")
            .WithDescription("Whoever is invited already is not invited twice. At most 100 in 24 hours for one leader.")
            .Refuses(SquadFaults.NotAllowed, SquadFaults.InviteesInvalid, SquadFaults.TooManyInvitations, SquadFaults.TooManyInvited, SquadFaults.BookingOver);
        bookings.MapPost("/invitations/{invitation}/revoke", Revoke).WithName("RevokeInvitation").WithSummary("Take an invitation back that nobody has accepted")
            .Refuses(SquadFaults.NotAllowed, SquadFaults.InvitationUnknown, SquadFaults.InvitationUsed);
        bookings.MapPost("/invitations/{invitation}/resend", Resend).WithName("ResendInvitation").WithSummary("Another letter with another link; the one before is void")
            .Refuses(SquadFaults.NotAllowed, SquadFaults.InvitationUnknown, SquadFaults.InvitationUsed, SquadFaults.InvitationRevoked, SquadFaults.TooManyInvitations, SquadFaults.BookingOver);
        bookings.MapPost("/link", RenewLink).WithName("RenewBookingLink").WithSummary("A link to pass on, for 7 days; the one before is void").Refuses(SquadFaults.NotAllowed, SquadFaults.BookingOver);
        bookings.MapDelete("/link", RevokeLink).WithName("RevokeBookingLink").WithSummary("The link to pass on is good no longer").Refuses(SquadFaults.NotAllowed);

        var invitations = api.MapGroup("/invitations").WithTags("Invitations").KeepsNoAnswer(Reason)
            .Refuses(SquadFaults.InvitationUnknown, SquadFaults.InvitationExpired, SquadFaults.InvitationRevoked);
        invitations.MapPost("/open", Open).WithName("OpenInvitation").WithSummary("What an invitation is to; changes nothing");
        invitations.MapPost("/join", Join).WithName("JoinByInvitation").WithSummary("Take a seat of the squad; who is signed in joins as themselves, others as a guest")
            .Refuses(
                SquadFaults.InvitationUsed, SquadFaults.BookingFull, SquadFaults.OtherSquad, SquadFaults.AddressNeeded, SquadFaults.LogInToJoin, OpportunityFaults.Overlapping, OpportunityFaults.NotOpen,
                OpportunityFaults.RegistrationClosed, OpportunityFaults.Blocked)
            .Refuses(Opportunities.EligibilityEndpoints.Missing);
        invitations.MapPost("/ask", Ask).WithName("AskForInvitation").WithSummary("By a link that was passed on: have a personal one mailed; the answer is the same for every address").WithMetadata(new SignInLimitedAttribute()).Refuses(SquadFaults.AddressNeeded);
        invitations.MapPost("/cancel", Cancel).WithName("CancelByInvitation").WithSummary("A guest gives the seat back")
            .Refuses(SquadFaults.NotJoined, SquadFaults.LogInToJoin, OpportunityFaults.AttendedAlready, OpportunityFaults.ShiftOver);
        invitations.MapPost("/check-in", CheckIn).WithName("CheckInByInvitation").WithSummary("A guest checks in by the code of the venue's screen")
            .Refuses(SquadFaults.LogInToJoin, OpportunityFaults.CodeUnknown, OpportunityFaults.TooEarly, OpportunityFaults.TooLate, OpportunityFaults.TooManyTries, OpportunityFaults.NotRegistered, OpportunityFaults.ProofMissing);

        var claims = api.MapGroup("/claims").WithTags("Invitations").KeepsNoAnswer(Reason).WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.LinkUnknown, AccountFaults.LinkExpired, AccountFaults.LinkUsed);
        claims.MapPost("/open", OpenClaim).WithName("OpenClaim").WithSummary("What a guest can claim, as of now; changes nothing");
        claims.MapPost("", Claim).WithName("Claim").WithSummary("Make a guest's account one's own, with a password or without").Refuses(AccountFaults.PasswordTooShort, AccountFaults.PasswordIsAddress);

        api.MapGet("/admin/funnel", Funnel).WithTags("Administration").WithName("Funnel").WithSummary("The weekly way of guests, latest week first").RequireAuthorization()
            .Refuses(CommonFaults.NotAllowed, SquadFaults.WeeksInvalid);
    }

    private static async Task<Results<Created<BookingView>, ProblemHttpResult>> Book(string id, BookingRequest request, Caller caller, IGrainFactory grains) => Id.TryParse<SquadId>(id, out var squad)
        ? (await Grain(grains, caller.NewId<BookingId>()).Book(new(caller.CommandId, caller.By, squad, request.Opportunity, request.Shift, request.Seats, request.AsManyAsThereAre))).ToCreated(b => $"/api/v1/bookings/{b.Id}")
        : Problems.Of(CommonFaults.MalformedId(id));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains) => With(id, grains, b => b.View(caller.By));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> Release(string id, ReleaseSeatsRequest request, Caller caller, IGrainFactory grains) =>
        With(id, grains, b => b.Release(new(caller.CommandId, caller.By, request.Remaining)));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> Invite(string id, InviteRequest request, Caller caller, IGrainFactory grains, HttpContext context) => With(id, grains, b => b.Invite(new(
        caller.CommandId, caller.By, request.People.IsDefault ? [] : [.. request.People.Select(p => new Invitee(p.Name, p.Email, p.Phone))], context.Request.PublicUrl())));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> Revoke(string id, string invitation, Caller caller, IGrainFactory grains) =>
        With(id, grains, b => Id.TryParse<InvitationId>(invitation, out var one) ? b.Revoke(new(caller.CommandId, caller.By, one)) : None(invitation));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> Resend(string id, string invitation, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, b => Id.TryParse<InvitationId>(invitation, out var one) ? b.Resend(new(caller.CommandId, caller.By, one, context.Request.PublicUrl())) : None(invitation));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> RenewLink(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, b => b.RenewLink(new(caller.CommandId, caller.By, context.Request.PublicUrl())));

    private static Task<Results<Ok<BookingView>, ProblemHttpResult>> RevokeLink(string id, Caller caller, IGrainFactory grains) => With(id, grains, b => b.RevokeLink(new(caller.CommandId, caller.By)));

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Open(InvitationRequest request, InvitationDesk desk)
    {
        await desk.Seen(request.Token);
        return (await desk.Open(request.Token)).ToResult();
    }

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Join(JoinRequest request, Caller caller, InvitationDesk desk) =>
        (await desk.Join(caller.CommandId, caller.By, request.Token, request.Name, request.AcceptOverlap, null)).ToResult();

    private static async Task<Results<Accepted, ProblemHttpResult>> Ask(AskInvitationRequest request, Caller caller, InvitationDesk desk, HttpContext context)
    {
        var asked = await desk.Ask(caller.CommandId, request.Token, request.Email, request.Name, context.Request);
        return asked.Succeeded ? TypedResults.Accepted((string?)null) : Problems.Of(asked.Fault);
    }

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Cancel(InvitationRequest request, Caller caller, InvitationDesk desk) => (await desk.Cancel(caller.CommandId, request.Token)).ToResult();

    private static async Task<Results<Ok<AttendanceView>, ProblemHttpResult>> CheckIn(GuestCheckInRequest request, Caller caller, InvitationDesk desk, HttpRequest http) =>
        (await desk.CheckIn(caller.CommandId, request.Token, request.Code, Opportunities.Devices.Of(http))).ToResult();

    private static async Task<Results<Ok<ClaimView>, ProblemHttpResult>> OpenClaim(InvitationRequest request, ClaimDesk desk) => (await desk.Open(request.Token)).ToResult();

    private static async Task<Results<NoContent, ProblemHttpResult>> Claim(ClaimRequest request, Caller caller, ClaimDesk desk) =>
        (await desk.Claim(caller.CommandId, request.Token, request.Password)).ToNoContent();

    private static async Task<Results<Ok<ImmutableArray<FunnelWeek>>, ProblemHttpResult>> Funnel(Caller caller, FunnelQuery funnel, CancellationToken cancellation, int weeks = 8) =>
        !caller.By.IsAdmin ? Problems.Of(CommonFaults.NotAllowed)
        : weeks is < 1 or > FunnelQuery.MostWeeks ? Problems.Of(SquadFaults.WeeksInvalid)
        : TypedResults.Ok(await funnel.Weeks(weeks, cancellation));

    private static async Task<Results<Ok<BookingView>, ProblemHttpResult>> With(string id, IGrainFactory grains, Func<IBookingGrain, Task<Outcome<BookingView>>> call) =>
        Id.TryParse<BookingId>(id, out var booking) ? (await call(Grain(grains, booking))).ToResult() : Problems.Of(CommonFaults.MalformedId(id));

    private static Task<Outcome<BookingView>> None(string invitation) => Task.FromResult<Outcome<BookingView>>(CommonFaults.MalformedId(invitation));

    private static IBookingGrain Grain(IGrainFactory grains, BookingId id) => grains.GetGrain<IBookingGrain>(id.Value);
}

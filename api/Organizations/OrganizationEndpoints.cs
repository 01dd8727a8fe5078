using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Organizations;

/// <summary>What an organization says of itself. <paramref name="AutoVerifyAfterHours"/>: 1 to 168.</summary>
public sealed record OrganizationRequest(
    string Name,
    string? Description = null,
    string? Website = null,
    string? ContactEmail = null,
    string? ContactPhone = null,
    double? Latitude = null,
    double? Longitude = null,
    string? Address = null,
    bool AutoVerify = true,
    int AutoVerifyAfterHours = 48)
{
    internal OrganizationProfile Profile => new(Name, Description, Website, ContactEmail, ContactPhone, Latitude, Longitude, Address, AutoVerify, AutoVerifyAfterHours);
}

/// <summary>Who a member is to an organization. <paramref name="Permissions"/> come on top of what the role brings.</summary>
public sealed record SetMemberRequest(OrganizationRole Role, string? Title = null, ImmutableArray<Permission>? Permissions = null);

public sealed record DecideVerificationRequest(VerificationStatus Status, VerificationTier? Tier = null, string? Reason = null);

internal static class OrganizationEndpoints
{
    private static readonly Fault s_unknownId = CommonFaults.MalformedId("org_...");

    public static void MapOrganizations(this RouteGroupBuilder api)
    {
        var organizations = api.MapGroup("/organizations").WithTags("Organizations");
        organizations.MapPost("", Create).WithName("CreateOrganization").WithSummary("Found an organization; the caller becomes its owner").RequireAuthorization()
            .Refuses(ProfileFaults);
        organizations.MapGet("", List).WithName("ListOrganizations").WithSummary("Organizations by name; with mine=true those of the caller").Refuses(ApiFaults.MalformedCursor);
        organizations.MapGet("/{id}", View).WithName("Organization").WithSummary("One organization; members see its members").Refuses(s_unknownId, OrganizationFaults.Unknown).HasVersion();
        organizations.MapPut("/{id}", Edit).WithName("EditOrganization").WithSummary("Replace what the organization says of itself").RequireAuthorization()
            .Refuses([s_unknownId, OrganizationFaults.Unknown, OrganizationFaults.NotAllowed, OrganizationFaults.Changed, .. ProfileFaults]).HasVersion();
        organizations.MapPut("/{id}/members/{user}", SetMember).WithName("SetMember").WithSummary("Add a member or change role, title and permissions").RequireAuthorization()
            .Refuses(s_unknownId, OrganizationFaults.Unknown, OrganizationFaults.NotAllowed, OrganizationFaults.UnknownMember, OrganizationFaults.LastOwner, OrganizationFaults.TooManyMembers, OrganizationFaults.TextTooLong, OrganizationFaults.Changed).HasVersion();
        organizations.MapDelete("/{id}/members/{user}", RemoveMember).WithName("RemoveMember").WithSummary("Remove a member, or leave").RequireAuthorization()
            .Refuses(s_unknownId, OrganizationFaults.Unknown, OrganizationFaults.NotAllowed, OrganizationFaults.UnknownMember, OrganizationFaults.LastOwner, OrganizationFaults.Changed).HasVersion();
        api.MapPut("/admin/organizations/{id}/verification", DecideVerification).WithTags("Administration").WithName("DecideVerification")
            .WithSummary("Decide who an organization is").RequireAuthorization()
            .Refuses(s_unknownId, OrganizationFaults.Unknown, OrganizationFaults.NotAllowed, OrganizationFaults.TierMissing, OrganizationFaults.TextTooLong, OrganizationFaults.Changed).HasVersion();
    }

    private static Fault[] ProfileFaults =>
    [
        OrganizationFaults.NameMissing, OrganizationFaults.ContactInvalid, OrganizationFaults.WindowInvalid, OrganizationFaults.PlaceInvalid,
        OrganizationFaults.WebsiteInvalid, OrganizationFaults.TextTooLong,
    ];

    private static async Task<Results<Created<OrganizationView>, ProblemHttpResult>> Create(OrganizationRequest request, Caller caller, IGrainFactory grains, HttpContext context)
    {
        var id = caller.NewId<OrganizationId>();
        var created = await grains.GetGrain<IOrganizationGrain>(id.Value).Create(new(caller.CommandId, caller.By, request.Profile));
        if (created.Succeeded)
        {
            context.Response.SetVersion(created.Value.Version, created.Value);
        }

        return created.ToCreated(organization => $"/api/v1/organizations/{organization.Id}");
    }

    private static async Task<Results<Ok<Page<OrganizationRow>>, ProblemHttpResult>> List(
        Caller caller, OrganizationQueries queries, CancellationToken cancellation, bool mine = false, string? cursor = null, int? limit = null)
    {
        if (mine && caller.By.User is null)
        {
            return Problems.Of(CommonFaults.SignIn);
        }

        var list = mine ? $"organizations/{caller.By.User}" : "organizations";
        var after = Cursor.Read(cursor, list, keys: 2);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var found = await queries.Page(mine ? caller.By.User : null, after.Value?[0] ?? "", after.Value?[1] ?? "", rows + 1, cancellation);
        var page = Page.Of(found, rows, last => Cursor.Write(list, last.Sort, last.Row.Id.Value));
        return TypedResults.Ok(new Page<OrganizationRow>([.. page.Items.Select(i => i.Row)], page.Next));
    }

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<OrganizationId>(id, out var organization)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).View(caller.By)).ToResult(context, o => o.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> Edit(string id, OrganizationRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<OrganizationId>(id, out var organization)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).Edit(new(caller.CommandId, caller.By, request.Profile, caller.ExpectedVersion))).ToResult(context, o => o.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> SetMember(
        string id, string user, SetMemberRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<OrganizationId>(id, out var organization) && Id.TryParse<UserId>(user, out var member)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).SetMember(new(caller.CommandId, caller.By, member, request.Role, request.Title, request.Permissions ?? [], caller.ExpectedVersion)))
                .ToResult(context, o => o.Version)
            : Problems.Of(CommonFaults.MalformedId(Id.TryParse<OrganizationId>(id, out _) ? user : id));

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> RemoveMember(string id, string user, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<OrganizationId>(id, out var organization) && Id.TryParse<UserId>(user, out var member)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).RemoveMember(new(caller.CommandId, caller.By, member, caller.ExpectedVersion))).ToResult(context, o => o.Version)
            : Problems.Of(CommonFaults.MalformedId(Id.TryParse<OrganizationId>(id, out _) ? user : id));

    private static async Task<Results<Ok<OrganizationView>, ProblemHttpResult>> DecideVerification(
        string id, DecideVerificationRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<OrganizationId>(id, out var organization)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).DecideVerification(new(caller.CommandId, caller.By, request.Status, request.Tier, request.Reason, caller.ExpectedVersion)))
                .ToResult(context, o => o.Version)
            : Problems.Of(CommonFaults.MalformedId(id));
}

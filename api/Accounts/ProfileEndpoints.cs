using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Actors.Api.Accounts;

/// <param name="Name">Left out, it stays as it is.</param>
/// <param name="Visibility">Who sees the profile: PRIVATE nobody, CONNECTIONS_ONLY people who were at the same events, PUBLIC everybody.</param>
public sealed record EditProfileRequest(
    string? Name = null, string? Tagline = null, string? Bio = null, string? PlaceName = null, ProfileVisibility Visibility = ProfileVisibility.Private,
    bool ShowsPlace = true, bool ShowsHours = true, bool ShowsInterests = true);

public sealed record HandleRequest(string Handle);

/// <summary>What people say of themselves and who sees it. Causes, skills and times are their matching preferences.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfiles(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Profiles").RequireAuthorization().Refuses(AccountFaults.Unknown, AccountFaults.Changed);
        me.MapPut("/profile", Edit).WithName("EditMyProfile").WithSummary("Replace what the caller says of themselves, and who sees it").Refuses(AccountFaults.ProfileInvalid, AccountFaults.NameInvalid).HasVersion();
        me.MapPut("/handle", TakeHandle).WithName("TakeHandle").WithSummary("Choose the name in the address of the profile page; those of before lead to it")
            .Refuses(AccountFaults.HandleInvalid, AccountFaults.HandleReserved, AccountFaults.HandleTaken, AccountFaults.TooManyHandles).HasVersion();
        me.MapPut("/avatar", SetAvatar).WithName("SetAvatar").WithSummary("Upload a picture: a form with one JPEG, PNG or WebP of at most 5 MB and 4096 by 4096 pixels; metadata is not kept")
            .KeepsNoAnswer("The same picture twice is the same picture.").Accepts<IFormFile>("multipart/form-data").WithMetadata(new RequestSizeLimitAttribute(AvatarFiles.LargestForm))
            .Refuses(AccountFaults.AvatarType, AccountFaults.AvatarBroken, AccountFaults.AvatarTooLarge, ApiFaults.BodyTooLarge, ApiFaults.UnsupportedMediaType).HasVersion();
        me.MapDelete("/avatar", RemoveAvatar).WithName("RemoveAvatar").WithSummary("Have no picture").HasVersion();

        var people = api.MapGroup("/people").WithTags("Profiles").Refuses(AccountFaults.ProfileUnknown);
        people.MapGet("/{id}", View).WithName("Profile").WithSummary("What a person shows the caller of themselves")
            .WithDescription("The id of an account that was merged into another leads to that one.").Produces(StatusCodes.Status308PermanentRedirect).Refuses(CommonFaults.MalformedId("usr_..."));
        people.MapGet("/by-handle/{handle}", ByHandle).WithName("ProfileByHandle").WithSummary("The same, by a handle of today or before");
    }

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> Edit(EditProfileRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        (await Grain(grains, caller).EditProfile(new(
            caller.CommandId,
            caller.By,
            new(request.Tagline, request.Bio, request.PlaceName, request.Visibility, request.ShowsPlace, request.ShowsHours, request.ShowsInterests),
            request.Name,
            caller.ExpectedVersion))).ToResult(context, account => account.Version);

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> TakeHandle(HandleRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        (await Grain(grains, caller).TakeHandle(new(caller.CommandId, caller.By, request.Handle, caller.ExpectedVersion))).ToResult(context, account => account.Version);

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> SetAvatar(Caller caller, IGrainFactory grains, HttpContext context)
    {
        var content = await AvatarFiles.Read(context.Request, context.RequestAborted);
        return content.Succeeded
            ? (await Grain(grains, caller).SetAvatar(new(caller.CommandId, caller.By, content.Value, caller.ExpectedVersion))).ToResult(context, account => account.Version)
            : Problems.Of(content.Fault);
    }

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> RemoveAvatar(Caller caller, IGrainFactory grains, HttpContext context) =>
        (await Grain(grains, caller).RemoveAvatar(new(caller.CommandId, caller.By, caller.ExpectedVersion))).ToResult(context, account => account.Version);

    private static async Task<Results<Ok<PersonView>, RedirectHttpResult, ProblemHttpResult>> View(string id, Caller caller, Profiles profiles, HttpContext context, CancellationToken cancellation)
    {
        if (!Id.TryParse<UserId>(id, out var user))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var person = await profiles.View(caller.By, user, cancellation);
        if (person.Succeeded && person.Value.Id != user)
        {
            // To those who see the profile only, and their caches.
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return TypedResults.Redirect($"/api/v1/people/{person.Value.Id}", permanent: true, preserveMethod: true);
        }

        return person.Succeeded ? TypedResults.Ok(person.Value) : Problems.Of(person.Fault);
    }

    private static async Task<Results<Ok<PersonView>, ProblemHttpResult>> ByHandle(string handle, Caller caller, Profiles profiles, CancellationToken cancellation) =>
        await profiles.Holder(handle) is { } user ? (await profiles.View(caller.By, user, cancellation)).ToResult() : Problems.Of(AccountFaults.ProfileUnknown);

    private static IAccountGrain Grain(IGrainFactory grains, Caller caller) => grains.GetGrain<IAccountGrain>(caller.By.User!.Value.Value);
}

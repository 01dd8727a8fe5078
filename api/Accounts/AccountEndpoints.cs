using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Accounts;

/// <summary>Members that are left out stay as they are.</summary>
public sealed record EditAccountRequest(string? Name = null, string? Language = null, string? TimeZone = null);

/// <param name="DateOfBirth">ISO 8601, a day.</param>
public sealed record DateOfBirthRequest(DateOnly DateOfBirth);

internal static class AccountEndpoints
{
    public static void MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("").WithTags("Accounts");
        accounts.MapPost("/accounts", Register).KeepsNoAnswer("A password goes in and nobody is signed in.").WithName("Register").WithSummary("Open an account, to be confirmed by a link that is mailed; the answer is the same for addresses that have one")
            .WithMetadata(new SignInLimitedAttribute()).Refuses(
            AccountFaults.AddressInvalid, AccountFaults.DateOfBirthInvalid, AccountFaults.TooYoung, AccountFaults.NameInvalid, AccountFaults.LanguageInvalid,
            AccountFaults.TimeZoneUnknown, AccountFaults.PasswordTooShort, AccountFaults.PasswordIsAddress);
        accounts.MapGet("/me", Me).WithName("Me").WithSummary("The caller's account").RequireAuthorization().Refuses(AccountFaults.Unknown).HasVersion();
        accounts.MapPatch("/me", EditMe).WithName("EditMe").WithSummary("Change name, language or time zone")
            .RequireAuthorization().Refuses(
            AccountFaults.NameInvalid, AccountFaults.LanguageInvalid, AccountFaults.TimeZoneUnknown, AccountFaults.Changed).HasVersion();
        accounts.MapPut("/me/date-of-birth", SetDateOfBirth).WithName("SetDateOfBirth").WithSummary("Say when the caller was born; corrected once at most")
            .RequireAuthorization().Refuses(AccountFaults.DateOfBirthInvalid, AccountFaults.DateOfBirthFixed);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Register(RegisterRequest request, Caller caller, Registrations registrations, HttpContext context)
    {
        var enrolled = await registrations.Enroll(caller.CommandId, request, context.Request.PublicUrl());
        return enrolled.Succeeded ? TypedResults.Accepted((string?)null) : Problems.Of(enrolled.Fault);
    }

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> Me(Caller caller, IGrainFactory grains, HttpContext context) =>
        caller.By.User is { } user
            ? (await grains.GetGrain<IAccountGrain>(user.Value).View(caller.By)).ToResult(context, account => account.Version)
            : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> EditMe(EditAccountRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        caller.By.User is { } user
            ? (await grains.GetGrain<IAccountGrain>(user.Value).Edit(new(caller.CommandId, caller.By, request.Name, request.Language, request.TimeZone, caller.ExpectedVersion)))
                .ToResult(context, account => account.Version)
            : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> SetDateOfBirth(DateOfBirthRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        caller.By.User is { } user
            ? (await grains.GetGrain<IAccountGrain>(user.Value).SetDateOfBirth(new(caller.CommandId, caller.By, request.DateOfBirth))).ToResult(context, account => account.Version)
            : Problems.Of(CommonFaults.SignIn);
}

using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>
/// What comes in by links that were mailed, for pages and for the API. A token is whose grain it is (26 characters) and a secret; both say
/// nothing about an address.
/// </summary>
internal sealed class AccountLinks(IGrainFactory grains, IPasswordHasher<AccountUser> hasher)
{
    private const int IdLength = 26;

    /// <summary>The answer is the same, and as fast, whether anybody has the address or was written to too often.</summary>
    public async Task<Outcome<Done>> Ask(CommandId command, string? email, LinkPurpose purpose, HttpRequest request)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            return AccountFaults.AddressInvalid;
        }

        await Address(address).Ask(new(command, address, purpose, request.PublicUrl()));
        return Done.Now;
    }

    /// <summary>To the caller's own address; here it may be said that it was too often.</summary>
    public async Task<Outcome<Done>> AskToVerify(By by, CommandId command, HttpRequest request) =>
        EmailAddress.TryParse((await grains.GetGrain<IAccountGrain>(by.User!.Value.Value).Card())?.Email, out var address)
            ? await Address(address).Ask(new(command, address, LinkPurpose.VerifyEmail, request.PublicUrl()))
            : AccountFaults.Unknown;

    public async Task<Outcome<LinkView>> Open(string? token) =>
        Read<EmailAddressId>(token) is var (id, secret) ? await grains.GetGrain<IEmailAddressGrain>(id.Value).Open(secret) : AccountFaults.LinkUnknown;

    public async Task<Outcome<UserId>> Use(CommandId command, string? token, LinkPurpose purpose, string? password = null)
    {
        if (Read<EmailAddressId>(token) is not var (id, secret))
        {
            return AccountFaults.LinkUnknown;
        }

        var grain = grains.GetGrain<IEmailAddressGrain>(id.Value);
        if (purpose == LinkPurpose.ResetPassword)
        {
            // Before the link is used up, so that a password that will not do can be chosen again.
            var opened = await grain.Open(secret);
            if (!opened.Succeeded || !EmailAddress.TryParse(opened.Value.Email, out var address))
            {
                return opened.Fault ?? AccountFaults.LinkUnknown;
            }

            if (Registrations.CheckPassword(password ?? "", address) is { } fault)
            {
                return fault;
            }
        }

        var used = await grain.Use(new(command, secret, purpose, purpose == LinkPurpose.ResetPassword ? hasher.HashPassword(Registrations.Anybody, password!) : null));
        return used.Succeeded ? used.Value.User : used.Fault;
    }

    public async Task<Outcome<EmailChangeView>> AskChange(By by, CommandId command, string? email, HttpRequest request) =>
        EmailAddress.TryParse(email, out var address)
            ? await Change(by.User!.Value).Ask(new(command, by, address, request.PublicUrl()))
            : AccountFaults.AddressInvalid;

    public async Task<Outcome<EmailChangeView>> OpenChange(string? token) =>
        Read<UserId>(token) is var (user, secret) ? await Change(user).Open(secret) : AccountFaults.LinkUnknown;

    /// <param name="agree">False stops the change.</param>
    public async Task<Outcome<EmailChangeView>> AnswerChange(CommandId command, string? token, bool agree)
    {
        if (Read<UserId>(token) is not var (user, secret))
        {
            return AccountFaults.LinkUnknown;
        }

        var answer = new AnswerEmailChange(command, By.Nobody, secret);
        return agree ? await Change(user).Confirm(answer) : await Change(user).Stop(answer);
    }

    /// <summary>Knowing the old password. Ends all sessions; the caller signs in anew.</summary>
    public async Task<Outcome<Done>> ChangePassword(By by, CommandId command, string current, string wanted, UserManager<AccountUser> users)
    {
        if (await users.FindByIdAsync(by.User!.Value.Value) is not { } user || !EmailAddress.TryParse(user.Email, out var address))
        {
            return AccountFaults.Unknown;
        }

        if (user.StoredHash.Length == 0)
        {
            return AccountFaults.PasswordMissing;
        }

        if (await users.IsLockedOutAsync(user))
        {
            return AccountFaults.LockedOut;
        }

        if (!await users.CheckPasswordAsync(user, current))
        {
            await users.AccessFailedAsync(user);
            return AccountFaults.WrongPassword;
        }

        if (Registrations.CheckPassword(wanted, address) is { } fault)
        {
            return fault;
        }

        // The check may have stored a stronger hash of the same password.
        var set = await grains.GetGrain<IAccountGrain>(user.Id.Value).SetPassword(new(command, hasher.HashPassword(Registrations.Anybody, wanted), user.NewHash ?? user.StoredHash));
        return set.Succeeded ? await grains.GetGrain<ISessionsGrain>(user.Id.Value).EndAll(new(command, by)) : set;
    }

    private static (T Id, string Secret)? Read<T>(string? token) where T : struct, IId<T> =>
        token is { Length: > IdLength and <= 200 } && Id.TryParse<T>($"{T.Prefix}{token[..IdLength]}", out var id) ? (id, token[IdLength..]) : null;

    private IEmailAddressGrain Address(EmailAddress address) => grains.GetGrain<IEmailAddressGrain>(address.Id.Value);

    private IEmailChangeGrain Change(UserId user) => grains.GetGrain<IEmailChangeGrain>(user.Value);
}

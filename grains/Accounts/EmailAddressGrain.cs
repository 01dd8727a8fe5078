using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Accounts;

[GrainType("email-address")]
internal sealed partial class EmailAddressGrain(
    [PersistentState("email-address")] IPersistentState<EmailAddressState> state, IMailPort mail, SecretKey secrets, Clock clock, ILogger<EmailAddressGrain> log)
    : Grain, IEmailAddressGrain, IDueGrain, IPersonalData
{
    /// <summary>A provider that hangs is asked again later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private EmailAddressState Known => state.State;

    public async Task<Outcome<AccountView>> Register(RegisterAccount command)
    {
        // Before the claim, so that no address points at an account that cannot be.
        if (Profile.Check(command.Name, command.Language, command.TimeZone) is { } fault)
        {
            return fault;
        }

        if (command.DateOfBirth is { } birth && BirthDates.CheckNewcomer(birth, clock.Now) is { } refusal)
        {
            return refusal;
        }

        if (Known.Account is null)
        {
            await state.Save(Known with { Address = command.Email.Normalized, Account = command.User }, this);
        }

        // The claim is durable first: an account that no address points at could never be found. Whether it is open only the account
        // knows, so it is asked under the claimed id every time: of a crashed and a new registration whichever arrives first opens it.
        return await Account(Known.Account ?? command.User)
            .Open(new(command.CommandId, command.Email, command.Name, command.Language, command.TimeZone, command.PasswordHash, command.DateOfBirth));
    }

    public async Task<Outcome<Done>> Enroll(EnrollAccount command)
    {
        // Before anything of it is written down.
        if ((BirthDates.CheckNewcomer(command.DateOfBirth, clock.Now) ?? Profile.Check(command.Name, command.Language, command.TimeZone)) is { } fault)
        {
            return fault;
        }

        return await Save(MailedLinks.Enroll(Known, command, clock.Now));
    }

    public Task<Outcome<Done>> SignInAllowed() => Task.FromResult<Outcome<Done>>(Known.LockedUntil > clock.Now ? Lockout.Refusal(Known.LockedUntil.Value) : Done.Now);

    public async Task<Outcome<Done>> SignInFailed()
    {
        await Save(Lockout.Fail(Known, clock.Now));
        return await SignInAllowed();
    }

    public Task<Outcome<Done>> SignInSucceeded() => Save(Lockout.Succeed(Known, clock.Now));

    public async Task<Outcome<GuestAccount>> Welcome(WelcomeGuest command)
    {
        if (Profile.Check(command.Name, command.Language, command.TimeZone) is { } fault)
        {
            return fault;
        }

        if (Known.Account is null)
        {
            await state.Save(Known with { Address = command.Email.Normalized, Account = command.User, GuestSince = clock.Now }, this);
        }

        var user = Known.Account!.Value;
        if (Known is not { GuestSince: not null, ProvenAt: null })
        {
            return new GuestAccount(user, IsGuest: false);
        }

        // As with a registration the claim is durable first; the account is opened every time, by a command of its own that opens it once.
        var opened = await Account(user).Open(new(new($"guest/{user}"), command.Email, command.Name, command.Language, command.TimeZone, ""));
        return opened.Succeeded ? new GuestAccount(user, IsGuest: true) : opened.Fault;
    }

    public async Task<Outcome<Done>> Offer(OfferClaim command) =>
        command.By == By.Platform ? await Save(MailedLinks.Offer(Known, command, clock.Now)) : CommonFaults.NotAllowed;

    public Task<UserId?> Holder() => Task.FromResult(Known.Account);

    public Task<EmailIdentity?> Identity() => Task.FromResult(Known.Account is { } user ? new EmailIdentity(user, Known.ProvenAt, Known.ProvenBy, Known is { GuestSince: not null, ProvenAt: null }) : null);

    public async Task<Outcome<Done>> Ask(AskForLink command)
    {
        var id = Actors.Common.Id.From<LinkId>(this.GetPrimaryKeyString(), command.CommandId.Value);
        var hash = SecretKey.Hash(await secrets.Link(id.Value));
        return await Save(MailedLinks.Ask(Known, id, hash, command, clock.Now));
    }

    public Task<Outcome<LinkView>> Open(string secret)
    {
        var found = MailedLinks.Find(Known, secret, clock.Now);
        return Task.FromResult<Outcome<LinkView>>(
            found.Succeeded ? new LinkView(found.Value.Purpose, Known.Address, found.Value.ExpiresAt) : found.Fault);
    }

    public async Task<Outcome<LinkUsed>> Use(UseLink command)
    {
        var used = await Save(MailedLinks.Use(Known, command, clock.Now));
        if (!used.Succeeded)
        {
            return used.Fault;
        }

        // The link is used up with its effect on its way: what a crash leaves here, the deadline completes.
        await Carry();
        return new LinkUsed(Known.Account!.Value);
    }

    public Task<Outcome<Done>> Claim(ClaimAddress command) => Save(MailedLinks.Claim(Known, command, clock.Now));

    public Task<Outcome<Done>> Release(ReleaseAddress command) => Save(MailedLinks.Release(Known, command.User));

    public async Task OnDue()
    {
        await Carry();
        await SeeTo();
        var (now, links) = (clock.Now, Known.Links);
        foreach (var link in links.Where(l => l is { SentAt: null, UsedAt: null } && l.ExpiresAt > now))
        {
            // Nobody is there, or there is nothing to confirm any more: the wish is forgotten.
            var card = Known.Account is { } user ? await Account(user).Card() : null;
            if (card?.Email is not { } to || (link.Purpose == LinkPurpose.VerifyEmail && Known.ProvenAt is not null))
            {
                links = links.Remove(link);
                continue;
            }

            var url = $"{link.Url}/link/{this.GetPrimaryKeyString()[EmailAddressId.Prefix.Length..]}{await secrets.Link(link.Id.Value)}";
            var receipt = await mail.Send(AccountLetters.Link(link, card, to, url)).WaitAsync(s_patience);
            if (!receipt.Accepted)
            {
                NotTaken(link.Id.Value, receipt.Failure);
            }

            links = links.Replace(link, link with { SentAt = now });
        }

        await state.Save(Known with { Links = links, NextDue = null }, this);
    }

    public async Task<Outcome<Done>> Forget(ForgetPerson command) =>
        command.By != By.Platform ? CommonFaults.NotAllowed : Known.Account == command.User ? await Save(new EmailAddressState()) : Done.Now;

    public async Task<Outcome<Done>> Move(MovePerson command) =>
        command.By != By.Platform ? CommonFaults.NotAllowed : await Save(MailedLinks.Move(Known, command.From, command.To, clock.Now));

    /// <summary>Opens the account that somebody wanted, or tells whoever has the address. Each step may come again.</summary>
    private async Task SeeTo()
    {
        if (Known.Wish is not { } wish || !EmailAddress.TryParse(wish.Email, out var email))
        {
            return;
        }

        var command = new CommandId(wish.Command);
        var opened = await Register(new(command, wish.User, email, wish.Name, wish.Language, wish.TimeZone, wish.Hash, wish.DateOfBirth));
        if (opened.Fault?.Code == AccountFaults.AddressTaken.Code && Known.Account is { } holder && await Account(holder).Card() is { Email: { } to } card)
        {
            await mail.Send(AccountLetters.HasAccount(Actors.Common.Id.From<LinkId>(this.GetPrimaryKeyString(), wish.Command, "has-account").Value, card, to, wish.Url)).WaitAsync(s_patience);
        }

        var link = Actors.Common.Id.From<LinkId>(this.GetPrimaryKeyString(), wish.Command);
        var hash = SecretKey.Hash(await secrets.Link(link.Value));
        var confirm = new MailedLink(link, LinkPurpose.VerifyEmail, hash, wish.Url, clock.Now, clock.Now + MailedLinks.Life(LinkPurpose.VerifyEmail));
        await state.Save(Known with { Wish = null, Links = opened.Succeeded && Known.Links.All(l => l.Id != link) ? Known.Links.Add(confirm) : Known.Links }, this);
    }

    private async Task Carry()
    {
        if (Known is not { Credential: { } credential, Account: { } user })
        {
            return;
        }

        await Account(user).SetPassword(new(new(credential.Cause.Value), credential.Hash));
        await GrainFactory.GetGrain<ISessionsGrain>(user.Value).EndAll(new(new(credential.Cause.Value), By.Platform));
        await state.Save(Known with { Credential = null, NextDue = Known.Links.Any(l => l is { SentAt: null, UsedAt: null }) ? Known.NextDue : null }, this);
    }

    private Task<Outcome<Done>> Save(Outcome<EmailAddressState> next) => state.Save(next, this);

    private IAccountGrain Account(UserId user) => GrainFactory.GetGrain<IAccountGrain>(user.Value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter with link {Link} was not taken: {Failure}")]
    private partial void NotTaken(string link, string? failure);
}

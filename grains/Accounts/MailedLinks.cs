using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Notifications;

namespace Actors.Grains.Accounts;

/// <summary>
/// Links that are mailed to one address. Whoever has one reads the mail of that address, so using one proves it. They run out, are stored as
/// hashes only, and are few. A replay returns the same state object.
/// </summary>
internal static class MailedLinks
{
    public const int MostInAnHour = 5;

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    /// <summary>How long a link is good.</summary>
    public static TimeSpan Life(LinkPurpose purpose) => purpose switch
    {
        LinkPurpose.SignIn => TimeSpan.FromMinutes(15),
        LinkPurpose.ResetPassword => TimeSpan.FromHours(1),
        LinkPurpose.Claim => TimeSpan.FromDays(30),
        _ => TimeSpan.FromDays(3),
    };

    public static Outcome<EmailAddressState> Ask(EmailAddressState state, LinkId id, string hash, AskForLink command, DateTimeOffset now)
    {
        if (state.Links.Any(l => l.Id == id))
        {
            return state;
        }

        // Those come from who invited the guest.
        if (command.Purpose == LinkPurpose.Claim)
        {
            return AccountFaults.LinkUnknown;
        }

        if (state.Asked.Count(a => a > now.AddHours(-1)) >= MostInAnHour)
        {
            return AccountFaults.TooManyLinks;
        }

        var link = new MailedLink(id, command.Purpose, hash, command.Url, now, now + Life(command.Purpose));
        return state with
        {
            Address = command.Email.Normalized,
            Links = [.. state.Links.Where(l => l.ExpiresAt > now - s_kept), link],
            Asked = [.. state.Asked.Where(a => a > now.AddHours(-1)), now],
            NextDue = now,
        };
    }

    /// <summary>The first of several that come before it was seen to stands.</summary>
    public static Outcome<EmailAddressState> Enroll(EmailAddressState state, EnrollAccount command, DateTimeOffset now)
    {
        if (state.Wish is not null)
        {
            return state;
        }

        return state.Asked.Count(a => a > now.AddHours(-1)) >= MostInAnHour ? AccountFaults.TooManyLinks : state with
        {
            Address = command.Email.Normalized,
            Wish = new(command.CommandId.Value, command.User, command.Email.Written, command.Name, command.Language, command.TimeZone, command.PasswordHash, command.DateOfBirth, command.Url, now),
            Asked = [.. state.Asked.Where(a => a > now.AddHours(-1)), now],
            NextDue = now,
        };
    }

    /// <summary>What a secret leads to, whether it is good for anything any more or not.</summary>
    public static Outcome<MailedLink> Find(EmailAddressState state, string secret, DateTimeOffset now)
    {
        var hash = SecretKey.Hash(secret);
        if (state.Account is null || state.Links.FirstOrDefault(l => SecretKey.Equal(l.Hash, hash)) is not { } link)
        {
            return AccountFaults.LinkUnknown;
        }

        // Whoever became a user some other way logs in as users do.
        if (link.UsedAt is not null || (link.Purpose == LinkPurpose.Claim && state.ProvenAt is not null))
        {
            return AccountFaults.LinkUsed;
        }

        return link.ExpiresAt <= now ? AccountFaults.LinkExpired : link;
    }

    /// <summary>
    /// Uses a link. Whoever signs in by one to an address that nobody has proven is not known to be who opened the account: its password and
    /// sessions end, so that nobody keeps a door open into what becomes another's.
    /// </summary>
    public static Outcome<EmailAddressState> Use(EmailAddressState state, UseLink command, DateTimeOffset now)
    {
        var found = Find(state, command.Secret, now);
        if (!found.Succeeded)
        {
            // Confirming an address twice is once.
            return found.Fault == AccountFaults.LinkUsed && command.Purpose == LinkPurpose.VerifyEmail && state.ProvenAt is not null ? state : found.Fault;
        }

        var link = found.Value;
        if (link.Purpose != command.Purpose || (link.Purpose != LinkPurpose.Claim && (link.Purpose == LinkPurpose.ResetPassword) != (command.NewHash is not null)))
        {
            return AccountFaults.LinkUnknown;
        }

        var hash = link.Purpose == LinkPurpose.SignIn && state.ProvenAt is null ? "" : command.NewHash;
        var next = Prove(state, AddressProof.Link, now) with { Links = state.Links.Replace(link, link with { UsedAt = now }) };

        // After a reset no letter of before leads in.
        return hash is null ? next : next with
        {
            Links = [.. next.Links.Select(l => l with { UsedAt = l.UsedAt ?? now })],
            Credential = new(link.Id, hash),
            NextDue = now,
        };
    }

    /// <summary>A link that another grain mails. A guest may have several, of several events; whichever is used first makes them a user.</summary>
    public static Outcome<EmailAddressState> Offer(EmailAddressState state, OfferClaim command, DateTimeOffset now)
    {
        if (state.Account is null || state.GuestSince is null || state.ProvenAt is not null)
        {
            return AccountFaults.LinkUsed;
        }

        return state.Links.Any(l => l.Id == command.Link) ? state : state with
        {
            Links = [.. state.Links.Where(l => l.ExpiresAt > now - s_kept), new(command.Link, LinkPurpose.Claim, command.Hash, command.Url, now, now + Life(LinkPurpose.Claim), now)],
        };
    }

    public static EmailAddressState Prove(EmailAddressState state, AddressProof proof, DateTimeOffset now) =>
        state.ProvenAt is null ? state with { ProvenAt = now, ProvenBy = proof } : state;

    /// <summary>Whoever proves the address later gets it, unless an account is there already.</summary>
    public static Outcome<EmailAddressState> Claim(EmailAddressState state, ClaimAddress command, DateTimeOffset now)
    {
        if (state.Account is { } holder && holder != command.User)
        {
            return AccountFaults.AddressTaken;
        }

        return Prove(state.Account is null ? state with { Account = command.User, Address = command.Email.Normalized } : state, command.Proof, now);
    }

    public static EmailAddressState Release(EmailAddressState state, UserId user) =>
        state.Account == user ? state with { Address = "", Account = null, ProvenAt = null, ProvenBy = null, GuestSince = null, Links = [], Credential = null, NextDue = null } : state;

    /// <summary>
    /// The address of an account that was merged leads to the other one. Links that would open the old account are used up; a new one goes to
    /// the address of the account that stays.
    /// </summary>
    public static EmailAddressState Move(EmailAddressState state, UserId from, UserId to, DateTimeOffset now) => state.Account != from ? state : state with
    {
        Account = to, GuestSince = null, Links = [.. state.Links.Select(l => l with { UsedAt = l.UsedAt ?? now })], Credential = null,
    };
}

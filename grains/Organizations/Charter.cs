using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>Who may do what in an organization and what it may say of itself (seed 5.2 organizations, org_members). A replay returns the same state object.</summary>
internal static class Charter
{
    public const int MostMembers = 500;
    private const int CommandsKept = 32;
    private const int LongestText = 5000;
    private const int LongestLine = 500;
    private const int LongestTitle = 100;
    private const int LongestPhone = 40;

    public static Outcome<OrganizationState> Create(OrganizationState state, CreateOrganization command, DateTimeOffset now)
    {
        // The platform itself (an import) makes organizations that nobody owns yet.
        if (command.By.User is null && !command.By.IsAdmin)
        {
            return OrganizationFaults.NotAllowed;
        }

        if (state.Profile is not null)
        {
            return IsReplay(state, command.CommandId) && (command.By.User is not { } again || state.Members.ContainsKey(again)) ? state : OrganizationFaults.Exists;
        }

        return Check(command.Profile) is { } fault ? fault : Changed(state, command.CommandId) with
        {
            Profile = Tidy(command.Profile),
            CreatedAt = now,
            Members = command.By.User is { } founder ? state.Members.SetItem(founder, new(OrganizationRole.Owner, null, [], now, null)) : state.Members,
        };
    }

    public static Outcome<OrganizationState> Edit(OrganizationState state, EditOrganization command)
    {
        if (Refusal(state, command.By, Permission.ManageOrganization) is { } refusal)
        {
            return refusal;
        }

        if (IsReplay(state, command.CommandId))
        {
            return state;
        }

        if (IsStale(state, command.ExpectedVersion))
        {
            return OrganizationFaults.Changed;
        }

        return Check(command.Profile) is { } fault ? fault : Changed(state, command.CommandId) with { Profile = Tidy(command.Profile) };
    }

    /// <summary>Nobody gives, takes or touches more than they have themselves: so an ADMIN neither makes nor removes an OWNER.</summary>
    public static Outcome<OrganizationState> SetMember(OrganizationState state, SetMember command, DateTimeOffset now)
    {
        if (Refusal(state, command.By, Permission.ManageMembers) is { } refusal)
        {
            return refusal;
        }

        if (IsReplay(state, command.CommandId))
        {
            return state;
        }

        if (IsStale(state, command.ExpectedVersion))
        {
            return OrganizationFaults.Changed;
        }

        var before = state.Members.GetValueOrDefault(command.Member);
        ImmutableArray<Permission> grants = [.. (command.Permissions.IsDefault ? [] : command.Permissions).Where(Enum.IsDefined).Distinct().Order()];
        var highest = RankOf(state, command.By);
        if (!Enum.IsDefined(command.Role) || command.Role > highest || before?.Role > highest
            || grants.Except(before?.Permissions ?? []).Any(p => !Allows(state, command.By, p)))
        {
            return OrganizationFaults.NotAllowed;
        }

        if (before?.Role == OrganizationRole.Owner && command.Role != OrganizationRole.Owner && IsLastOwner(state, command.Member))
        {
            return OrganizationFaults.LastOwner;
        }

        if (before is null && state.Members.Count >= MostMembers)
        {
            return OrganizationFaults.TooManyMembers;
        }

        if (command.Title?.Trim().Length > LongestTitle)
        {
            return OrganizationFaults.TextTooLong;
        }

        return Changed(state, command.CommandId) with
        {
            Members = state.Members.SetItem(command.Member, new(
                command.Role, Blank(command.Title), grants, before?.JoinedAt ?? now, before is null ? command.By.User : before.InvitedBy)),
        };
    }

    /// <summary>Everybody may leave; to remove others takes the permission and a rank that is not below theirs.</summary>
    public static Outcome<OrganizationState> RemoveMember(OrganizationState state, RemoveMember command)
    {
        var leaves = command.By.User == command.Member;
        if (Refusal(state, command.By, Permission.ManageMembers) is { } refusal && !(leaves && state.Profile is not null))
        {
            return refusal;
        }

        if (IsReplay(state, command.CommandId))
        {
            return state;
        }

        if (IsStale(state, command.ExpectedVersion))
        {
            return OrganizationFaults.Changed;
        }

        if (!state.Members.TryGetValue(command.Member, out var member))
        {
            return OrganizationFaults.UnknownMember;
        }

        if (member.Role > RankOf(state, command.By))
        {
            return OrganizationFaults.NotAllowed;
        }

        return IsLastOwner(state, command.Member)
            ? OrganizationFaults.LastOwner
            : Changed(state, command.CommandId) with { Members = state.Members.Remove(command.Member) };
    }

    public static Outcome<OrganizationState> DecideVerification(OrganizationState state, DecideVerification command, DateTimeOffset now)
    {
        if (state.Profile is null)
        {
            return OrganizationFaults.Unknown;
        }

        if (!command.By.IsAdmin)
        {
            return OrganizationFaults.NotAllowed;
        }

        if (IsReplay(state, command.CommandId))
        {
            return state;
        }

        if (IsStale(state, command.ExpectedVersion))
        {
            return OrganizationFaults.Changed;
        }

        var reason = Blank(command.Reason);
        var (verified, rejected) = (command.Status == VerificationStatus.Verified, command.Status == VerificationStatus.Rejected);
        if (!Enum.IsDefined(command.Status) || (command.Tier is { } tier && !Enum.IsDefined(tier)) || (verified && command.Tier is null) || (rejected && reason is null))
        {
            return OrganizationFaults.TierMissing;
        }

        return reason?.Length > LongestLine ? OrganizationFaults.TextTooLong : Changed(state, command.CommandId) with
        {
            VerificationStatus = command.Status,
            VerificationTier = verified ? command.Tier : null,
            VerifiedAt = verified ? now : null,
            VerificationDecidedBy = command.By.User,
            VerificationReason = reason,
        };
    }

    /// <summary>What the role brings, what was granted on top, and everything to the platform's administrators.</summary>
    public static bool Allows(OrganizationState state, By by, Permission permission) =>
        state.Profile is not null
        && (by.IsAdmin || (by.User is { } user && state.Members.TryGetValue(user, out var member) && Holds(member, permission)));

    public static bool Includes(OrganizationState state, By by) =>
        state.Profile is not null && (by.IsAdmin || (by.User is { } user && state.Members.ContainsKey(user)));

    public static bool Holds(Member member, Permission permission) => member.Permissions.Contains(permission) || member.Role switch
    {
        OrganizationRole.Owner or OrganizationRole.Admin => true,
        OrganizationRole.Coordinator => permission is Permission.PostOpportunities or Permission.VerifyHours or Permission.ManageRoster,
        _ => false,
    };

    /// <summary>Without a person whose account is deleted. A last owner has handed over before.</summary>
    public static OrganizationState Forget(OrganizationState state, UserId user)
    {
        var blocks = BlockList.Forget(state.Blocks, user);
        return !state.Members.ContainsKey(user) && ReferenceEquals(blocks, state.Blocks)
            ? state
            : state with { Members = state.Members.Remove(user), Blocks = blocks, Version = state.Version + 1 };
    }

    /// <summary>One person by one account from now on, with the higher role and the permissions of both; blocked if either was.</summary>
    public static OrganizationState Move(OrganizationState state, UserId from, UserId to)
    {
        var blocks = BlockList.Move(state.Blocks, from, to);
        if (!state.Members.TryGetValue(from, out var old))
        {
            return ReferenceEquals(blocks, state.Blocks) ? state : state with { Blocks = blocks, Version = state.Version + 1 };
        }

        var member = !state.Members.TryGetValue(to, out var known) ? old : known with
        {
            Role = old.Role > known.Role ? old.Role : known.Role,
            Permissions = [.. known.Permissions.Union(old.Permissions)],
            Title = known.Title ?? old.Title,
            JoinedAt = old.JoinedAt < known.JoinedAt ? old.JoinedAt : known.JoinedAt,
        };
        return state with { Members = state.Members.Remove(from).SetItem(to, member), Blocks = blocks, Version = state.Version + 1 };
    }

    private static Fault? Refusal(OrganizationState state, By by, Permission permission)
    {
        if (state.Profile is null)
        {
            return OrganizationFaults.Unknown;
        }

        return Allows(state, by, permission) ? null : OrganizationFaults.NotAllowed;
    }

    private static OrganizationRole RankOf(OrganizationState state, By by)
    {
        if (by.IsAdmin)
        {
            return OrganizationRole.Owner;
        }

        return by.User is { } user && state.Members.TryGetValue(user, out var member) ? member.Role : OrganizationRole.Member;
    }

    private static bool IsLastOwner(OrganizationState state, UserId member) =>
        state.Members[member].Role == OrganizationRole.Owner && state.Members.Values.Count(m => m.Role == OrganizationRole.Owner) == 1;

    private static bool IsStale(OrganizationState state, int? expected) => expected is not null && expected != state.Version;

    private static bool IsReplay(OrganizationState state, CommandId command) => state.Commands.Contains(command.Value, StringComparer.Ordinal);

    private static OrganizationState Changed(OrganizationState state, CommandId command) => state with
    {
        Version = state.Version + 1,
        Commands = [.. state.Commands.TakeLast(CommandsKept - 1), command.Value],
    };

    private static Fault? Check(OrganizationProfile profile) => profile switch
    {
        { Name: var name } when (name ?? "").Trim().Length is < 2 or > 255 => OrganizationFaults.NameMissing,
        { Description.Length: > LongestText } or { Address.Length: > LongestLine } or { ContactPhone.Length: > LongestPhone } => OrganizationFaults.TextTooLong,
        { Website: { } site } when Blank(site) is { } url && !IsWebAddress(url) => OrganizationFaults.WebsiteInvalid,
        { ContactEmail: { } mail } when Blank(mail) is { } address && !EmailAddress.TryParse(address, out _) => OrganizationFaults.ContactInvalid,
        { AutoVerifyAfterHours: < 1 or > 168 } => OrganizationFaults.WindowInvalid,
        { Latitude: null, Longitude: null } or { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 } => null,
        _ => OrganizationFaults.PlaceInvalid,
    };

    /// <summary>Only what a browser may safely follow from a page.</summary>
    private static bool IsWebAddress(string url) =>
        url.Length <= LongestLine && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static OrganizationProfile Tidy(OrganizationProfile profile) => profile with
    {
        Name = profile.Name.Trim(),
        Description = Blank(profile.Description),
        Website = Blank(profile.Website),
        ContactEmail = Blank(profile.ContactEmail),
        ContactPhone = Blank(profile.ContactPhone),
        Address = Blank(profile.Address),
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

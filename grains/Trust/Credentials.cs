using System.Collections.Immutable;
using Actors.Common;
using Actors.Trust;

namespace Actors.Grains.Trust;

/// <summary>
/// What a person has and whose word it rests on. The grain has asked whether the caller may decide; a replay returns the same state object.
/// </summary>
internal static class Credentials
{
    private const int Most = 100;

    public static Outcome<CredentialsState> Claim(CredentialsState state, CredentialId id, ClaimCredential command, bool known, DateTimeOffset now)
    {
        var item = new StoredCredential(
            id, command.Kind ?? "", command.Issuer?.Trim() ?? "", Blank(command.Reference), command.IssuedOn, command.ExpiresOn,
            command.Organization is { } shown ? [shown] : [], [], now);
        return Add(state, item, known, now);
    }

    public static Outcome<CredentialsState> Record(CredentialsState state, CredentialId id, RecordCredential command, bool known, DateTimeOffset now)
    {
        var decision = new CredentialDecision(command.Organization, CredentialStatus.Confirmed, command.By.User, now, null);
        var item = new StoredCredential(
            id, command.Kind ?? "", command.Issuer?.Trim() ?? "", Blank(command.Reference), command.IssuedOn, command.ExpiresOn,
            command.Organization is { } confirms ? [confirms] : [], [decision], now);
        return Add(state, item, known, now);
    }

    public static Outcome<CredentialsState> Share(CredentialsState state, CredentialId id, OrganizationId organization)
    {
        if (Find(state, id) is not { } item)
        {
            return TrustFaults.UnknownCredential;
        }

        return item.SharedWith.Contains(organization) ? state : With(state, item, item with { SharedWith = item.SharedWith.Add(organization) });
    }

    public static Outcome<CredentialsState> Decide(CredentialsState state, DecideCredential command, DateTimeOffset now)
    {
        if (Find(state, command.Credential) is not { } item || (command.Organization is { } asks && !item.SharedWith.Contains(asks)))
        {
            return TrustFaults.UnknownCredential;
        }

        var reason = Blank(command.Reason);
        var against = command.Status is CredentialStatus.Rejected or CredentialStatus.Revoked;
        if (!(against ? reason is { Length: >= 3 and <= 1000 } : command.Status == CredentialStatus.Confirmed && reason?.Length is null or <= 1000))
        {
            return TrustFaults.DecisionInvalid;
        }

        var before = item.Decisions.FirstOrDefault(d => d.Organization == command.Organization);
        if (before?.Status == command.Status)
        {
            return state;
        }

        var decision = new CredentialDecision(command.Organization, command.Status, command.By.User, now, reason);
        return With(state, item, item with { Decisions = before is null ? item.Decisions.Add(decision) : item.Decisions.Replace(before, decision) });
    }

    /// <summary>A claim may be taken back; a refusal may not be made to disappear.</summary>
    public static Outcome<CredentialsState> Withdraw(CredentialsState state, CredentialId id)
    {
        if (Find(state, id) is not { } item)
        {
            return TrustFaults.UnknownCredential;
        }

        return item.Decisions.Any(d => d.Status != CredentialStatus.Confirmed) ? TrustFaults.DecidedAgainst : Indexed(state with { Items = state.Items.Remove(item) });
    }

    /// <summary>
    /// Whose word counts at an organization: its own and the platform's. A refusal of either ends it, so that a fraud that an administrator
    /// found is none anywhere, and nobody must accept what others confirmed.
    /// </summary>
    public static CredentialStatus StatusAt(StoredCredential item, OrganizationId? organization)
    {
        var words = item.Decisions.Where(d => d.Organization is null || d.Organization == organization).Select(d => d.Status).ToList();
        return words.Contains(CredentialStatus.Revoked) ? CredentialStatus.Revoked
            : words.Contains(CredentialStatus.Rejected) ? CredentialStatus.Rejected
            : words.Contains(CredentialStatus.Confirmed) ? CredentialStatus.Confirmed
            : CredentialStatus.Claimed;
    }

    /// <summary>The best that anybody said, unless the platform is against it.</summary>
    public static CredentialStatus StatusAnywhere(StoredCredential item)
    {
        var platform = StatusAt(item, null);
        return platform != CredentialStatus.Claimed || item.Decisions.IsEmpty ? platform
            : item.Decisions.Any(d => d.Status == CredentialStatus.Confirmed) ? CredentialStatus.Confirmed
            : item.Decisions.MaxBy(d => d.At)!.Status;
    }

    public static ImmutableArray<CredentialFact> Facts(CredentialsState state, OrganizationId organization) =>
        [.. state.Items.Select(i => new CredentialFact(i.Kind, StatusAt(i, organization), i.ExpiresOn))];

    /// <param name="organization">Null: for the person and administrators, who see all of it.</param>
    public static CredentialView View(StoredCredential item, UserId user, OrganizationId? organization, DateTimeOffset now)
    {
        var status = organization is { } asks ? StatusAt(item, asks) : StatusAnywhere(item);
        return new(
            item.Id, user, item.Kind, item.Issuer, item.Reference, item.IssuedOn, item.ExpiresOn,
            status == CredentialStatus.Confirmed && item.ExpiresOn < Day(now) ? CredentialStatus.Expired : status,
            organization is null ? item.Decisions : [.. item.Decisions.Where(d => d.Organization is null || d.Organization == organization)],
            organization is null ? item.SharedWith : [],
            item.CreatedAt);
    }

    private static Outcome<CredentialsState> Add(CredentialsState state, StoredCredential item, bool known, DateTimeOffset now)
    {
        // The id comes from the command, so this is the same command again.
        if (Find(state, item.Id) is not null)
        {
            return state;
        }

        if (!known)
        {
            return TrustFaults.KindUnknown;
        }

        // A day ahead of UTC a paper of tomorrow may have been issued, a day behind it one that ended yesterday still counts.
        var today = Day(now);
        if (item.Issuer.Length is < 2 or > 200 || item.Reference?.Length > 500
            || item.IssuedOn > today.AddDays(1) || item.ExpiresOn < today.AddDays(-1) || item.ExpiresOn < item.IssuedOn)
        {
            return TrustFaults.CredentialInvalid;
        }

        return state.Items.Length >= Most ? TrustFaults.TooManyCredentials : Indexed(state with { Items = state.Items.Add(item) });
    }

    private static StoredCredential? Find(CredentialsState state, CredentialId id) => state.Items.FirstOrDefault(i => i.Id == id);

    private static CredentialsState With(CredentialsState state, StoredCredential before, StoredCredential after) => Indexed(state with { Items = state.Items.Replace(before, after) });

    private static CredentialsState Indexed(CredentialsState state) =>
        state with { Organizations = [.. state.Items.SelectMany(i => i.SharedWith).Distinct().OrderBy(o => o.Value, StringComparer.Ordinal)] };

    private static DateOnly Day(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>All of both, also when that is more than one may have.</summary>
    public static CredentialsState Join(CredentialsState mine, CredentialsState other)
    {
        var more = other.Items.Where(o => mine.Items.All(m => m.Id != o.Id)).ToList();
        return more.Count == 0 ? mine : ExpiryReminders.Settle(Indexed(mine with { Items = [.. mine.Items, .. more] }));
    }
}

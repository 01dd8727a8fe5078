using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Actors.Common;
using Actors.Trust;

namespace Actors.Grains.Trust;

/// <summary>
/// How a guardian is asked and what an answer means. Whoever holds a link speaks for the guardian, so links run out, are stored as hashes only,
/// and letters are few: nobody's address may be flooded by somebody who says to be their child. A replay returns the same state object.
/// </summary>
internal static class Guardianship
{
    /// <summary>How long a question can be answered.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromDays(7);

    /// <summary>How soon the same question may be mailed again.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(15);

    /// <summary>Letters that one minor may cause in a day, and one address gets in a week.</summary>
    public const int MostLettersOfMinor = 5;
    public const int MostLettersToAddress = 5;

    private const int MostConsents = 200;
    private const int MostLinks = 5;
    private const int LongestName = 60;

    /// <param name="id">Of a new question; one that is open already keeps its own.</param>
    public static Outcome<GuardiansState> Ask(GuardiansState state, ConsentId id, AskGuardian command, DateOnly? birth, string ownAddress, DateTimeOffset now)
    {
        if (birth is not { } born)
        {
            return TrustFaults.DateOfBirthMissing;
        }

        if (DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1) >= Age.AdultOn(born))
        {
            return TrustFaults.NotAMinor;
        }

        if (command.Guardian.Normalized == ownAddress)
        {
            return TrustFaults.OwnAddress;
        }

        var open = state.Consents.FirstOrDefault(c => IsSame(c, command, now));
        if (open is { MailedAt: { } mailed } && now < mailed + AgainAfter)
        {
            // The same command again, or somebody impatient: the letter is on its way.
            return open.AskedWith == command.CommandId.Value ? state : TrustFaults.TooManyLetters.With("retryAt", (mailed + AgainAfter).ToString("O"));
        }

        if (open is null && state.Consents.Length >= MostConsents)
        {
            return TrustFaults.TooManyLetters;
        }

        // A question that is asked again keeps its id and may be answered by any of its links.
        var asked = open is null
            ? new Consent(
                id, Shortened(command.By.Name), command.Guardian.Written, command.Organization, command.Opportunity, ConsentStatus.Pending,
                command.CommandId.Value, [command.Link.SecretHash], now, now + AnswerWithin, Age.AdultOn(born))
            : open with { AskedWith = command.CommandId.Value, Links = [.. open.Links.TakeLast(MostLinks - 1), command.Link.SecretHash], AnswerBy = now + AnswerWithin, MailedAt = null };
        return state with { Consents = open is null ? state.Consents.Add(asked) : state.Consents.Replace(open, asked) };
    }

    /// <summary>The question that a command asked, for the first time or again.</summary>
    public static Consent Asked(GuardiansState state, AskGuardian command) => state.Consents.Last(c => c.AskedWith == command.CommandId.Value);

    public static GuardiansState Mailed(GuardiansState state, ConsentId id, DateTimeOffset now) => With(state, id, c => c with { MailedAt = now });

    /// <summary>How many letters a minor has caused within a day.</summary>
    public static int LettersOfMinor(GuardiansState state, DateTimeOffset now) => state.Consents.Count(c => c.MailedAt > now.AddDays(-1));

    /// <summary>What a link leads to. Questions run out; given consents can be looked at and taken back until the minor comes of age.</summary>
    public static Outcome<Consent> Find(GuardiansState state, GuardianLink link, DateTimeOffset now)
    {
        if (state.Consents.FirstOrDefault(c => c.Links.Any(known => Equal(known, link.SecretHash))) is not { } consent)
        {
            return TrustFaults.UnknownLink;
        }

        return (consent.Status == ConsentStatus.Pending && now > consent.AnswerBy) || DateOnly.FromDateTime(now.UtcDateTime) > consent.EndsOn
            ? TrustFaults.LinkExpired
            : consent;
    }

    /// <summary>Whether this answer may be given, before anything is signed with it. Null: it may.</summary>
    public static Fault? Check(Consent consent, AnswerConsent command)
    {
        if (consent.Status != ConsentStatus.Pending)
        {
            return IsReplay(consent, command) ? null : TrustFaults.Answered;
        }

        var named = command.Name?.Trim().Length is >= 2 and <= 200 && !command.Name.Any(char.IsControl);
        return !command.Consents || (named && command.IsGuardian && Enum.IsDefined(command.Scope)) ? null : TrustFaults.NotTheGuardian;
    }

    public static GuardiansState Answer(GuardiansState state, Consent consent, AnswerConsent command, DateTimeOffset now) =>
        consent.Status != ConsentStatus.Pending ? state : With(state, consent.Id, c => c with
        {
            Status = command.Consents ? ConsentStatus.Given : ConsentStatus.Declined,
            Scope = command.Consents ? command.Scope : null,
            GuardianName = string.IsNullOrWhiteSpace(command.Name) ? null : command.Name.Trim(),
            AnsweredAt = now,
            Told = false,
        });

    public static Outcome<GuardiansState> Revoke(GuardiansState state, ConsentId id, DateTimeOffset now) =>
        state.Consents.FirstOrDefault(c => c.Id == id) switch
        {
            null => TrustFaults.UnknownLink,
            { Status: ConsentStatus.Revoked } => state,
            { Status: ConsentStatus.Given } => With(state, id, c => c with { Status = ConsentStatus.Revoked, RevokedAt = now, Told = false }),
            _ => TrustFaults.NotGiven,
        };

    public static bool Allows(GuardiansState state, OrganizationId organization, OpportunityId opportunity) => state.Consents.Any(c =>
        c.Status == ConsentStatus.Given && c.Organization == organization && (c.Scope == ConsentScope.Organization || c.Opportunity == opportunity));

    public static ConsentView View(Consent c, UserId minor) => new(
        c.Id, minor, c.MinorName, c.Guardian, c.Organization, c.Opportunity, c.Status, c.Scope, c.GuardianName, c.AskedAt, c.AnswerBy, c.AnsweredAt, c.RevokedAt, c.EndsOn);

    /// <summary>Counts a letter to an address, or says why it gets none.</summary>
    public static Outcome<GuardianAddressState> Admit(GuardianAddressState state, string letter, DateTimeOffset now)
    {
        if (state.BlockedAt is not null)
        {
            return TrustFaults.AddressRefuses;
        }

        var recent = state.Letters.Where(l => l.At > now.AddDays(-7)).ToImmutableArray();
        if (recent.Any(l => l.Id == letter))
        {
            return state;
        }

        return recent.Length >= MostLettersToAddress
            ? TrustFaults.TooManyLetters.With("retryAt", recent.Min(l => l.At).AddDays(7).ToString("O"))
            : state with { Letters = recent.Add(new(letter, now)) };
    }

    private static bool IsSame(Consent c, AskGuardian command, DateTimeOffset now) =>
        c.Status == ConsentStatus.Pending && now <= c.AnswerBy && c.Opportunity == command.Opportunity
        && string.Equals(c.Guardian, command.Guardian.Written, StringComparison.OrdinalIgnoreCase);

    private static bool IsReplay(Consent consent, AnswerConsent command) => consent.Status switch
    {
        ConsentStatus.Given => command.Consents && consent.Scope == command.Scope && consent.GuardianName == command.Name?.Trim(),
        ConsentStatus.Declined => !command.Consents,
        _ => false,
    };

    private static GuardiansState With(GuardiansState state, ConsentId id, Func<Consent, Consent> change)
    {
        var consent = state.Consents.First(c => c.Id == id);
        return state with { Consents = state.Consents.Replace(consent, change(consent)) };
    }

    /// <summary>In the same time wherever they differ.</summary>
    private static bool Equal(string known, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(given ?? ""));

    /// <summary>A name is chosen freely; in a letter to somebody who did not ask for one it must not be a message.</summary>
    private static string Shortened(string name)
    {
        var line = new string([.. name.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '\'' or '.')]).Trim();
        return line.Length <= LongestName ? line : line[..LongestName].TrimEnd();
    }

    /// <summary>All of both: answers are never removed.</summary>
    public static GuardiansState Join(GuardiansState mine, GuardiansState other)
    {
        var more = other.Consents.Where(o => mine.Consents.All(m => m.Id != o.Id)).ToList();
        return more.Count == 0 ? mine : mine with { Consents = [.. mine.Consents, .. more], NextDue = mine.NextDue < other.NextDue ? mine.NextDue : other.NextDue ?? mine.NextDue };
    }
}

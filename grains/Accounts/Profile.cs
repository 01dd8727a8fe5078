using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using NodaTime;

namespace Actors.Grains.Accounts;

/// <summary>What a person may say of themselves (seed 5.2, users).</summary>
internal static partial class Profile
{
    private const int LongestName = 255;
    private const int LongestBio = 5000;

    public static Outcome<AccountState> Open(AccountState state, OpenAccount command, DateTimeOffset now)
    {
        if (state.CreatedAt is not null)
        {
            return state.OpenedBy == command.CommandId && state.Address == command.Email.Normalized ? state : AccountFaults.AddressTaken;
        }

        return Check(command.Name, command.Language, command.TimeZone) is { } fault ? fault : state with
        {
            CreatedAt = now,
            OpenedBy = command.CommandId,
            Email = command.Email.Written,
            Address = command.Email.Normalized,
            Name = command.Name.Trim(),
            Language = command.Language ?? "en",
            TimeZone = command.TimeZone,
            PasswordHash = command.PasswordHash,
            DateOfBirth = command.DateOfBirth,
            Version = 1,
        };
    }

    public static Outcome<AccountState> Edit(AccountState state, EditAccount command)
    {
        if (Check(command.Name ?? state.Name, command.Language, command.TimeZone) is { } fault)
        {
            return fault;
        }

        var next = state with
        {
            Name = command.Name?.Trim() ?? state.Name,
            Language = command.Language ?? state.Language,
            TimeZone = command.TimeZone ?? state.TimeZone,
        };

        // Before the version: the repetition of a change that was made is not stale.
        if (next == state)
        {
            return state;
        }

        return command.ExpectedVersion is { } expected && expected != state.Version
            ? AccountFaults.Changed
            : next with { Version = state.Version + 1 };
    }

    public static Outcome<AccountState> Edit(AccountState state, EditProfile command)
    {
        var profile = command.Profile with { Tagline = Text(command.Profile.Tagline), Bio = Text(command.Profile.Bio), PlaceName = Text(command.Profile.PlaceName) };
        if (Check(command.Name ?? state.Name, null, null) is { } fault)
        {
            return fault;
        }

        if (profile.Tagline?.Length > LongestName || profile.PlaceName?.Length > LongestName || profile.Bio?.Length > LongestBio || !Enum.IsDefined(profile.Visibility)
            || (profile.Tagline + profile.PlaceName).Any(IsInvisible) || profile.Bio?.Any(c => c is not ('\n' or '\r' or '\t') && IsInvisible(c)) == true)
        {
            return AccountFaults.ProfileInvalid;
        }

        var next = state with { Name = command.Name?.Trim() ?? state.Name, Profile = profile };
        if (next == state)
        {
            return state;
        }

        return command.ExpectedVersion is { } expected && expected != state.Version ? AccountFaults.Changed : next with { Version = state.Version + 1 };
    }

    /// <summary>What the owner and administrators see.</summary>
    public static AccountView View(UserId id, AccountState state) => new(
        id, state.Email, state.Name, state.Language, state.TimeZone, state.Role, state.CreatedAt!.Value, state.Version, state.DateOfBirth, state.Profile, state.Handle, state.Avatar, state.DeletesAt);

    /// <summary>What somebody else sees; null: nothing. <paramref name="connected"/>: they were at the same event.</summary>
    public static ProfileView? Show(UserId id, AccountState state, bool own, bool connected, bool isMinor) =>
        own || state.Profile.Visibility switch
        {
            ProfileVisibility.Public => connected || !isMinor,
            ProfileVisibility.ConnectionsOnly => connected,
            _ => false,
        }
            ? new(
                id, state.Name, state.Handle, state.Profile.Tagline, state.Profile.Bio, own || state.Profile.ShowsPlace ? state.Profile.PlaceName : null, state.Avatar, state.CreatedAt!.Value,
                own || state.Profile.ShowsHours, own || state.Profile.ShowsInterests, own, state.Profile.Visibility == ProfileVisibility.Public && !isMinor)
            : null;

    /// <summary>Null: all of it is in order.</summary>
    public static Fault? Check(string name, string? language, string? timeZone)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName || name.Any(IsInvisible))
        {
            return AccountFaults.NameInvalid;
        }

        if (language is not null && (language.Length > 35 || !Language().IsMatch(language)))
        {
            return AccountFaults.LanguageInvalid;
        }

        return timeZone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is null ? AccountFaults.TimeZoneUnknown : null;
    }

    private static string? Text(string? written) => string.IsNullOrWhiteSpace(written) ? null : written.Trim();

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Language();
}

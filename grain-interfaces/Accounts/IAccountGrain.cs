using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>A person's account: who they are to others, their platform role, how they sign in. Key: user id.</summary>
[Alias("accounts.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Opens the account; only the address grain that points here calls it. The first one wins, whatever comes later.</summary>
    [Alias("open")]
    Task<Outcome<AccountView>> Open(OpenAccount command);

    [Alias("edit")]
    Task<Outcome<AccountView>> Edit(EditAccount command);

    /// <summary>An administrator's decision. Nobody changes their own role, so an administrator always remains.</summary>
    [Alias("set-role")]
    Task<Outcome<AccountView>> SetRole(SetPlatformRole command);

    /// <summary>Replaces what the person says of themselves, and who sees it.</summary>
    [Alias("edit-profile")]
    Task<Outcome<AccountView>> EditProfile(EditProfile command);

    /// <summary>The name in the address of the profile page. Those of before stay the person's and lead to it.</summary>
    [Alias("take-handle")]
    Task<Outcome<AccountView>> TakeHandle(TakeHandle command);

    /// <summary>A picture: JPEG, PNG or WebP, at most 5 MB and 4096 by 4096. What is kept of it is the picture and nothing about it.</summary>
    [Alias("set-avatar")]
    Task<Outcome<AccountView>> SetAvatar(SetAvatar command);

    [Alias("remove-avatar")]
    Task<Outcome<AccountView>> RemoveAvatar(RemoveAvatar command);

    /// <summary>The profile for whoever may see it; for others there is none. The owner sees all of it.</summary>
    [Alias("profile"), ReadOnly]
    Task<Outcome<ProfileView>> Profile(By by);

    /// <summary>
    /// The owner gives it once and may correct it once; afterwards, and for whoever is a minor by it and wants to be older, an administrator
    /// decides. Every change is kept with who made it and why.
    /// </summary>
    [Alias("set-date-of-birth")]
    Task<Outcome<AccountView>> SetDateOfBirth(SetDateOfBirth command);

    /// <summary>For the rules of other slices, which never show it to others. Null: not given, or no such account.</summary>
    [Alias("date-of-birth"), ReadOnly]
    Task<DateOnly?> DateOfBirth();

    /// <summary>The owner and administrators see an account; for others there is none.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<AccountView>> View(By by);

    /// <summary>What other slices show of a person and where they write to; of a merged account that of the one it leads to. Null: no such account.</summary>
    [Alias("card"), ReadOnly]
    Task<AccountCard?> Card();

    /// <summary>What the front door needs to check a password or a token. Null: no such account.</summary>
    [Alias("credentials"), ReadOnly]
    Task<AccountCredentials?> Credentials();

    /// <summary>Counts a wrong password; the fifth in a row locks the account for 15 minutes.</summary>
    [Alias("sign-in-failed")]
    Task<Outcome<Done>> SignInFailed();

    /// <summary>A right password. Refused while locked, so that guesses made side by side gain nothing.</summary>
    [Alias("sign-in-succeeded")]
    Task<Outcome<Done>> SignInSucceeded();

    /// <summary>Ends all sessions of this stamp; a repetition finds a later stamp and changes nothing.</summary>
    [Alias("sign-out")]
    Task<Outcome<Done>> SignOut(SignOut command);

    /// <summary>Stores a stronger hash of the same password.</summary>
    [Alias("rehash")]
    Task<Outcome<Done>> Rehash(RehashPassword command);

    /// <summary>
    /// Another password, or none; ends all tokens and cookies of before. Only the address grain that checked a link calls it, and the front
    /// door for an owner who knew the old one.
    /// </summary>
    [Alias("set-password")]
    Task<Outcome<Done>> SetPassword(SetPassword command);

    /// <summary>The owner has their data collected, 3 times in a day.</summary>
    [Alias("count-export")]
    Task<Outcome<Done>> CountExport(CountExport command);

    /// <summary>Sets or takes back the day of deletion, or closes the account for good. Only the deletion calls it.</summary>
    [Alias("schedule-deletion")]
    Task<Outcome<Done>> ScheduleDeletion(ScheduleDeletion command);

    /// <summary>A guest of whom nothing came is no more. Only the grain that forgets guests calls it.</summary>
    [Alias("close-guest")]
    Task<Outcome<Done>> CloseGuest(CloseGuest command);

    /// <summary>Another address. Only the grain that both addresses agreed with calls it.</summary>
    [Alias("move-email")]
    Task<Outcome<Done>> MoveEmail(MoveEmail command);

    /// <summary>One step of a merge. Only the merge calls it.</summary>
    [Alias("merge")]
    Task<Outcome<Done>> Merge(MergeStep command);

    /// <summary>The account that this one leads to since it was merged; null: it was not. That one may lead on.</summary>
    [Alias("successor"), ReadOnly]
    Task<UserId?> Successor();
}

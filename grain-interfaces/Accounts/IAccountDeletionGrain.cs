using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>
/// The way of one account to its end: 30 days in which its owner can change their mind, then everything of the person goes and what others
/// rest on stays without them. Key: user id. The account knows the day, so that whoever logs in sees it.
/// </summary>
[Alias("accounts.deletion")]
public interface IAccountDeletionGrain : IGrainWithStringKey
{
    /// <summary>Refused while the person is the only owner of an organization. Asking again changes nothing.</summary>
    [Alias("ask")]
    Task<Outcome<DeletionView>> Ask(AskDeletion command);

    /// <summary>Within the 30 days: the account stays.</summary>
    [Alias("stop")]
    Task<Outcome<Done>> Stop(StopDeletion command);

    [Alias("view"), ReadOnly]
    Task<Outcome<DeletionView>> View(By by);
}

[GenerateSerializer, Immutable, Alias("accounts.ask-deletion")]
public sealed record AskDeletion(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("accounts.stop-deletion")]
public sealed record StopDeletion(CommandId CommandId, By By);

/// <param name="At">Null: the account stays.</param>
/// <param name="Now">Whether it is closed at once, for good.</param>
[GenerateSerializer, Immutable, Alias("accounts.schedule-deletion")]
public sealed record ScheduleDeletion(CommandId CommandId, By By, DateTimeOffset? At, bool Now = false);

[GenerateSerializer, Immutable, Alias("accounts.deletion-view")]
public sealed record DeletionView(DateTimeOffset AskedAt, DateTimeOffset DeletesAt);

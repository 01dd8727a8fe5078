using Actors.Common;

namespace Actors.Organizations;

/// <param name="Reason">3 to 1,000 characters, for those who manage rosters only.</param>
/// <param name="Name">As they know the person.</param>
[GenerateSerializer, Immutable, Alias("organizations.block-person")]
public sealed record BlockPerson(CommandId CommandId, By By, UserId User, string Reason, string? Name = null);

[GenerateSerializer, Immutable, Alias("organizations.unblock-person")]
public sealed record UnblockPerson(CommandId CommandId, By By, UserId User);

/// <param name="By">Name of the coordinator.</param>
[GenerateSerializer, Immutable, Alias("organizations.block")]
public sealed record BlockView(UserId User, string Name, string Reason, string By, DateTimeOffset At);

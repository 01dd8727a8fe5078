using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

internal sealed record CalendarFeedState
{
    public string? KeyHash { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Hashes of keys of accounts that were merged into this one; they open it until its owner sets another key.</summary>
    public ImmutableArray<string> Former { get; init; } = [];

    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Hashes => KeyHash is null ? Former : Former.Append(KeyHash);
}

[GrainType("calendar-feed")]
internal sealed class CalendarFeedGrain([PersistentState("calendar-feed")] IPersistentState<CalendarFeedState> state, Clock clock) : Grain, ICalendarFeedGrain, IPersonalData, IHeir
{
    public async Task<Outcome<CalendarFeedView>> SetKey(SetCalendarKey command)
    {
        if (!IsOwner(command.By))
        {
            return CommonFaults.SignIn;
        }

        if (command.KeyHash != state.State.KeyHash || !state.State.Former.IsEmpty)
        {
            await state.Save(new() { KeyHash = command.KeyHash, Since = command.KeyHash is null ? null : clock.Now }, this);
        }

        return new CalendarFeedView(state.State.Since);
    }

    public Task<Outcome<CalendarFeedView>> View(By by) => Task.FromResult<Outcome<CalendarFeedView>>(IsOwner(by) ? new CalendarFeedView(state.State.Since) : CommonFaults.SignIn);

    public Task<bool> Opens(string keyHash) => Task.FromResult(
        state.State.Hashes.Any(known => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(keyHash))));

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, (mine, other) => other.Hashes.All(mine.Hashes.Contains)
        ? mine
        : mine with { Since = mine.Since ?? other.Since, Former = [.. mine.Former, .. other.Hashes.Except(mine.Hashes)] });

    private bool IsOwner(By by) => by.User?.Value == this.GetPrimaryKeyString();
}

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
}

[GrainType("calendar-feed")]
internal sealed class CalendarFeedGrain([PersistentState("calendar-feed")] IPersistentState<CalendarFeedState> state, Clock clock) : Grain, ICalendarFeedGrain, IPersonalData
{
    public async Task<Outcome<CalendarFeedView>> SetKey(SetCalendarKey command)
    {
        if (!IsOwner(command.By))
        {
            return CommonFaults.SignIn;
        }

        if (command.KeyHash != state.State.KeyHash)
        {
            await state.Save(new() { KeyHash = command.KeyHash, Since = command.KeyHash is null ? null : clock.Now }, this);
        }

        return new CalendarFeedView(state.State.Since);
    }

    public Task<Outcome<CalendarFeedView>> View(By by) => Task.FromResult<Outcome<CalendarFeedView>>(IsOwner(by) ? new CalendarFeedView(state.State.Since) : CommonFaults.SignIn);

    public Task<bool> Opens(string keyHash) => Task.FromResult(
        state.State.KeyHash is { } known && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(keyHash)));

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    private bool IsOwner(By by) => by.User?.Value == this.GetPrimaryKeyString();
}

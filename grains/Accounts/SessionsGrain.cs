using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Npgsql;

namespace Actors.Grains.Accounts;

/// <summary>
/// The mailbox around <see cref="SessionList"/>. What ends is first written to table ended_session, where every front end looks each second,
/// because access tokens are believed without asking; a crash between the two leaves a session that ended too early, never one too late.
/// </summary>
[GrainType("sessions")]
internal sealed class SessionsGrain([PersistentState("sessions")] IPersistentState<SessionsState> state, NpgsqlDataSource database, Clock clock) : Grain, ISessionsGrain, IPersonalData
{
    private string Key => this.GetPrimaryKeyString();

    public async Task<Outcome<SessionView>> Start(StartSession command)
    {
        await Save(SessionList.Start(state.State, command, clock.Now));
        return SessionList.View(state.State.Sessions.First(s => s.Id == command.Session));
    }

    public async Task<Outcome<Done>> Touch(TouchSession command)
    {
        var next = SessionList.Touch(state.State, command, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value);
        return Done.Now;
    }

    public async Task<Outcome<Done>> End(EndSession command)
    {
        if (command.By.User?.Value != Key || !state.State.Sessions.Any(s => s.Id == command.Session))
        {
            return AccountFaults.SessionUnknown;
        }

        await Save(SessionList.Keep(state.State, s => s.Id != command.Session));
        return Done.Now;
    }

    public async Task<Outcome<Done>> EndAll(EndSessions command)
    {
        if (command.By.User?.Value != Key && command.By != By.Platform)
        {
            return AccountFaults.Unknown;
        }

        await Save(SessionList.Keep(state.State, s => s.Id == command.Except));
        return Done.Now;
    }

    public Task<Outcome<ImmutableArray<SessionView>>> List(By by) =>
        Task.FromResult<Outcome<ImmutableArray<SessionView>>>(by.User?.Value == Key ? SessionList.View(state.State, clock.Now) : AccountFaults.Unknown);

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.End(command, this);

    private async Task Save(SessionsState next)
    {
        if (ReferenceEquals(next, state.State))
        {
            return;
        }

        var ended = state.State.Sessions.Select(s => s.Id).Except(next.Sessions.Select(s => s.Id)).Select(id => id.Value).ToArray();
        if (ended.Length > 0)
        {
            await using var command = database.CreateCommand("insert into ended_session (id) select unnest($1::text[]) on conflict do nothing");
            command.Parameters.Add(new() { Value = ended });
            await command.ExecuteNonQueryAsync();
        }

        await state.Save(next, this);
    }
}

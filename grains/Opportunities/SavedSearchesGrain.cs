using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Grains.Opportunities;

/// <summary>
/// A letter is decided and written down first, then sent, then struck off: a crash in between sends the same letter again, which the mail
/// port knows by its id, and never another one with some of its matches.
/// </summary>
[GrainType("saved-searches")]
internal sealed partial class SavedSearchesGrain(
    [PersistentState("saved-searches")] IPersistentState<SavedSearchesState> state,
    ISearch search,
    NpgsqlDataSource database,
    IMailPort mail,
    IConfiguration configuration,
    Clock clock,
    ILogger<SavedSearchesGrain> log) : Grain, ISavedSearchesGrain, IDueGrain, IPersonalData, IHeir
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, SavedSearches.Join);

    private UserId Owner => UserId.Of(this.GetPrimaryKeyString());

    public async Task<Outcome<SavedSearchView>> Save(SaveSearch command)
    {
        if (command.By.User != Owner)
        {
            return CommonFaults.SignIn;
        }

        // What fits already is not new. A transaction that is on its way now may come in later with an earlier moment, so it is looked for.
        var before = await search.News(command.Criteria, command.Id, null, SavedSearches.MostMatches, await Insider(), CancellationToken.None);
        var next = SavedSearches.Save(state.State, command, before.Until, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, state.State))
        {
            await Tick(command.Id, before.Matches.Select(m => m.Id));
            await state.Save(next.Value, this);
        }

        return state.State.Searches.First(s => s.Id == command.Id).View();
    }

    public async Task<Outcome<Done>> Remove(RemoveSavedSearch command)
    {
        if (command.By.User != Owner)
        {
            return CommonFaults.SignIn;
        }

        if (state.State.Searches.Any(s => s.Id == command.Id))
        {
            await Execute("delete from saved_search_told where search_id = $1", command.Id.Value);
            await state.Save(SavedSearches.Remove(state.State, command.Id), this);
        }

        return Done.Now;
    }

    public Task<Outcome<ImmutableArray<SavedSearchView>>> List(By by)
    {
        ImmutableArray<SavedSearchView> searches = [.. state.State.Searches.Reverse().Select(s => s.View())];
        return Task.FromResult<Outcome<ImmutableArray<SavedSearchView>>>(by.User == Owner ? searches : CommonFaults.SignIn);
    }

    public async Task<Outcome<Done>> Unsubscribe(UnsubscribeSavedSearch command)
    {
        if (state.State.Searches.FirstOrDefault(s => s.Id == command.Id) is not { } known)
        {
            return SavedSearchFaults.Unknown;
        }

        if (known.Tells)
        {
            await state.Save(SavedSearches.Replace(state.State, known with { Tells = false, NextAt = null, Pending = null }), this);
        }

        return Done.Now;
    }

    public async Task OnDue()
    {
        while (state.State.Searches.FirstOrDefault(s => s.NextAt <= clock.Now) is { } due)
        {
            await Look(due);
        }
    }

    private async Task Look(SavedSearch due)
    {
        if (due.Pending is null)
        {
            var news = await search.News(due.Criteria, due.Id, due.Since, SavedSearches.MostMatches, await Insider(), CancellationToken.None);
            if (news.Matches.IsEmpty)
            {
                await state.Save(SavedSearches.Replace(state.State, SavedSearches.Rest(due, news.Until, clock.Now)), this);
                return;
            }

            due = due with { Pending = SavedSearches.Letter(news) };
            await state.Save(SavedSearches.Replace(state.State, due), this);
        }

        // Whoever has no account any more, or no address, cannot be told.
        var letters = due.Letters;
        if (await GrainFactory.GetGrain<IAccountGrain>(Owner.Value).Card() is { Email: { } recipient })
        {
            var receipt = await mail.Send(SavedSearches.Write(due, Owner, recipient, configuration[PublicUrl.Setting]?.TrimEnd('/') ?? "")).WaitAsync(s_patience);
            if (!receipt.Accepted)
            {
                NotTaken(due.Id, receipt.Failure);
            }

            letters++;
        }

        await Tick(due.Id, due.Pending!.Matches.Select(m => m.Id));
        await state.Save(SavedSearches.Replace(state.State, SavedSearches.Rest(due with { Letters = letters }, due.Pending.Until, clock.Now)), this);
    }

    private Task<ImmutableArray<OrganizationId>> Insider() => search.Insider(Owner, CancellationToken.None);

    private Task Tick(SavedSearchId id, IEnumerable<OpportunityId> told) => Execute(
        "insert into saved_search_told (search_id, opportunity_id) select $1, unnest($2) on conflict do nothing", id.Value, told.Select(o => o.Value).ToArray());

    private async Task Execute(string sql, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter of saved search {Search} was not taken: {Failure}")]
    private partial void NotTaken(SavedSearchId search, string? failure);
}

using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Grains.Opportunities;

/// <summary>
/// What an activation of an opportunity has in memory and how that becomes durable: plan, roster, journal and watchers move together.
/// The document goes through the journal, because the seats it grants and the registrations that take them must be one transaction.
/// </summary>
/// <param name="leave">Ends the activation: memory cannot be trusted any more.</param>
internal sealed class OpportunityRecord(
    OpportunityId id, string service, IPersistentState<OpportunityState> document, NpgsqlDataSource database, JournalDatabase journals, Intents intents, ILiveTopicGrain topic, Clock clock, ILogger log, Action leave)
{
    /// <summary>When more people than this change at once, watchers load again instead of hearing of each.</summary>
    private const int MostNews = 200;

    private readonly Journal _journal = new(journals.Connections, $"opportunity/{id}");
    private Announcer<Told> _announcer = null!;
    private Dictionary<RegistrationId, EligibilityNote> _notes = [];
    private Task? _opening;

    /// <summary>What is stored as the next moment; unknown at first, so that the first change of an activation writes it by today's rules.</summary>
    private DateTimeOffset? _due = DateTimeOffset.MinValue;

    public OpportunityState State { get; private set; } = new();

    public Roster Roster { get; private set; } = new();

    /// <summary>What is kept of registrations beside their rows; see <see cref="Note"/>.</summary>
    public IReadOnlyDictionary<RegistrationId, EligibilityNote> Notes => _notes;

    /// <summary>Fence first, read after it: nothing can be written between the reading and the deciding.</summary>
    public async Task Load()
    {
        if (document.State.Exists)
        {
            await Open();
            Roster = await RosterTables.Load(database, id);
            _notes = await EligibilityTables.Load(database, id);
        }

        State = document.State;
        _announcer = new(topic, rows => State.News(Roster, rows), log, _journal.Inherited);
    }

    /// <summary>Once for an activation: a fence taken twice would fence off what was decided in between.</summary>
    public Task Open() => _opening ??= TakeFence();

    public Task Close() => _journal.Close();

    /// <summary>
    /// Begins a transaction with a new plan: fewer seats must come after the cancellations that made room for it. What is decided on top of
    /// it in the same turn, such as offers of new seats, goes along; a plan is written before the registrations of its transaction.
    /// </summary>
    /// <param name="view">What whoever planned it is answered.</param>
    public void Plan(OpportunityState next, Func<OpportunityView>? view = null)
    {
        _journal.Cut();
        _journal.Put(RosterTables.Documents, next.Id.Value, (service, next));
        _journal.Record($"opportunity/{next.Id}", State.Exists ? State : null, next);
        foreach (var shift in next.Shifts.Where(s => State.Find(s.Id) != s))
        {
            _journal.Put(RosterTables.Shifts, shift.Id.Value, (next.Id, shift));
        }

        foreach (var removed in State.Shifts.Where(s => next.Find(s.Id) is null))
        {
            _journal.Put(RosterTables.RemovedShifts, removed.Id.Value, removed.Id);
        }

        State = next;
        Schedule();
        if (view is not null)
        {
            _journal.Answer(view);
        }
    }

    /// <summary>
    /// Applies what was decided about seats and puts it, with its step on the waitlist and its letter, into the open transaction.
    /// Null: nothing changed. The answer is for <see cref="Tell"/> once it is durable.
    /// </summary>
    public Told? Put(SeatChange change)
    {
        var (row, changed) = (change.Row, !ReferenceEquals(Roster.Find(change.Row.Id), change.Row));
        var cause = $"{row.Id}/{State.Version}-{change.Notice?.At.ToUnixTimeMilliseconds()}";
        Intent? news = null;
        if (changed)
        {
            (row, news) = Moved(row);
            _journal.Record($"registration/{row.Id}", Roster.Find(row.Id), row);
            _journal.Put(RosterTables.Registrations, row.Id.Value, row);
            Roster.Apply(row);
            if (change.Hold is { } hold)
            {
                Put(hold);
            }

            if (change.Step is { } step)
            {
                var numbered = Roster.Number(step);
                cause = $"{State.Id}/step-{numbered.Sequence}";
                _journal.Put(WaitlistTables.Steps, $"{numbered.Sequence}", numbered);
            }

            Schedule();
        }

        var letter = change.Notice is { } notice ? Put(notice.To(row.User, $"{cause}/{notice.Kind}")) : null;
        return changed || letter is not null ? new(changed ? row : null, letter, News: news) : null;
    }

    /// <summary>Seats that a squad holds. Null: nothing changed.</summary>
    public Told? Put(SeatHold hold)
    {
        if (ReferenceEquals(Roster.Hold(hold.Booking), hold))
        {
            return null;
        }

        _journal.Put(SquadTables.FewerHeld, hold.Booking.Value, hold);
        _journal.Put(SquadTables.Holds, hold.Booking.Value, hold);
        Roster.ApplyHold(hold);
        Schedule();
        return new(null, null, Shift: hold.Shift);
    }

    /// <summary>Into the open transaction; delivered by <see cref="Tell"/>, or after a crash by the deadline grains.</summary>
    public Intent Put(Intent letter)
    {
        _journal.Put(Intents.Table, letter.Id, letter);
        return letter;
    }

    /// <summary>Puts a state that gives no other seats or times into the open transaction.</summary>
    public void Keep(OpportunityState next)
    {
        if (!ReferenceEquals(next, State))
        {
            _journal.Put(RosterTables.Documents, next.Id.Value, (service, next));
            _journal.Record($"opportunity/{next.Id}", State, next);
            State = next;
            Schedule();
        }
    }

    /// <summary>Somebody is asked to take a free seat.</summary>
    public Told Put(SeatCalled called, SeatNotice notice)
    {
        _journal.Put(SeatCallTables.Calls, $"{called.Shift}/{called.User}", called);
        return new(null, Put(notice.To(called.User, $"{called.Shift}/call")));
    }

    /// <summary>Applies what was decided about an attendance and puts it, with what the ledger and the person hear of it, into the open transaction.</summary>
    public IReadOnlyCollection<Told> Put(Registration row, DateTimeOffset now, SeatNoticeKind? notice)
    {
        var before = Roster.Find(row.Id);
        if (ReferenceEquals(before, row))
        {
            return [];
        }

        (row, var news) = Moved(row);
        _journal.Record($"registration/{row.Id}", before, row);
        _journal.Put(RosterTables.Attendance, row.Id.Value, row);
        var told = new Told(row, notice is { } kind ? SeatNotice.OfEnd(State, row, kind, now) : null, HoursReport.Of(State, before, row, now), news);
        foreach (var intent in told.Intents)
        {
            _journal.Put(Intents.Table, intent.Id, intent);
        }

        Roster.Apply(row);
        Schedule();
        return [told];
    }

    /// <summary>Tells watchers and receivers of what has become durable.</summary>
    public void Tell(IReadOnlyCollection<Told> told)
    {
        if (told.Count > MostNews)
        {
            _announcer.Reset();
        }
        else
        {
            foreach (var one in told.Where(t => t.Row is not null || t.Shift is not null))
            {
                _announcer.Tell(one);
            }
        }

        // What a crash swallows here, the deadline grains deliver.
        _ = intents.DeliverAll([.. told.SelectMany(t => t.Intents)]);
    }

    /// <summary>Between putting and committing: what the command is answered, also when it comes again.</summary>
    public void Answer<TView>(Func<TView> view) => _journal.Answer(view);

    /// <summary>After a deadline: what still waits is due at its own moment, and what is done is not due again.</summary>
    public Task Reschedule()
    {
        _due = DateTimeOffset.MinValue;
        Schedule();
        return Durable();
    }

    /// <summary>Applies and stores what was decided; a decision that changes nothing only waits until what it rests on is durable.</summary>
    public async Task<Outcome<TView>> Store<TView>(
        JournalTable<Registration> table, Outcome<Registration> decided, Func<Registration, TView> view, Intent? intent = null)
    {
        if (!decided.Succeeded)
        {
            // What a refusal rests on must be true too: nobody hears 'full' because of seats whose commit fails.
            await Durable();
            return decided.Fault;
        }

        var row = decided.Value;
        Told? told = null;
        if (!ReferenceEquals(Roster.Find(row.Id), row))
        {
            (row, var news) = Moved(row);
            _journal.Record($"registration/{row.Id}", Roster.Find(row.Id), row);
            told = new(row, null, intent, news);
            _journal.Put(table, row.Id.Value, row);
            foreach (var put in told.Intents)
            {
                _journal.Put(Intents.Table, put.Id, put);
            }

            Roster.Apply(row);
            Schedule();
            _journal.Answer(() => view(row));
        }

        await Durable();
        if (told is not null)
        {
            Tell([told]);
        }

        return view(row);
    }

    /// <summary>Goes with the next <see cref="Store{TView}"/> in one transaction: no await between the two.</summary>
    public void Note(EligibilityNote note)
    {
        _journal.Put(EligibilityTables.Notes, note.Registration.Value, note);
        _notes[note.Registration] = note;
    }

    /// <summary>Seats, times or the status may be others: who watches loads again.</summary>
    public void TellToReload() => _announcer.Reset();

    public async Task Durable()
    {
        try
        {
            await _journal.Commit();
        }
        catch
        {
            // Memory is ahead of the database, and counts that were told came from it: the next activation loads what is true.
            _announcer.Reset();
            leave();
            throw;
        }
    }

    /// <summary>A registration with a seat of a squad has changed: its booking is to hear of it, in the transaction of the change and in the order of the changes.</summary>
    private (Registration Row, Intent? News) Moved(Registration row)
    {
        var before = Roster.Find(row.Id)?.Seat;
        if ((row.Seat ?? before) is null)
        {
            return (row, null);
        }

        // Taken again without a squad: its changes are counted on, so that a later squad hears of them in order.
        row = row with { Seat = (row.Seat ?? new(null, null)) with { Moves = (before?.Moves ?? 0) + 1 } };
        _journal.Put(SquadTables.Seats, row.Id.Value, row);
        return (row, SquadSeats.News(row, clock.Now) is { } news ? Put(news) : null);
    }

    /// <summary>The moment this opportunity waits for goes into the transaction of what made it wait, if it is another one than before.</summary>
    private void Schedule()
    {
        var due = Deadlines.Next(State, Roster);
        if (due != _due)
        {
            _due = due;
            _journal.Put(RosterTables.Due, State.Id.Value, (service, State.Id, due));
        }
    }

    private async Task TakeFence()
    {
        try
        {
            await _journal.Open();
            await document.ReadStateAsync();
            State = document.State;
        }
        catch
        {
            leave();
            throw;
        }
    }
}

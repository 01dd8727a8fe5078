using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Actors.Grains.Opportunities;

/// <summary>Section <c>Actors:Volunteers</c>.</summary>
internal sealed record VolunteerOptions
{
    /// <summary>How often a person is asked without having asked for it, in any seven days, by all organizations together.</summary>
    [Range(0, 50)]
    public int ContactsPerWeek { get; init; } = 2;
}

/// <summary>What is stored of how a person may be written to.</summary>
internal sealed record VolunteerMailState
{
    /// <summary>Does not want to be asked to take free seats.</summary>
    public bool OptedOut { get; init; }

    /// <summary>The person's own limit, below that of the platform.</summary>
    public int? MostPerWeek { get; init; }

    /// <summary>What they were asked in the latest seven days.</summary>
    public ImmutableArray<Contact> Contacts { get; init; } = [];
}

/// <summary>One letter that nobody asked for.</summary>
internal sealed record Contact(string Letter, DateTimeOffset At);

/// <summary>How often a person may be asked to take a free seat, over all organizations.</summary>
internal static class ContactCap
{
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>The state with this letter counted; the same state when it was counted already; null when it must not go.</summary>
    public static VolunteerMailState? Count(VolunteerMailState state, string letter, int most, DateTimeOffset now)
    {
        if (state.Contacts.Any(c => c.Letter == letter))
        {
            return state;
        }

        var recent = state.Contacts.RemoveAll(c => c.At <= now - Week);
        return state.OptedOut || recent.Length >= Math.Min(most, state.MostPerWeek ?? most) ? null : state with { Contacts = recent.Add(new(letter, now)) };
    }

    /// <summary>Who wished for fewer letters by either account gets fewer, and those that were sent to both count.</summary>
    public static VolunteerMailState Join(VolunteerMailState mine, VolunteerMailState other)
    {
        var next = mine with
        {
            OptedOut = mine.OptedOut || other.OptedOut,
            MostPerWeek = mine.MostPerWeek < other.MostPerWeek ? mine.MostPerWeek : other.MostPerWeek ?? mine.MostPerWeek,
            Contacts = [.. mine.Contacts, .. other.Contacts.Where(o => mine.Contacts.All(m => m.Letter != o.Letter))],
        };
        return next.Contacts.Length == mine.Contacts.Length && next with { Contacts = mine.Contacts } == mine ? mine : next;
    }
}

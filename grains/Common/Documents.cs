using System.Text.Json;
using Actors.Common;

namespace Actors.Grains.Common;

/// <summary>Writes a document so that memory never claims what the database may not have.</summary>
internal static class Documents
{
    /// <summary>
    /// Makes <paramref name="next"/> durable. After a failed write its outcome is unknown: the grain steps back to the state it knew and
    /// leaves, so that the next call reads what is stored.
    /// </summary>
    public static async Task Save<T>(this IPersistentState<T> document, T next, IGrainBase grain)
    {
        var before = document.State;
        document.State = next;
        try
        {
            await document.WriteStateAsync();
        }
        catch
        {
            document.State = before;
            grain.DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Empties the document of a person whose account is deleted; the grain's key is their id.</summary>
    public static async Task<Outcome<Done>> Forget<T>(this IPersistentState<T> document, ForgetPerson command, IGrainWithStringKey grain) =>
        command.By != By.Platform || command.User.Value != grain.GetPrimaryKeyString() ? CommonFaults.NotAllowed : await document.Empty((IGrainBase)grain);

    /// <summary>Empties a document that was for the merged account alone; the grain's key is its id.</summary>
    public static async Task<Outcome<Done>> End<T>(this IPersistentState<T> document, MovePerson command, IGrainWithStringKey grain) =>
        command.By != By.Platform || command.From.Value != grain.GetPrimaryKeyString() ? CommonFaults.NotAllowed : await document.Empty((IGrainBase)grain);

    /// <summary>Hands the document of the merged account over to the other account's own, and empties it then; the grain's key is the old id.</summary>
    public static async Task<Outcome<Done>> HandOver<T>(this IPersistentState<T> document, MovePerson command, Grain grain, IGrainFactory grains)
    {
        if (command.By != By.Platform || command.From.Value != grain.GetPrimaryKeyString())
        {
            return CommonFaults.NotAllowed;
        }

        if (!document.RecordExists)
        {
            return Done.Now;
        }

        var heir = GrainId.Create(grain.GetGrainId().Type, IdSpan.Create(command.To.Value));
        var taken = await grains.GetGrain<IHeir>(heir).Inherit(new(command.CommandId, By.Platform, command.From, JsonSerializer.Serialize(document.State, ActorsJson.Options)));
        return taken.Succeeded ? await document.Empty(grain) : taken;
    }

    /// <summary>Joins what another document of the same person held with this one.</summary>
    /// <param name="join">This one and the other; the same object when nothing is new.</param>
    public static async Task<Outcome<Done>> Inherit<T>(this IPersistentState<T> document, Inheritance command, IGrainBase grain, Func<T, T, T> join) where T : class =>
        command.By != By.Platform
            ? CommonFaults.NotAllowed
            : await document.Save((Outcome<T>)join(document.State, JsonSerializer.Deserialize<T>(command.Document, ActorsJson.Options)!), grain);

    private static async Task<Outcome<Done>> Empty<T>(this IPersistentState<T> document, IGrainBase grain)
    {
        try
        {
            await document.ClearStateAsync();
            return Done.Now;
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Makes what the rules decided durable, or passes on why they refused. They return the same object when nothing changes.</summary>
    public static async Task<Outcome<Done>> Save<T>(this IPersistentState<T> document, Outcome<T> next, IGrainBase grain) where T : class
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, document.State))
        {
            await document.Save(next.Value, grain);
        }

        return Done.Now;
    }
}

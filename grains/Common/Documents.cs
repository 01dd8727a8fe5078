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
    public static async Task<Outcome<Done>> Forget<T>(this IPersistentState<T> document, ForgetPerson command, IGrainWithStringKey grain)
    {
        if (command.By != By.Platform || command.User.Value != grain.GetPrimaryKeyString())
        {
            return CommonFaults.NotAllowed;
        }

        try
        {
            await document.ClearStateAsync();
            return Done.Now;
        }
        catch
        {
            ((IGrainBase)grain).DeactivateOnIdle();
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

namespace Actors.Grains.Common;

/// <summary>The one way to write a grain's document.</summary>
internal static class Documents
{
    /// <summary>Writes the next state. When that fails nobody knows what is stored: back to the last known state, and the activation goes.</summary>
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
}

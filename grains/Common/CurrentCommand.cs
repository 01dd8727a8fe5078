namespace Actors.Grains.Common;

/// <summary>
/// The kept command that a grain carries out in this call. It travels beside the call, so that whatever makes an effect durable can
/// remember the command in the same transaction without every slice passing it on. <see cref="AppliedCommands"/> sets and removes it.
/// </summary>
internal static class CurrentCommand
{
    private const string Name = "actors.command";
    private const string Grain = "actors.command-grain";
    private const string Again = "actors.command-again";

    /// <summary>Null: this call is no kept command.</summary>
    public static string? Id => RequestContext.Get(Name) as string;

    /// <summary>Asked by whatever is about to write. A command that took effect before must not do so again.</summary>
    public static (string Id, string Grain)? TakesEffect()
    {
        if (Id is not { } id)
        {
            return null;
        }

        return RequestContext.Get(Again) is null ? (id, (string)RequestContext.Get(Grain)!) : throw new AppliedAlreadyException();
    }

    public static void Enter(string id, string grain, bool again)
    {
        RequestContext.Set(Name, id);
        RequestContext.Set(Grain, grain);
        if (again)
        {
            RequestContext.Set(Again, "yes");
        }
    }

    /// <summary>What a command calls is not that command.</summary>
    public static void Leave()
    {
        if (RequestContext.Get(Name) is not null)
        {
            RequestContext.Remove(Name);
            RequestContext.Remove(Grain);
            RequestContext.Remove(Again);
        }
    }
}

/// <summary>A command that took effect before would do so again.</summary>
internal sealed class AppliedAlreadyException() : InvalidOperationException("This command took effect before.");

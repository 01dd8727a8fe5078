using System.ComponentModel.DataAnnotations;

namespace Actors.Silo.Storage;

/// <summary>How a silo reaches PostgreSQL. Section <c>Actors:Storage</c>.</summary>
public sealed record StorageOptions
{
    /// <summary>Connections of one silo. 16 to 32 serve 64 callers, as group commit needs few.</summary>
    [Range(4, 500)]
    public int Connections { get; init; } = 32;

    /// <summary>Connections on which a silo's journals commit, beside the others.</summary>
    [Range(1, 100)]
    public int JournalConnections { get; init; } = 4;

    /// <summary>Document statements that may be on their way at once.</summary>
    [Range(1, 16)]
    public int WriteLanes { get; init; } = 2;

    /// <summary>The documents' storage: ours, or Orleans' AdoNet provider (Engine=Orleans only).</summary>
    public DocumentProvider Documents { get; init; } = DocumentProvider.GroupCommit;
}

public enum DocumentProvider
{
    GroupCommit,
    AdoNet,
}

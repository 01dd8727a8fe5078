using Actors.Common;

namespace Actors.Accounts;

/// <summary>Collects everything that refers to a person. No grain: it reads the database, in every process.</summary>
public interface IAccountExport
{
    /// <summary>Writes a zip archive of JSON and CSV files. Secrets and what is others' are left out.</summary>
    Task Write(UserId user, Stream destination, CancellationToken cancellation);
}

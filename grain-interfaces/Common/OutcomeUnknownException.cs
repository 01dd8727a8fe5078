namespace Actors.Common;

/// <summary>A commit failed: whether it reached the database is not known. The caller repeats with the same command id.</summary>
[GenerateSerializer, Alias("common.outcome-unknown")]
public sealed class OutcomeUnknownException : Exception
{
    public OutcomeUnknownException()
    {
    }

    public OutcomeUnknownException(string message) : base(message)
    {
    }

    public OutcomeUnknownException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

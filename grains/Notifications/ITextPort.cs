namespace Actors.Grains.Notifications;

/// <summary>Hands texts to whoever delivers them. Sending the same id again is the same text.</summary>
internal interface ITextPort
{
    /// <summary>As <see cref="IMailPort.Send"/>: throws when the outcome is unknown; then the same text is sent again.</summary>
    Task<MailReceipt> Send(Text text);
}

/// <summary>One text to one number.</summary>
/// <param name="Id">Deterministic: made from the cause, so that a repeat is recognised.</param>
/// <param name="To">E.164.</param>
/// <param name="About">Id of the thing it is about.</param>
/// <param name="Since">When it was first on its way: where a provider knows no ids, a repeat looks from here on for the first one.</param>
internal sealed record Text(string Id, string To, string Body, string About, DateTimeOffset Since)
{
    /// <summary>Numbers and bodies do not belong in logs.</summary>
    public override string ToString() => $"{nameof(Text)} {Id}";
}

/// <summary>
/// Sends six digits to a telephone and says whether they were typed. Who made the code is the adapter's own matter: a provider keeps its
/// code to itself, the local one makes it from its id. Limits of tries and time are the caller's, whatever the provider's are.
/// </summary>
internal interface ICodePort
{
    /// <summary>Throws when the outcome is unknown; sending the same id again is the same code.</summary>
    Task<MailReceipt> Send(CodeRequest request);

    /// <summary>Whether it is the code that was sent last. Throws when nobody can say.</summary>
    Task<bool> Check(CodeRequest request, string code);
}

/// <param name="Id">Of the code: a new one is a new code.</param>
/// <param name="Language">BCP 47, in which the provider writes.</param>
internal sealed record CodeRequest(string Id, string To, string Language)
{
    public override string ToString() => $"{nameof(CodeRequest)} {Id}";
}

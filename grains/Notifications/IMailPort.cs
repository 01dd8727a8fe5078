namespace Actors.Grains.Notifications;

/// <summary>Hands letters to whoever delivers them. Sending the same id again is the same letter.</summary>
internal interface IMailPort
{
    /// <summary>Answers whether a provider took the letter. Throws when that is unknown: then the same letter is sent again.</summary>
    Task<MailReceipt> Send(Mail mail);
}

/// <param name="Accepted">Taken for delivery; whether it arrives is known later, if ever.</param>
/// <param name="Failure">A code when it was not taken, such as <c>bad-address</c>.</param>
internal sealed record MailReceipt(bool Accepted, string? Failure)
{
    public static MailReceipt Taken { get; } = new(true, null);

    public static MailReceipt Refused(string code) => new(false, code);
}

/// <summary>One letter to one address.</summary>
/// <param name="Id">Deterministic: made from the cause, so that a repeat is recognised.</param>
/// <param name="About">Id of the thing it is about.</param>
internal sealed record Mail(string Id, string To, string Subject, string Body, string About)
{
    public const int LongestSubject = 160;

    /// <summary>One line without control characters: a name in it can neither add headers nor break the list of letters.</summary>
    public string Subject { get; } = OneLine(Subject);

    private static string OneLine(string text)
    {
        var line = string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
            }
        }).Trim();
        if (line.Length <= LongestSubject)
        {
            return line;
        }

        // Not between the two halves of one character.
        var cut = char.IsHighSurrogate(line[LongestSubject - 2]) ? LongestSubject - 2 : LongestSubject - 1;
        return string.Concat(line.AsSpan(0, cut), "…");
    }
}

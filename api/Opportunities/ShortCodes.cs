namespace Actors.Api.Opportunities;

internal static class ShortCodes
{
    /// <summary>Six digits in two groups, as people read them out.</summary>
    public static string Spaced(string code) => code.Length == 6 ? $"{code[..3]} {code[3..]}" : code;
}

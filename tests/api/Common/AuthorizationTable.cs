using System.Collections.Frozen;

namespace Actors.Tests.Api.Common;

/// <summary>
/// Who is let in where: one row for each endpoint, one letter for each kind of caller (see <see cref="AuthorizationTests"/>):
/// nobody, guest, user (whom it is about), other user, member (an organization's administrator), administrator of another organization, moderator, administrator.
/// L: log in first. F: you may not. H: there is nothing here, or not for you. +: let in.
/// </summary>
internal static class AuthorizationTable
{
    /// <summary>What administrators do without changing anything, and why.</summary>
    public static FrozenDictionary<string, string> Silent { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> Rows { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
    }.ToFrozenDictionary(StringComparer.Ordinal);
}

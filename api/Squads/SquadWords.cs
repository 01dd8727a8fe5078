using Actors.Api.Common.Pages;
using Actors.Squads;

namespace Actors.Api.Squads;

/// <summary>Words of squads as pages say them.</summary>
internal static class SquadWords
{
    public static string Type(Texts T, SquadType type) => type switch
    {
        SquadType.Corporate => T["Company team"],
        SquadType.School => T["School or university"],
        SquadType.Social => T["Club or congregation"],
        SquadType.Friends => T["Friends"],
        _ => T["Family"],
    };

    public static string Role(Texts T, SquadRole role) => role switch
    {
        SquadRole.Leader => T["Leader"],
        SquadRole.CoLeader => T["Co-leader"],
        _ => T["Member"],
    };

    public static (string Text, string? Tone) Status(Texts T, InvitationStatus status) => status switch
    {
        InvitationStatus.Waiting => (T["On its way"], null),
        InvitationStatus.Sent => (T["Invited"], null),
        InvitationStatus.NotDelivered => (T["Not delivered"], "bad"),
        InvitationStatus.Opened => (T["Opened"], null),
        InvitationStatus.Joined => (T["Joined"], "good"),
        InvitationStatus.CheckedIn => (T["Here"], "good"),
        InvitationStatus.Attended => (T["Was there"], "good"),
        InvitationStatus.Cancelled => (T["Seat given back"], "caution"),
        InvitationStatus.Revoked => (T["Taken back"], null),
        _ => (T["Run out"], "caution"),
    };
}

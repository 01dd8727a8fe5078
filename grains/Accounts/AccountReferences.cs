using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Grains.Accounts;

/// <summary>What a place that holds an account's id says about the person.</summary>
internal enum ReferenceRole
{
    /// <summary>It is theirs: nobody else is in it.</summary>
    Owner,

    /// <summary>It is about them, in something that others share.</summary>
    Subject,

    /// <summary>They did something to what is another's.</summary>
    Actor,
}

/// <summary>What becomes of it when the account is deleted.</summary>
internal enum Erasure
{
    /// <summary>The document is emptied, the row or the part goes.</summary>
    Removed,

    /// <summary>It stays under the id, which then leads to nobody; names and texts of the person go.</summary>
    Anonymized,

    /// <summary>It stays as it is: evidence, or nothing but the id is in it.</summary>
    Kept,

    /// <summary>It goes by itself within days.</summary>
    Expires,
}

/// <summary>What becomes of it when the account is merged into another of the same person.</summary>
internal enum Transfer
{
    /// <summary>The id in it becomes the other's. Where the other is there already, the place says which of the two counts (docs/merging.md).</summary>
    Moved,

    /// <summary>It is joined with the other account's own, and empty then.</summary>
    Joined,

    /// <summary>It was for the old account alone, and ends with it.</summary>
    Ended,

    /// <summary>It says what happened, under the id of that time, which leads to the other.</summary>
    Kept,
}

/// <param name="State">Name of the documents.</param>
/// <param name="Path">SQL/JSON path to the id within the document; null: the grain's key is the id.</param>
/// <param name="Texts">Paths to the person's own words or name, copied there.</param>
internal sealed record DocumentReference(string State, string? Path, ReferenceRole Role, Erasure Erasure, Transfer Transfer, params ImmutableArray<string> Texts);

/// <param name="Column">Holds the id.</param>
/// <param name="Texts">Columns with the person's own words or name.</param>
internal sealed record TableReference(string Table, string Column, ReferenceRole Role, Erasure Erasure, Transfer Transfer, params ImmutableArray<string> Texts);

/// <summary>
/// Every place that refers to an account: what an export collects, a deletion clears and a merge moves. Tests compare it with the state
/// records of all grains and with the tables of the database, and fail when a place is missing or is there no more.
/// </summary>
internal static class AccountReferences
{
    public static ImmutableArray<DocumentReference> Documents { get; } =
    [
        new("account", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("account", "$.dateOfBirthChanges[*].by", ReferenceRole.Actor, Erasure.Removed, Transfer.Kept),
        new("account", "$.mergingInto", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("account", "$.mergedInto", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("account", "$.absorbing[*]", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("account-merge", null, ReferenceRole.Owner, Erasure.Kept, Transfer.Kept),
        new("account-merge", "$.into", ReferenceRole.Owner, Erasure.Kept, Transfer.Kept),
        new("account-deletion", null, ReferenceRole.Owner, Erasure.Kept, Transfer.Kept),
        new("account-security", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("sessions", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("email-change", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("email-address", "$.account", ReferenceRole.Owner, Erasure.Removed, Transfer.Moved),
        new("email-address", "$.wish.user", ReferenceRole.Owner, Erasure.Expires, Transfer.Kept),
        new("phone-number", "$.account", ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("phone-number", "$.code.user", ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("external-login", "$.account", ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("handle", "$.account", ReferenceRole.Owner, Erasure.Removed, Transfer.Moved),
        new("follows", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("matching-preferences", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("saved-searches", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("calendar-feed", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("volunteer-mail", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("credentials", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("credentials", "$.items[*].decisions[*].by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("guardians", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Joined),
        new("organization", "$.members.keyvalue().key", ReferenceRole.Subject, Erasure.Removed, Transfer.Moved),
        new("organization", "$.members.*.invitedBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("organization", "$.blocks.keyvalue().key", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved, "$.blocks.*.name"),
        new("organization", "$.blocks.*.user", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved),
        new("organization", "$.verificationDecidedBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("waiver", "$.versions[*].by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("opportunity", "$.createdBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("opportunity", "$.blocks.keyvalue().key", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved, "$.blocks.*.name"),
        new("opportunity", "$.blocks.*.user", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved),
        new("opportunity", "$.successors.keyvalue().key", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("opportunity", "$.successors.*", ReferenceRole.Subject, Erasure.Kept, Transfer.Moved),
        new("opportunity", "$.shifts[*].outcome.by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("ledger-entry", "$.attended.user", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved, "$.attended.volunteerName"),
        new("ledger-entry", "$.owner", ReferenceRole.Subject, Erasure.Kept, Transfer.Moved),
        new("ledger-entry", "$.attended.checkedInBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("ledger-entry", "$.decidedBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("guest", null, ReferenceRole.Owner, Erasure.Removed, Transfer.Ended),
        new("inviter", null, ReferenceRole.Owner, Erasure.Expires, Transfer.Ended),
        new("squad", "$.leader", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved),
        new("squad", "$.members.keyvalue().key", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved, "$.members.*.name"),
        new("booking", "$.wish.by.user", ReferenceRole.Actor, Erasure.Expires, Transfer.Kept),
        new("booking", "$.bookedBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("booking", "$.invitations[*].invitedBy", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("booking", "$.invitations[*].user", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved, "$.invitations[*].name", "$.invitations[*].email", "$.invitations[*].phone"),
    ];

    public static ImmutableArray<TableReference> Tables { get; } =
    [
        new("avatar", "user_id", ReferenceRole.Owner, Erasure.Removed, Transfer.Moved),
        new("account_move", "from_user", ReferenceRole.Owner, Erasure.Kept, Transfer.Kept),
        new("account_move", "into_user", ReferenceRole.Owner, Erasure.Kept, Transfer.Kept),
        new("former_account", "former_id", ReferenceRole.Owner, Erasure.Kept, Transfer.Kept),
        new("former_account", "account_id", ReferenceRole.Owner, Erasure.Kept, Transfer.Moved),
        new("registration", "user_id", ReferenceRole.Subject, Erasure.Anonymized, Transfer.Moved, "name", "cancellation_reason", "review"),
        new("registration", "checked_in_by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("waitlist_step", "user_id", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("waitlist_step", "by_user", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("seat_call", "user_id", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("check_in_attempt", "user_id", ReferenceRole.Subject, Erasure.Expires, Transfer.Kept, "name"),
        new("check_in_attempt", "by_user", ReferenceRole.Actor, Erasure.Expires, Transfer.Kept),
        new("eligibility_note", "overridden_by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),

        // What somebody signed is kept as evidence for as long as claims may be made of it.
        new("waiver_signature", "user_id", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept, "signed_name"),
        new("idempotency", "caller", ReferenceRole.Owner, Erasure.Expires, Transfer.Kept),
        new("outbox_message", "about", ReferenceRole.Subject, Erasure.Expires, Transfer.Kept, "recipient", "subject", "body"),
        new("applied_command", "grain_key", ReferenceRole.Owner, Erasure.Expires, Transfer.Kept),
        new("deadline_failure", "grain_key", ReferenceRole.Owner, Erasure.Expires, Transfer.Kept),
        new("audit_log", "by_user", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("audit_log", "subject", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept, "before", "after"),
        new("review_flag", "subject", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("review_flag", "resolved_by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("seat_hold", "booked_by", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("funnel_event", "account_id", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("funnel_event", "subject", ReferenceRole.Subject, Erasure.Kept, Transfer.Kept),
        new("funnel_event", "inviter_id", ReferenceRole.Actor, Erasure.Kept, Transfer.Kept),
        new("intent", "target", ReferenceRole.Subject, Erasure.Expires, Transfer.Kept),
    ];

    /// <summary>Documents that no account is referred to in.</summary>
    public static FrozenSet<string> Impersonal { get; } = FrozenSet.Create(StringComparer.Ordinal, "series", "template", "guardian-address");

    /// <summary>Tables that no account is referred to in, and the documents' own, which <see cref="Documents"/> tells of.</summary>
    public static FrozenSet<string> ImpersonalTables { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "grain_state", "migration", "orleansquery", "reminder", "cluster_version", "cluster_silo", "fence", "data_protection_key", "secret_key", "gate_key", "ended_session",
        "shift", "cause", "skill", "qualification", "postal_place", "listing", "listing_sample", "search_word", "booked_seat", "saved_search_told", "spatial_ref_sys");
}

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

/// <param name="State">Name of the documents.</param>
/// <param name="Path">SQL/JSON path to the id within the document; null: the grain's key is the id.</param>
/// <param name="Texts">Paths to the person's own words or name, copied there.</param>
internal sealed record DocumentReference(string State, string? Path, ReferenceRole Role, Erasure Erasure, params ImmutableArray<string> Texts);

/// <param name="Column">Holds the id.</param>
/// <param name="Texts">Columns with the person's own words or name.</param>
internal sealed record TableReference(string Table, string Column, ReferenceRole Role, Erasure Erasure, params ImmutableArray<string> Texts);

/// <summary>
/// Every place that refers to an account: what an export collects, a deletion clears and a merge moves. Tests compare it with the state
/// records of all grains and with the tables of the database, and fail when a place is missing or is there no more.
/// </summary>
internal static class AccountReferences
{
    public static ImmutableArray<DocumentReference> Documents { get; } =
    [
        new("account", null, ReferenceRole.Owner, Erasure.Removed),
        new("account", "$.dateOfBirthChanges[*].by", ReferenceRole.Actor, Erasure.Removed),
        new("account-deletion", null, ReferenceRole.Owner, Erasure.Kept),
        new("account-security", null, ReferenceRole.Owner, Erasure.Removed),
        new("sessions", null, ReferenceRole.Owner, Erasure.Removed),
        new("email-change", null, ReferenceRole.Owner, Erasure.Removed),
        new("email-address", "$.account", ReferenceRole.Owner, Erasure.Removed),
        new("email-address", "$.wish.user", ReferenceRole.Owner, Erasure.Expires),
        new("phone-number", "$.account", ReferenceRole.Owner, Erasure.Removed),
        new("phone-number", "$.code.user", ReferenceRole.Owner, Erasure.Removed),
        new("external-login", "$.account", ReferenceRole.Owner, Erasure.Removed),
        new("handle", "$.account", ReferenceRole.Owner, Erasure.Removed),
        new("follows", null, ReferenceRole.Owner, Erasure.Removed),
        new("matching-preferences", null, ReferenceRole.Owner, Erasure.Removed),
        new("saved-searches", null, ReferenceRole.Owner, Erasure.Removed),
        new("calendar-feed", null, ReferenceRole.Owner, Erasure.Removed),
        new("volunteer-mail", null, ReferenceRole.Owner, Erasure.Removed),
        new("credentials", null, ReferenceRole.Owner, Erasure.Removed),
        new("credentials", "$.items[*].decisions[*].by", ReferenceRole.Actor, Erasure.Kept),
        new("guardians", null, ReferenceRole.Owner, Erasure.Removed),
        new("organization", "$.members.keyvalue().key", ReferenceRole.Subject, Erasure.Removed),
        new("organization", "$.members.*.invitedBy", ReferenceRole.Actor, Erasure.Kept),
        new("organization", "$.blocks.keyvalue().key", ReferenceRole.Subject, Erasure.Anonymized, "$.blocks.*.name"),
        new("organization", "$.blocks.*.user", ReferenceRole.Subject, Erasure.Anonymized),
        new("organization", "$.verificationDecidedBy", ReferenceRole.Actor, Erasure.Kept),
        new("waiver", "$.versions[*].by", ReferenceRole.Actor, Erasure.Kept),
        new("opportunity", "$.createdBy", ReferenceRole.Actor, Erasure.Kept),
        new("opportunity", "$.blocks.keyvalue().key", ReferenceRole.Subject, Erasure.Anonymized, "$.blocks.*.name"),
        new("opportunity", "$.blocks.*.user", ReferenceRole.Subject, Erasure.Anonymized),
        new("opportunity", "$.shifts[*].outcome.by", ReferenceRole.Actor, Erasure.Kept),
        new("ledger-entry", "$.attended.user", ReferenceRole.Subject, Erasure.Anonymized, "$.attended.volunteerName"),
        new("ledger-entry", "$.attended.checkedInBy", ReferenceRole.Actor, Erasure.Kept),
        new("ledger-entry", "$.decidedBy", ReferenceRole.Actor, Erasure.Kept),
        new("guest", null, ReferenceRole.Owner, Erasure.Removed),
        new("inviter", null, ReferenceRole.Owner, Erasure.Expires),
        new("squad", "$.leader", ReferenceRole.Subject, Erasure.Anonymized),
        new("squad", "$.members.keyvalue().key", ReferenceRole.Subject, Erasure.Anonymized, "$.members.*.name"),
        new("booking", "$.wish.by.user", ReferenceRole.Actor, Erasure.Expires),
        new("booking", "$.bookedBy", ReferenceRole.Actor, Erasure.Kept),
        new("booking", "$.invitations[*].invitedBy", ReferenceRole.Actor, Erasure.Kept),
        new("booking", "$.invitations[*].user", ReferenceRole.Subject, Erasure.Anonymized, "$.invitations[*].name", "$.invitations[*].email", "$.invitations[*].phone"),
    ];

    public static ImmutableArray<TableReference> Tables { get; } =
    [
        new("avatar", "user_id", ReferenceRole.Owner, Erasure.Removed),
        new("registration", "user_id", ReferenceRole.Subject, Erasure.Anonymized, "name", "cancellation_reason", "review"),
        new("registration", "checked_in_by", ReferenceRole.Actor, Erasure.Kept),
        new("waitlist_step", "user_id", ReferenceRole.Subject, Erasure.Kept),
        new("waitlist_step", "by_user", ReferenceRole.Actor, Erasure.Kept),
        new("seat_call", "user_id", ReferenceRole.Subject, Erasure.Kept),
        new("check_in_attempt", "user_id", ReferenceRole.Subject, Erasure.Expires, "name"),
        new("check_in_attempt", "by_user", ReferenceRole.Actor, Erasure.Expires),
        new("eligibility_note", "overridden_by", ReferenceRole.Actor, Erasure.Kept),

        // What somebody signed is kept as evidence for as long as claims may be made of it.
        new("waiver_signature", "user_id", ReferenceRole.Subject, Erasure.Kept, "signed_name"),
        new("idempotency", "caller", ReferenceRole.Owner, Erasure.Expires),
        new("outbox_message", "about", ReferenceRole.Subject, Erasure.Expires, "recipient", "subject", "body"),
        new("applied_command", "grain_key", ReferenceRole.Owner, Erasure.Expires),
        new("deadline_failure", "grain_key", ReferenceRole.Owner, Erasure.Expires),
        new("audit_log", "by_user", ReferenceRole.Actor, Erasure.Kept),
        new("audit_log", "subject", ReferenceRole.Subject, Erasure.Kept, "before", "after"),
        new("review_flag", "subject", ReferenceRole.Subject, Erasure.Kept),
        new("review_flag", "resolved_by", ReferenceRole.Actor, Erasure.Kept),
        new("seat_hold", "booked_by", ReferenceRole.Actor, Erasure.Kept),
        new("funnel_event", "account_id", ReferenceRole.Subject, Erasure.Kept),
        new("funnel_event", "subject", ReferenceRole.Subject, Erasure.Kept),
        new("funnel_event", "inviter_id", ReferenceRole.Actor, Erasure.Kept),
        new("intent", "target", ReferenceRole.Subject, Erasure.Expires),
    ];

    /// <summary>Documents that no account is referred to in.</summary>
    public static FrozenSet<string> Impersonal { get; } = FrozenSet.Create(StringComparer.Ordinal, "series", "template", "guardian-address");

    /// <summary>Tables that no account is referred to in, and the documents' own, which <see cref="Documents"/> tells of.</summary>
    public static FrozenSet<string> ImpersonalTables { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "grain_state", "migration", "orleansquery", "reminder", "cluster_version", "cluster_silo", "fence", "data_protection_key", "secret_key", "gate_key", "ended_session",
        "shift", "cause", "skill", "qualification", "postal_place", "listing", "listing_sample", "search_word", "booked_seat", "saved_search_told", "spatial_ref_sys");
}

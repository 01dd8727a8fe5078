using Actors.Common;

namespace Actors.Organizations;

public static class OrganizationFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "organizations.unknown", "There is no such organization.");
    public static readonly Fault NotAllowed = new(FaultKind.Forbidden, "organizations.not-allowed", "Your role in this organization does not allow this.");
    public static readonly Fault NameMissing = new(FaultKind.Invalid, "organizations.name-missing", "A name of 2 to 255 characters is needed.");
    public static readonly Fault WindowInvalid = new(FaultKind.Invalid, "organizations.window-invalid", "The auto-verify window is 1 to 168 hours.");
    public static readonly Fault ContactInvalid = new(FaultKind.Invalid, "organizations.contact-invalid", "The contact e-mail address is not an address.");
    public static readonly Fault PlaceInvalid = new(FaultKind.Invalid, "organizations.place-invalid", "Latitude is -90 to 90 and longitude -180 to 180, both or neither.");
    public static readonly Fault LastOwner = new(FaultKind.Conflict, "organizations.last-owner", "An organization keeps at least one owner.");
    public static readonly Fault UnknownMember = new(FaultKind.NotFound, "organizations.unknown-member", "That account does not exist or is not a member.");
    public static readonly Fault TierMissing = new(FaultKind.Invalid, "organizations.tier-missing", "A verified organization has a tier; a rejected one a reason.");
    public static readonly Fault Changed = new(FaultKind.Stale, "organizations.changed", "Somebody changed the organization meanwhile; load it again.");
    public static readonly Fault Exists = new(FaultKind.Conflict, "organizations.exists", "There is an organization with this id already.");
    public static readonly Fault TooManyMembers = new(FaultKind.Conflict, "organizations.too-many-members", "An organization has at most 500 members here.");
    public static readonly Fault BlockReasonMissing = new(FaultKind.Invalid, "organizations.block-reason-missing", "A reason of 3 to 1,000 characters is needed, and a name of at most 255.");
    public static readonly Fault TooManyBlocks = new(FaultKind.Conflict, "organizations.too-many-blocks", "At most 500 people can be blocked.");
    public static readonly Fault TextTooLong = new(FaultKind.Invalid, "organizations.text-too-long", "A text is longer than allowed: description 5,000, reason and address 500, title 100, telephone 40 characters.");
    public static readonly Fault WebsiteInvalid = new(FaultKind.Invalid, "organizations.website-invalid", "A website is an http or https address of at most 500 characters.");
    public static readonly Fault TooManyFollowed = new(FaultKind.Conflict, "organizations.too-many-followed", "One can follow at most 500 organizations.");
}

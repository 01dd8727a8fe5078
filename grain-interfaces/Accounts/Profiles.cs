using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>Who sees a profile (seed 5.2, users.profile_visibility). Stored words: contracts. Nobody's is shown before they say so.</summary>
[GenerateSerializer, Alias("accounts.profile-visibility")]
public enum ProfileVisibility
{
    Private,

    /// <summary>People who were at the same events.</summary>
    ConnectionsOnly,

    /// <summary>Everybody; of a minor only <see cref="ConnectionsOnly"/>.</summary>
    Public,
}

/// <summary>What a person says of themselves. Causes, skills and availability are their matching preferences.</summary>
/// <param name="Tagline">One line, at most 255 characters.</param>
/// <param name="Bio">At most 5,000 characters of plain text.</param>
/// <param name="PlaceName">As people call it, such as 'Oakland, CA'; at most 255 characters.</param>
/// <param name="ShowsPlace">Whether others see the place.</param>
/// <param name="ShowsHours">Whether others see the sum of verified hours.</param>
/// <param name="ShowsInterests">Whether others see causes, skills and when the person has time.</param>
[GenerateSerializer, Immutable, Alias("accounts.profile-details")]
public sealed record ProfileDetails(
    string? Tagline = null,
    string? Bio = null,
    string? PlaceName = null,
    ProfileVisibility Visibility = ProfileVisibility.Private,
    bool ShowsPlace = true,
    bool ShowsHours = true,
    bool ShowsInterests = true);

/// <param name="Name">Null leaves it as it is.</param>
[GenerateSerializer, Immutable, Alias("accounts.edit-profile")]
public sealed record EditProfile(CommandId CommandId, By By, ProfileDetails Profile, string? Name = null, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("accounts.take-handle")]
public sealed record TakeHandle(CommandId CommandId, By By, string Handle, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("accounts.set-avatar")]
public sealed record SetAvatar(CommandId CommandId, By By, ImmutableArray<byte> Content, int? ExpectedVersion = null)
{
    public override string ToString() => $"{nameof(SetAvatar)} {CommandId}";
}

[GenerateSerializer, Immutable, Alias("accounts.remove-avatar")]
public sealed record RemoveAvatar(CommandId CommandId, By By, int? ExpectedVersion = null);

/// <summary>What a viewer sees of a person.</summary>
/// <param name="PlaceName">Null when the person does not show it.</param>
/// <param name="IsOwn">Whether the viewer is the person.</param>
/// <param name="IsForAll">Whether everybody sees it: then pictures may be kept by anybody's cache.</param>
[GenerateSerializer, Immutable, Alias("accounts.profile-view")]
public sealed record ProfileView(
    UserId Id,
    string Name,
    string? Handle,
    string? Tagline,
    string? Bio,
    string? PlaceName,
    string? Avatar,
    DateTimeOffset MemberSince,
    bool ShowsHours,
    bool ShowsInterests,
    bool IsOwn,
    bool IsForAll);

/// <summary>One handle: whose it is and for how long that stays so. Key: handle id, made from the handle.</summary>
[Alias("accounts.handle")]
public interface IHandleGrain : IGrainWithStringKey
{
    [Alias("holder"), ReadOnly]
    Task<UserId?> Holder();

    /// <summary>The first one gets it and keeps it.</summary>
    [Alias("claim")]
    Task<Outcome<Done>> Claim(UserId user);

    /// <summary>When the account is gone.</summary>
    [Alias("release")]
    Task<Outcome<Done>> Release(UserId user);
}

/// <summary>Id of a handle: always the same for the same handle.</summary>
[GenerateSerializer, Immutable, Alias("id.handle"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<HandleId>))]
public readonly record struct HandleId([property: Id(0)] string Value) : IId<HandleId>
{
    public static string Prefix => "hdl_";

    public static HandleId Of(string value) => new(value);

    /// <param name="handle">In whatever case: two spellings are one handle.</param>
    public static HandleId OfText(string handle) => Common.Id.From<HandleId>("handle", handle.Trim().ToLowerInvariant());

    public override string ToString() => Value;
}

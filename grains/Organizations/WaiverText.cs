using System.Security.Cryptography;
using System.Text.Json;
using Actors.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>How a waiver comes to its versions. The grain has asked whether the caller may; a replay returns the same state object.</summary>
internal static class WaiverText
{
    private const int MostVersions = 50;

    public static Outcome<WaiverState> Draft(WaiverState state, DraftWaiver command, DateTimeOffset now)
    {
        if (state.CreatedAt is not null)
        {
            // The id comes from the command, so this is the same command again.
            return state.Organization == command.Organization ? state : WaiverFaults.Unknown;
        }

        return Check(command.Terms) is { } fault ? fault : state with
        {
            Organization = command.Organization,
            Draft = Tidy(command.Terms),
            CreatedAt = now,
            Version = 1,
        };
    }

    public static Outcome<WaiverState> Edit(WaiverState state, EditWaiver command)
    {
        if (state.RetiredAt is not null)
        {
            return WaiverFaults.Retired;
        }

        if (Check(command.Terms) is { } fault)
        {
            return fault;
        }

        var draft = Tidy(command.Terms);
        if (draft == state.Draft)
        {
            return state;
        }

        return command.ExpectedVersion is { } expected && expected != state.Version
            ? WaiverFaults.Changed
            : state with { Draft = draft, Version = state.Version + 1 };
    }

    /// <summary>Publishing twice is publishing once: the second time there is no draft any more, and what is published is the answer.</summary>
    public static Outcome<WaiverState> Publish(WaiverId id, WaiverState state, UserId? by, DateTimeOffset now)
    {
        if (state.RetiredAt is not null)
        {
            return WaiverFaults.Retired;
        }

        if (state.Draft is null)
        {
            return state;
        }

        if (state.Versions is [.., var latest] && latest.Terms == state.Draft)
        {
            return WaiverFaults.NothingToPublish;
        }

        return state.Versions.Length >= MostVersions ? WaiverFaults.TooManyVersions : state with
        {
            Draft = null,
            Versions = state.Versions.Add(new(state.Draft, Hash(id, state.Versions.Length + 1, state.Draft), now, by)),
            Version = state.Version + 1,
        };
    }

    public static WaiverState Retire(WaiverState state, DateTimeOffset now) =>
        state.RetiredAt is null ? state with { RetiredAt = now, Version = state.Version + 1 } : state;

    public static WaiverVersionView? Current(WaiverId id, WaiverState state) =>
        state.RetiredAt is null && !state.Versions.IsEmpty ? Version(id, state, state.Versions.Length) : null;

    public static WaiverVersionView? Version(WaiverId id, WaiverState state, int number) =>
        number >= 1 && number <= state.Versions.Length && state.Versions[number - 1] is var published
            ? new(id, state.Organization, number, published.Terms, published.Hash, published.PublishedAt)
            : null;

    /// <summary>Of all that is signed: another text, audience or length of time has another hash.</summary>
    public static string Hash(WaiverId id, int number, WaiverTerms terms) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { waiver = id.Value, number, terms }, ActorsJson.Options)));

    private static Fault? Check(WaiverTerms terms) =>
        (terms.Title ?? "").Trim().Length is >= 3 and <= 200
        && (terms.Text ?? "").Trim().Length is >= 20 and <= 20_000
        && terms.ValidForDays is null or >= 1 and <= 3650
        && Enum.IsDefined(terms.Audience)
            ? null
            : WaiverFaults.TermsInvalid;

    private static WaiverTerms Tidy(WaiverTerms terms) => terms with { Title = terms.Title.Trim(), Text = terms.Text.ReplaceLineEndings("\n").Trim() };
}

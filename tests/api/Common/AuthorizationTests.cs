using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Squads;
using Actors.Tests.Api.Common.Contract;
using Actors.Trust;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Api.Common;

/// <summary>
/// Walks every endpoint of the API as every kind of caller and compares who is let in with <see cref="AuthorizationTable"/>. Requests are those of
/// the examples, about things of a user called uma and of an organization that she has nothing to do with but a registration.
/// </summary>
public sealed partial class AuthorizationTests(ExampleStage app) : IClassFixture<ExampleStage>
{
    /// <summary>In this order: who may least comes first, so that what is done by one hides nothing from the next; the letters are in the order of the table.</summary>
    private static readonly (string Who, int Letter)[] s_callers =
        [("nobody", 0), ("otto", 3), ("fay", 5), ("guest", 1), ("admin", 7), ("mo", 6), ("mel", 4), ("uma", 2)];

    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly JsonArray _examples = JsonNode.Parse(ContractFiles.Examples.Text)!.AsArray();

    private ActorsApp App => app;

    /// <summary>An account without a proven address. Guests of squads have no session at all: they are "nobody" here, with the secret of their letter.</summary>
    private async Task<HttpClient> Guest() => await app.SignedInAs("guest");

    [Fact]
    public async Task Everybody_is_let_in_where_the_table_says_so_and_nowhere_else()
    {
        await Prepare();
        List<string> differences = [];
        var silent = new List<string>();

        foreach (var operation in Operations())
        {
            var stage = await Stage.Make(this, operation);
            var answers = new char[s_callers.Length];
            foreach (var (who, letter) in s_callers)
            {
                var before = who == "admin" ? await Entries() : 0;
                using var response = await _clients[who].SendAsync(Request(operation, stage), TestContext.Current.CancellationToken);
                answers[letter] = await Letter(response);
                if (who == "admin" && IsAdministration(operation) && !operation.StartsWith("GET ", StringComparison.Ordinal)
                    && (!response.IsSuccessStatusCode || await Entries() == before) && !AuthorizationTable.Silent.ContainsKey(operation))
                {
                    silent.Add($"{operation} {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
                }
            }

            var found = new string(answers);
            if (AuthorizationTable.Rows.GetValueOrDefault(operation) != found)
            {
                differences.Add($"[\"{operation}\"] = \"{found}\", // table: {AuthorizationTable.Rows.GetValueOrDefault(operation) ?? "not in it"}");
            }
        }

        differences.AddRange(AuthorizationTable.Rows.Keys.Except(Operations(), StringComparer.Ordinal).Select(gone => $"{gone} is in the table and there is no such endpoint."));
        Assert.True(differences.Count == 0, $"nobody, guest, user, other, member, foreign admin, moderator, admin:\n{string.Join('\n', differences)}");

        // What an administrator changes is on record.
        Assert.Empty(silent);
    }

    [Fact]
    public void The_table_says_what_a_reader_expects()
    {
        Assert.All(AuthorizationTable.Rows, row => Assert.Matches("^[LFH+]{8}$", row.Value));
        Assert.All(AuthorizationTable.Rows.Where(r => r.Key.Contains(" /api/v1/me", StringComparison.Ordinal)), r => Assert.Equal('L', r.Value[0]));
        Assert.All(AuthorizationTable.Rows.Where(r => r.Key.Contains(" /api/v1/admin/", StringComparison.Ordinal)), r => Assert.Matches(AuthorizationTable.Own.Contains(r.Key) ? "^LF[+]FFFF[+]$" : "^LFFFFFF[+H]$", r.Value));
        Assert.All(AuthorizationTable.Rows.Where(r => r.Key.Contains(" /api/v1/moderation/", StringComparison.Ordinal)), r => Assert.Equal("LFFFFF++", r.Value));
    }

    private static bool IsAdministration(string operation) =>
        operation.Contains(" /api/v1/admin/", StringComparison.Ordinal) || operation.Contains(" /api/v1/moderation/", StringComparison.Ordinal);

    private IEnumerable<string> Operations() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true)
        .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => $"{m} {Parameter().Replace(e.RoutePattern.RawText!, "{${name}}").TrimEnd('/').Replace("//", "/", StringComparison.Ordinal)}") ?? [])
        .Order(StringComparer.Ordinal);

    private async Task Prepare()
    {
        _clients["nobody"] = app.Anonymous();
        _clients["guest"] = await Guest();
        _clients["admin"] = await app.AsAdmin();
        _clients["mo"] = await app.SignedInAs("mo", PlatformRole.Moderator);
        foreach (var name in new[] { "otto", "fay", "mel", "uma", "olga" })
        {
            _clients[name] = await app.SignedInAs(name);
        }

        var fay = await app.By("fay");
        await app.Grains.GetGrain<IOrganizationGrain>(Id.New<OrganizationId>(Guid.CreateVersion7()).Value).Create(new(CommandId.New(), fay, new("Elsewhere", null, null, null, null, null, null, null)));
        await app.Grains.GetGrain<IAccountGrain>((await app.Account("uma")).Value).TakeHandle(new(CommandId.New(), await app.By("uma"), "uma-once"));
    }

    private Task<long> Entries() => app.Scalar<long>("select count(*) from audit_log");

    private HttpRequestMessage Request(string operation, Stage stage)
    {
        var (method, path) = operation.Split(' ') is [var verb, var route] ? (verb, route) : throw new FormatException(operation);
        var example = Example(operation);
        var query = example?["query"] is JsonObject asked ? "?" + string.Join('&', asked.Select(q => $"{q.Key}={Uri.EscapeDataString(stage.Fill(q.Value!.ToString()))}")) : "";
        var request = new HttpRequestMessage(new(method), new Uri(Parameter().Replace(path, m => Uri.EscapeDataString(stage.Value(m.Groups["name"].Value))) + query, UriKind.Relative));
        if (example?["request"] is { } body)
        {
            var type = (string?)example["mediaType"] ?? "application/json";
            request.Content = type == "multipart/form-data" ? Story.Form((string)body!) : new StringContent(stage.Fill(type == "application/json" ? body.ToJsonString() : (string)body!), System.Text.Encoding.UTF8, type);
        }

        return request;
    }

    private JsonObject? Example(string operation) => _examples.Select(s => s!.AsObject()).FirstOrDefault(s => (string)s["operation"]! == operation);

    /// <summary>L: log in first. F: you may not. H: there is nothing here, or not for you. +: let in, whatever comes of it then.</summary>
    private static async Task<char> Letter(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        401 when (await response.Content.ReadAsStringAsync()).Contains("\"common.sign-in\"", StringComparison.Ordinal) => 'L',
        403 => 'F',
        404 => 'H',
        _ => '+',
    };

    [GeneratedRegex(@"\{\*{0,2}(?<name>[A-Za-z]+)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("(?<kind>usr|org|opp|shf|reg|crd)_[0-9a-z]{26}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();

    /// <summary>What one operation is about, made anew for each: what an earlier one did to it must not decide.</summary>
    private sealed class Stage(Dictionary<string, string> values, Dictionary<string, string> kinds)
    {
        public static async Task<Stage> Make(AuthorizationTests tests, string operation)
        {
            var app = tests.App;
            var (olga, mel, uma) = (await app.By("olga"), await app.By("mel"), await app.By("uma"));
            Dictionary<string, string> values = new(StringComparer.Ordinal)
            {
                ["user"] = uma.User!.Value.Value, ["token"] = "nonsense", ["service"] = "github", ["number"] = "1", ["handle"] = "uma-once",
                ["consent"] = "cns_00000000000000000000000000", ["id"] = uma.User.Value.Value, ["from"] = uma.User.Value.Value,
            };
            Dictionary<string, string> kinds = new(StringComparer.Ordinal) { ["usr"] = uma.User.Value.Value };
            if (!operation.Contains('{', StringComparison.Ordinal) && !operation.Contains("/admin/", StringComparison.Ordinal) && operation != "POST /api/v1/check-ins")
            {
                return new(values, kinds);
            }

            var organization = Id.New<OrganizationId>(Guid.CreateVersion7());
            var grain = app.Grains.GetGrain<IOrganizationGrain>(organization.Value);
            await grain.Create(new(CommandId.New(), olga, new("Harbour Kitchen", null, null, null, null, null, null, null)));
            await grain.SetMember(new(CommandId.New(), olga, mel.User!.Value, OrganizationRole.Admin, null, []));
            (values["organization"], kinds["org"]) = (organization.Value, organization.Value);
            var opportunity = app.Grains.GetGrain<IOpportunityGrain>(Id.New<OpportunityId>(Guid.CreateVersion7()).Value);
            var draft = await opportunity.Draft(new(
                CommandId.New(), olga, organization, new("Soup on Saturday", "Cooking soup and serving it to everybody.", [], [], [], "America/New_York", new(40.7, -74, "Pier 1")),
                [new(null, null, app.Clock.Now.AddMinutes(10), app.Clock.Now.AddMinutes(190), 5)]));
            await opportunity.Publish(new(CommandId.New(), olga));
            var shift = draft.Value!.Shifts[0].Id;
            var seat = await opportunity.Register(new(CommandId.New(), uma, shift));
            (kinds["opp"], kinds["shf"], kinds["reg"]) = (draft.Value.Id.Value, shift.Value, seat.Value!.Id.Value);
            (values["shift"], values["registration"]) = (shift.Value, seat.Value.Id.Value);
            var stage = new Stage(values, kinds);
            await stage.Add(tests, operation, organization, draft.Value, seat.Value, uma);
            return stage;
        }

        public string Value(string name) => values.GetValueOrDefault(name) ?? throw new InvalidOperationException($"What is {{{name}}}?");

        /// <summary>Ids of the examples, as they are here.</summary>
        public string Fill(string text) => Known().Replace(text, m => kinds.GetValueOrDefault(m.Groups["kind"].Value, m.Value));

        private async Task Add(AuthorizationTests tests, string operation, OrganizationId organization, OpportunityView opportunity, RegistrationView seat, By uma)
        {
            var (app, path) = (tests.App, operation.Split(' ')[1]["/api/v1/".Length..]);
            values["id"] = path.Split('/')[0] switch
            {
                "organizations" => organization.Value,
                "opportunities" => opportunity.Id.Value,
                "ledger" => await Entry(app, organization, opportunity, seat, uma),
                "series" or "templates" or "waivers" => await Made(tests, path.Split('/')[0]),
                "admin" when path.StartsWith("admin/organizations", StringComparison.Ordinal) => organization.Value,
                "moderation" => await Flag(app, uma),
                "squads" => (await Squad(app, uma)).Value,
                "bookings" => await Booking(app, opportunity, uma),
                "me" when path.StartsWith("me/saved-searches", StringComparison.Ordinal) => await Saved(tests),
                _ => values["id"],
            };
            if (path.Contains("{credential}", StringComparison.Ordinal))
            {
                var claimed = await app.Grains.GetGrain<ICredentialsGrain>(uma.User!.Value.Value).Claim(new(CommandId.New(), uma, "first-aid", "Red Cross", $"{Guid.NewGuid()}", null, null, organization));
                (values["credential"], kinds["crd"]) = (claimed.Value!.Id.Value, claimed.Value.Id.Value);
            }
        }

        private static async Task<string> Entry(ActorsApp app, OrganizationId organization, OpportunityView opportunity, RegistrationView seat, By uma)
        {
            var entry = Id.Twin<LedgerEntryId>(seat.Id.Value);
            var attended = new Attended(
                seat.Id, opportunity.Id, seat.Shift, organization, uma.User!.Value, uma.Name, "Soup", new(2026, 5, 2), app.Clock.Now.AddHours(-2), app.Clock.Now, 120, CheckInMethod.Qr);
            await app.Grains.GetGrain<IIntentTarget>(GrainId.Create(Attended.Receiver, entry.Value))
                .Receive(Intents.Make($"attended/{seat.Id}", Attended.Receiver, entry.Value, Attended.Kind, attended, app.Clock.Now));
            return entry.Value;
        }

        private static async Task<SquadId> Squad(ActorsApp app, By leader)
        {
            var squad = Id.New<SquadId>(Guid.CreateVersion7());
            var created = await app.Grains.GetGrain<ISquadGrain>(squad.Value).Create(new(CommandId.New(), leader, new("Night shift", SquadType.Friends, IsPrivate: true)));
            return created.Succeeded ? squad : throw new InvalidOperationException(created.Fault.Code);
        }

        private async Task<string> Booking(ActorsApp app, OpportunityView opportunity, By leader)
        {
            var booking = app.Grains.GetGrain<IBookingGrain>(Id.New<BookingId>(Guid.CreateVersion7()).Value);
            await booking.Book(new(CommandId.New(), leader, await Squad(app, leader), opportunity.Id, opportunity.Shifts[0].Id, 2));
            var invited = await booking.Invite(new(CommandId.New(), leader, [new("Ida", "ida@example.org", null)], "https://actors.example"));
            values["invitation"] = invited.Value!.Rows!.Value[0].Id.Value;
            return booking.GetPrimaryKeyString();
        }

        private async Task<string> Made(AuthorizationTests tests, string kind)
        {
            using var response = await tests._clients["olga"].SendAsync(tests.Request($"POST /api/v1/organizations/{{{(kind == "waivers" ? "id" : "organization")}}}/{kind}", With(kind)), TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return JsonNode.Parse(text)!["id"]?.GetValue<string>() ?? throw new InvalidOperationException(text);
        }

        private Stage With(string kind) => kind == "waivers" ? new(new(values, StringComparer.Ordinal) { ["id"] = values["organization"] }, kinds) : this;

        private async Task<string> Saved(AuthorizationTests tests)
        {
            using var response = await tests._clients["uma"].SendAsync(tests.Request("POST /api/v1/me/saved-searches", this), TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return JsonNode.Parse(text)!["id"]?.GetValue<string>() ?? throw new InvalidOperationException(text);
        }

        private static async Task<string> Flag(ActorsApp app, By uma)
        {
            await app.Execute("delete from review_flag where resolved_at is null");
            await app.Execute("insert into review_flag (kind, subject, reason, raised_at) values ('guest-in-many-squads', $1, 'In 21 squads.', now())", uma.User!.Value.Value);
            return (await app.Scalar<long>("select max(id) from review_flag")).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

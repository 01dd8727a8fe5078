using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Actors.Common;

namespace Actors.Tests.Api.Common.Contract;

/// <summary>
/// Plays api/openapi-examples.json. Ids and secrets are made anew in every run: where the file has one and the answer another, the two stand
/// for each other from there on.
/// </summary>
internal sealed partial class Story(ActorsApp app)
{
    /// <summary>Names of values that are made anew every time, beside ids.</summary>
    private static readonly HashSet<string> s_fresh = new(["accessToken", "refreshToken", "code", "url", "shortCode", "svg", "next", "hash", "traceId", "challenge", "key", "uri", "options", "state", "recoveryCodes", "ticket"], StringComparer.Ordinal);

    /// <summary>Characters of an id after its prefix.</summary>
    private const int IdLength = 26;

    private static readonly JsonSerializerOptions s_written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _real = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HttpClient> _people = new(StringComparer.Ordinal);

    public static string Text(JsonNode steps) => steps.ToJsonString(s_written) + "\n";

    /// <summary>Sends one step and returns its answer in the words of the file.</summary>
    public async Task<(int Status, string? MediaType, JsonNode? Answer)> Play(JsonObject step)
    {
        if (step["after"] is { } minutes)
        {
            await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromMinutes((int)minutes));
        }

        var (method, path) = ((string)step["operation"]!).Split(' ') is [var verb, var route] ? (verb, route) : throw new FormatException("operation: METHOD /path");
        foreach (var (name, value) in step["path"]?.AsObject() ?? [])
        {
            path = path.Replace($"{{{name}}}", Uri.EscapeDataString(Real((string)value!)), StringComparison.Ordinal);
        }

        var query = string.Join('&', (step["query"]?.AsObject() ?? []).Select(q => $"{q.Key}={Uri.EscapeDataString(Real(q.Value!.ToString()))}"));
        using var request = new HttpRequestMessage(new(method), new Uri(query.Length == 0 ? path : $"{path}?{query}", UriKind.Relative));
        if (step["request"] is { } body)
        {
            var type = (string?)step["mediaType"] ?? "application/json";
            request.Content = type == "multipart/form-data"
                ? Form((string)body!)
                : new StringContent(type == "application/json" ? Real(body.DeepClone())!.ToJsonString() : Real((string)body!), Encoding.UTF8, type);
        }

        if ((string?)step["raise"] is { } suspect)
        {
            await app.Execute("insert into review_flag (kind, subject, reason, raised_at) values ('guest-in-many-squads', $1, 'In 21 squads within 30 days.', $2)", (await app.Account(suspect)).Value, app.Clock.Now.UtcDateTime);
        }

        var client = await Person((string?)step["as"] ?? "");
        if (step["session"] is not null)
        {
            // For what asks for a recent log-in.
            var tokens = await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf((string)step["as"]!), password = ActorsApp.Password }).Body<JsonObject>();
            client = app.Anonymous();
            request.Headers.Authorization = new("Bearer", (string)tokens["accessToken"]!);
        }

        using var response = await client.SendAsync(request);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var text = mediaType?.EndsWith("json", StringComparison.Ordinal) == true ? await response.Content.ReadAsStringAsync() : null;
        return ((int)response.StatusCode, mediaType, text is null ? null : Told(JsonNode.Parse(text), step["response"], ""));
    }

    private static readonly string s_picture = Encoding.Latin1.GetString(Convert.FromBase64String("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="));

    /// <summary>A form as it is on the wire, but for the bytes of a picture; its parts are divided by 'part'.</summary>
    public static ByteArrayContent Form(string body)
    {
        var form = new ByteArrayContent(Encoding.Latin1.GetBytes(body.Replace("(the bytes of a picture)", s_picture, StringComparison.Ordinal)));
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=part");
        return form;
    }

    /// <summary>What the file calls it, as it is in this run.</summary>
    private string Real(string text) => _real.Aggregate(text, (all, pair) => all.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private JsonNode? Real(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(members.Select(m => new KeyValuePair<string, JsonNode?>(m.Key, Real(m.Value?.DeepClone()))));
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Real(i?.DeepClone()))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Real(text);
            default:
                return node;
        }
    }

    /// <summary>What this run calls it, as it is in the file; new things get the name that the file has at the same place, or keep theirs.</summary>
    private JsonNode? Told(JsonNode? answer, JsonNode? example, string name)
    {
        switch (answer)
        {
            case JsonObject members:
                return new JsonObject(members.Select(m => new KeyValuePair<string, JsonNode?>(m.Key, Told(m.Value?.DeepClone(), (example as JsonObject)?[m.Key], m.Key))));
            case JsonArray items:
                return new JsonArray([.. items.Select((item, i) => Told(item?.DeepClone(), (example as JsonArray)?.ElementAtOrDefault(i), name))]);
            case JsonValue value when value.TryGetValue<string>(out var real):
                real = Fraction().Replace(real, "");
                MeetGuardian(real);
                MeetSecrets(name, real);
                Meet(name, real, example is JsonValue known && known.TryGetValue<string>(out var word) ? word : null);
                return _told.TryGetValue(real, out var given) ? given : _told.Aggregate(real, (all, pair) => all.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
            default:
                return answer;
        }
    }

    private void Meet(string name, string real, string? example)
    {
        var isId = AnId().IsMatch(real);
        if (!isId && !s_fresh.Contains(name))
        {
            return;
        }

        // Of ids without the prefix: an entry of the ledger has the same as its registration.
        var (told, made) = isId ? ((example is { Length: > IdLength } ? example : real)[^IdLength..], real[^IdLength..]) : (example ?? Shortened(name, real), real);
        if (!_told.ContainsKey(made) && (!isId || !_real.ContainsKey(told)))
        {
            // The same word for another secret means the later one from here on.
            (_real[told], _told[made]) = (made, told);
        }
    }

    /// <summary>The token of a guardian's link is met in the letter only.</summary>
    private void MeetGuardian(string text)
    {
        if (GuardianLink().Match(text) is { Success: true } link && _real.TryAdd("CfDJ8...guardian", link.Groups["token"].Value))
        {
            _told[link.Groups["token"].Value] = "CfDJ8...guardian";
        }
    }

    /// <summary>Links and codes are met in letters and texts only, and an authenticator app makes its codes of its key. The latest counts.</summary>
    private void MeetSecrets(string name, string text)
    {
        if (AccountLink().Match(text) is { Success: true } link)
        {
            var word = link.Groups["page"].Value == "link" ? "token-of-the-letter"
                : link.Groups["page"].Value == "claim" ? "token-of-the-claim"
                : link.Groups["page"].Value == "join" ? (name == "url" ? "token-to-pass-on" : text.StartsWith("Hello Gwen", StringComparison.Ordinal) ? "token-of-the-invitation" : "token-of-somebody-else")
                : text.Contains("stop it", StringComparison.Ordinal) ? "token-to-the-old-address" : "token-to-the-new-address";
            (_real[word], _told[link.Groups["token"].Value]) = (link.Groups["token"].Value, word);
        }

        if (TextedCode().Match(text) is { Success: true } code)
        {
            (_real["135790"], _told[code.Value]) = (code.Value, "135790");
        }

        if (name == "key")
        {
            // Identity takes two steps of 30 seconds before and after.
            (_real["287080"], _real["287081"], _real["287082"]) = (Totp.Code(text), Totp.Code(text, 1), Totp.Code(text, -1));
        }
    }

    private static string Shortened(string name, string real) => s_fresh.Contains(name) && real.Length > 64 ? $"{real[..48]}..." : real;

    private async Task<HttpClient> Person(string name)
    {
        if (!_people.TryGetValue(name, out var client))
        {
            _people[name] = client = name switch
            {
                "" => app.Anonymous(),
                "admin" => await app.AsAdmin(),
                _ => await app.SignedInAs(name),
            };
        }

        return client;
    }

    [GeneratedRegex(@"(?<=T\d\d:\d\d:\d\d)\.\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex("/guardian/(?<token>[A-Za-z0-9_-]{100,})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GuardianLink();

    [GeneratedRegex("/(?<page>link|change-email|join|claim)/(?<token>[0-9a-z]{26}[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AccountLink();

    [GeneratedRegex("(?<=code is )[0-9]{6}", RegexOptions.None, 1000)]
    private static partial Regex TextedCode();

    [GeneratedRegex("^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnId();
}

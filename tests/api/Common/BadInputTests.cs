using System.Net.Http.Headers;
using System.Text;
using Actors.Api.Common;

namespace Actors.Tests.Api.Common;

public sealed class BadInputTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Register = "/api/v1/accounts";

    [Theory]
    [InlineData("", "common.invalid")]
    [InlineData("{", "common.malformed-json")]
    [InlineData("nonsense", "common.malformed-json")]
    [InlineData("{\"email\":\"a@b.example\",}", "common.malformed-json")]
    [InlineData("null", "common.invalid")]
    [InlineData("[]", "common.invalid")]
    [InlineData("7", "common.invalid")]
    [InlineData("{}", "common.invalid")]
    [InlineData("{\"email\":7,\"password\":\"long enough 1\",\"name\":\"A\"}", "common.invalid")]
    [InlineData("{\"email\":null,\"password\":\"long enough 1\",\"name\":\"A\"}", "common.invalid")]
    [InlineData("{\"email\":\"a@b.example\",\"email\":\"c@d.example\",\"password\":\"long enough 1\",\"name\":\"A\"}", "common.invalid")]
    [InlineData("{\"email\":\"a@b.example\",\"password\":\"long enough 1\",\"name\":\"A\\u0000B\"}", "common.invalid")]
    [InlineData("{\"email\":\"a@b.example\",\"password\":\"long enough 1\",\"name\":\"A\\ud800B\"}", "common.invalid")]
    public async Task A_body_that_cannot_be_read_has_a_code(string body, string code)
    {
        using var client = app.Anonymous();

        await client.SendRaw(HttpMethod.Post, Register, body).Problem(400, code);
    }

    [Fact]
    public async Task A_wrong_member_is_named()
    {
        using var client = app.Anonymous();

        var problem = await client.SendRaw(HttpMethod.Post, Register, """{"email":7,"password":"long enough 1","name":"A"}""").Problem(400, "common.invalid");

        Assert.Equal("email", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task An_unknown_enum_value_is_refused()
    {
        using var admin = await app.AsAdmin();
        var user = await app.Account("enum");

        await admin.Put($"/api/v1/admin/accounts/{user}/role", new { role = "EMPEROR" }).Problem(400, "common.invalid");
        await admin.Put($"/api/v1/admin/accounts/{user}/role", new { role = 2 }).Problem(400, "common.invalid");
    }

    [Fact]
    public async Task A_body_nested_too_deeply_or_not_in_UTF8_is_refused()
    {
        using var client = app.Anonymous();
        using var latin = new ByteArrayContent(Encoding.Latin1.GetBytes("{\"email\":\"\u00e9\",\"password\":\"long enough 1\",\"name\":\"A\"}"));
        latin.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");

        await client.SendRaw(HttpMethod.Post, Register, "{\"name\":" + new string('[', 200) + new string(']', 200) + "}").Problem(400, "common.invalid");
        await client.PostAsync(new Uri(Register, UriKind.Relative), latin, TestContext.Current.CancellationToken).Problem(400, "common.invalid");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var client = app.Anonymous();

        await client.SendRaw(HttpMethod.Post, Register, $"{{\"name\":\"{new string('x', 1024 * 1024)}\"}}").Problem(413, "common.body-too-large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Other_media_types_are_refused(string mediaType)
    {
        using var client = app.Anonymous();

        await client.SendRaw(HttpMethod.Post, Register, "{}", mediaType).Problem(415, "common.unsupported-media-type");
    }

    [Fact]
    public async Task Unknown_routes_and_methods_are_problems_for_browsers_too()
    {
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        await client.Get("/api/v1/nothing/here").Problem(404, "common.unknown-route");
        await client.Get("/api/nothing").Problem(404, "common.unknown-route");
        await client.Delete(Register).Problem(405, "common.method-not-allowed");
    }

    [Fact]
    public async Task NUL_in_path_or_query_is_refused()
    {
        using var admin = await app.AsAdmin();

        await admin.Get("/api/v1/admin/accounts?cursor=%00").Problem(400, "common.invalid");

        // Kestrel refuses it in the path before anybody here sees it.
        using var path = await admin.Get("/api/v1/admin/accounts/%00/role");
        Assert.InRange((int)path.StatusCode, 400, 499);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    public async Task A_malformed_idempotency_key_is_refused(string key)
    {
        using var client = app.Anonymous();

        await client.Post(Register, new { email = "key@example.org", password = ActorsApp.Password, name = "Key" }, key).Problem(400, "common.malformed-idempotency-key");
    }

    [Fact]
    public async Task A_long_idempotency_key_is_refused()
    {
        using var client = app.Anonymous();

        await client.Post(Register, new { email = "key@example.org", password = ActorsApp.Password, name = "Key" }, new string('k', 256)).Problem(400, "common.malformed-idempotency-key");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"five\"")]
    [InlineData("W/\"5\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task A_malformed_ETag_is_refused(string etag)
    {
        using var ada = await app.SignedInAs("ada");

        await ada.Patch("/api/v1/me", new { name = "Ada" }, etag).Problem(400, "common.malformed-etag");
    }

    [Theory]
    [InlineData("cursor=%7F", "common.malformed-cursor")]
    [InlineData("cursor=abc", "common.malformed-cursor")]
    [InlineData("cursor=bnVsbA", "common.malformed-cursor")]
    [InlineData("limit=0", "common.invalid")]
    [InlineData("limit=201", "common.invalid")]
    [InlineData("limit=many", "common.invalid")]
    [InlineData("limit=99999999999999999999", "common.invalid")]
    public async Task A_malformed_page_request_is_refused(string query, string code)
    {
        using var admin = await app.AsAdmin();

        await admin.Get($"/api/v1/admin/accounts?{query}").Problem(400, code);
    }

    [Fact]
    public async Task A_cursor_of_another_list_or_with_other_keys_is_refused()
    {
        using var admin = await app.AsAdmin();

        await admin.Get($"/api/v1/admin/accounts?cursor={Cursor.Write("another list", "a", "b")}").Problem(400, "common.malformed-cursor");
        await admin.Get($"/api/v1/admin/accounts?cursor={Cursor.Write("admin/accounts", "not a time", "b")}").Problem(400, "common.malformed-cursor");
        await admin.Get($"/api/v1/admin/accounts?cursor={Cursor.Write("admin/accounts", "a\0", "b")}").Problem(400, "common.malformed-cursor");
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRhOmxvdmVsYWNl")]
    public async Task A_token_that_is_none_is_a_missing_sign_in(string authorization)
    {
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        await client.Get("/api/v1/me").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task Answers_tell_browsers_what_they_may_do()
    {
        using var client = app.Anonymous();

        using var answer = await client.Get("/api/v1/nothing");

        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }
}

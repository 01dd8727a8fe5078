using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed class TwoFactorTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task A_code_is_asked_for_beside_the_password_and_is_good_once()
    {
        var (client, key, recovery) = await Enabled("careful");
        using var _ = client;
        using var anybody = app.Anonymous();
        app.Clock.Advance(TimeSpan.FromMinutes(11));

        var challenge = await Challenge(anybody, "careful");
        await Second(anybody, new { challenge, code = Totp.Wrong(key) }).Problem(401, "accounts.code-wrong");
        var code = Totp.Code(key);
        var tokens = await Second(anybody, new { challenge, code }).Body<Tokens>();
        await Second(anybody, new { challenge, code }).Problem(401, "accounts.code-wrong");
        anybody.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        Assert.Equal("careful", (await anybody.Get("/api/v1/me").Body<AccountView>()).Name);

        Assert.Equal(10, recovery.Length);
        await Second(anybody, new { challenge, recoveryCode = recovery[0].ToLowerInvariant() }).Body<Tokens>();
        await Second(anybody, new { challenge, recoveryCode = recovery[0] }).Problem(401, "accounts.code-wrong");
        Assert.Equal(9, (await client.Get("/api/v1/me/security").Body<SecurityView>()).RecoveryCodesLeft);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_and_the_password_alone_does_not_forgive_them()
    {
        var (client, key, _) = await Enabled("guarded");
        client.Dispose();
        using var anybody = app.Anonymous();
        for (var i = 0; i < 4; i++)
        {
            await Second(anybody, new { challenge = await Challenge(anybody, "guarded"), code = Totp.Wrong(key) }).Problem(401, "accounts.code-wrong");
        }

        var challenge = await Challenge(anybody, "guarded");
        await Second(anybody, new { challenge, code = Totp.Wrong(key) }).Problem(429, "accounts.locked-out");
        await Second(anybody, new { challenge, code = Totp.Code(key, 1) }).Problem(429, "accounts.locked-out");
    }

    [Fact]
    public async Task A_challenge_lasts_five_minutes_and_is_no_token()
    {
        var (client, key, _) = await Enabled("slow");
        client.Dispose();
        using var anybody = app.Anonymous();
        var challenge = await Challenge(anybody, "slow");
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        await Second(anybody, new { challenge, code = Totp.Code(key, 1) }).Problem(410, "accounts.challenge-expired");
        await Second(anybody, new { challenge = "nonsense", code = "123456" }).Problem(410, "accounts.challenge-expired");
        anybody.DefaultRequestHeaders.Authorization = new("Bearer", challenge);
        await anybody.Get("/api/v1/me").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task It_goes_on_only_by_a_code_of_the_app_and_off_only_by_one_too()
    {
        var (client, key, recovery) = await Enabled("leaving");
        using var _ = client;
        await client.Post("/api/v1/me/two-factor", new { }).Problem(409, "accounts.two-factor-on");
        await client.Post("/api/v1/me/two-factor/disable", new { code = Totp.Wrong(key) }).Problem(401, "accounts.code-wrong");
        await client.Post("/api/v1/me/two-factor/recovery-codes", new { code = recovery[0] }).Body<Recovery>();
        await client.Post("/api/v1/me/two-factor/disable", new { code = recovery[1] }).Problem(401, "accounts.code-wrong");
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        var off = await client.Post("/api/v1/me/two-factor/disable", new { code = Totp.Code(key, 1) }).Body<SecurityView>();

        Assert.Null(off.TwoFactorSince);
        using var anybody = app.Anonymous();
        await anybody.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("leaving"), password = ActorsApp.Password }).Body<Tokens>();
    }

    [Fact]
    public async Task The_key_is_nowhere_in_the_database_as_it_is_and_recovery_codes_are_hashes()
    {
        var (client, key, recovery) = await Enabled("sealed");
        client.Dispose();

        Assert.Equal(0, await app.Scalar<long>("select count(*) from grain_state where payload::text like '%' || $1 || '%' or payload::text like '%' || $2 || '%'", key, recovery[0]));
    }

    [Fact]
    public async Task Without_a_proven_address_there_is_no_second_factor()
    {
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await app.Token(await app.Unproven("unproven")));

        await client.Post("/api/v1/me/two-factor", new { }).Problem(409, "accounts.address-unproven");
        await client.Post("/api/v1/me/passkeys/options", new { }).Problem(409, "accounts.address-unproven");
    }

    private async Task<(HttpClient Client, string Key, ImmutableArray<string> Recovery)> Enabled(string name)
    {
        var client = await app.SignedInAs(name);
        await app.Prove(name);
        var begun = await client.Post("/api/v1/me/two-factor", new { }).Body<Key>();
        Assert.Contains($"secret={begun.key}", begun.uri, StringComparison.Ordinal);
        await client.Put("/api/v1/me/two-factor", new { code = Totp.Wrong(begun.key) }).Problem(401, "accounts.code-wrong");
        var codes = await client.Put("/api/v1/me/two-factor", new { code = Totp.Code(begun.key) }).Body<Recovery>();
        return (client, begun.key, codes.RecoveryCodes);
    }

    private static async Task<string> Challenge(HttpClient client, string name) =>
        (await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf(name), password = ActorsApp.Password }).Problem(401, "accounts.two-factor-required"))
            .GetProperty("facts").GetProperty("challenge").GetString()!;

    private static Task<HttpResponseMessage> Second(HttpClient client, object body) => client.Post("/api/v1/sessions/two-factor", body);

#pragma warning disable IDE1006 // As in JSON.
    private sealed record Key(string key, string uri);
#pragma warning restore IDE1006

    private sealed record Recovery(ImmutableArray<string> RecoveryCodes);
}

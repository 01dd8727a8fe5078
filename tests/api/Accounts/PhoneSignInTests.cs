using System.Collections.Concurrent;
using System.Net;
using Actors.Accounts;
using Actors.Tests.Api.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Actors.Tests.Api.Accounts;

public sealed class PhoneSignInTests(LoggedApp app) : IClassFixture<LoggedApp>
{
    private const string Phone = "+1 (202) 555-0177";
    private const string Number = "+12025550177";

    [Fact]
    public async Task A_number_is_added_by_code_signs_in_by_code_and_neither_is_ever_logged()
    {
        using var client = await app.SignedInAs("caller");
        await app.Prove("caller");
        await client.Post("/api/v1/me/phone-codes", new { phone = "202 555 0177" }).Problem(400, "accounts.phone-invalid");
        using var asked = await client.Post("/api/v1/me/phone-codes", new { phone = Phone });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var first = (await app.Letter(Number, "")).LocalPath;
        await client.Put("/api/v1/me/phone", new { phone = Phone, code = first == "111111" ? "222222" : "111111" }).Problem(401, "accounts.code-wrong");
        var added = await client.Put("/api/v1/me/phone", new { phone = Phone, code = first }).Body<SecurityView>();
        Assert.EndsWith("77", added.Phone, StringComparison.Ordinal);

        using var anybody = app.Anonymous();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var known = await anybody.Post("/api/v1/sessions/phone-codes", new { phone = Number });
        using var unknown = await anybody.Post("/api/v1/sessions/phone-codes", new { phone = "+12025550199" });
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (known.StatusCode, unknown.StatusCode));
        await app.Until("The second text.", "select count(*) = 2 from outbox_message where channel = 'SMS'");
        var second = (await app.Letter(Number, "")).LocalPath;
        await anybody.Post("/api/v1/sessions/phone", new { phone = "+12025550199", code = second }).Problem(401, "accounts.code-wrong");
        var tokens = await anybody.Post("/api/v1/sessions/phone", new { phone = Number, code = second }).Body<Tokens>();
        anybody.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        Assert.Equal("caller", (await anybody.Get("/api/v1/me").Body<AccountView>()).Name);

        Assert.NotEmpty(app.Logged);
        Assert.DoesNotContain(app.Logged, l => l.Contains("2025550177", StringComparison.Ordinal) || l.Contains(first, StringComparison.Ordinal) || l.Contains(second, StringComparison.Ordinal));
    }
}

/// <summary>An application of which everything is logged, and kept.</summary>
public sealed class LoggedApp : ActorsApp, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _logged = [];

    public IReadOnlyCollection<string> Logged => _logged;

    public ILogger CreateLogger(string categoryName) => new Keeper(_logged);

    public void Dispose()
    {
        // Nothing is held.
    }

    protected override void Adjust(WebApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<ILoggerProvider>(this);
    }

    private sealed class Keeper(ConcurrentQueue<string> logged) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logged.Enqueue($"{formatter(state, exception)} {exception}");
    }
}

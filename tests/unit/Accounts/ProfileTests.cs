using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public sealed class ProfileTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_command_opens_the_account_and_its_repetition_changes_nothing()
    {
        var opened = Profile.Open(new(), Open("first"), s_now).Value!;

        Assert.Same(opened, Profile.Open(opened, Open("first"), s_now.AddDays(1)).Value);
        Assert.Equal(AccountFaults.AddressTaken, Profile.Open(opened, Open("second"), s_now).Fault);
    }

    [Fact]
    public void An_edit_that_changes_nothing_keeps_state_and_version()
    {
        var opened = Profile.Open(new(), Open("first"), s_now).Value!;

        Assert.Same(opened, Profile.Edit(opened, Edit(name: "Ada", expected: 99)).Value);
        Assert.Equal(AccountFaults.Changed, Profile.Edit(opened, Edit(name: "Eve", expected: 99)).Fault);
        Assert.Equal(2, Profile.Edit(opened, Edit(name: "Eve", expected: 1)).Value?.Version);
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("pt-BR", true)]
    [InlineData("zh-Hant-TW", true)]
    [InlineData("", false)]
    [InlineData("e", false)]
    [InlineData("en_US", false)]
    [InlineData("en-", false)]
    [InlineData("en\n", false)]
    public void Languages_are_BCP_47_tags(string language, bool valid) =>
        Assert.Equal(valid ? null : AccountFaults.LanguageInvalid, Profile.Check("Ada", language, null));

    [Fact]
    public void A_stored_account_of_the_first_version_loads()
    {
        const string Stored = """
            {"createdAt":"2026-01-01T12:00:00+00:00","openedBy":{"value":"first"},"email":"Ada@example.org","address":"ada@example.org","name":"Ada",
             "language":"en","role":"MODERATOR","passwordHash":"AQ==","stamp":3,"failedSignIns":2,"version":4}
            """;

        var state = JsonSerializer.Deserialize<AccountState>(Stored, ActorsJson.Options)!;

        Assert.Equal((s_now, "first", "Ada@example.org", PlatformRole.Moderator, 3, 2, 4), (state.CreatedAt, state.OpenedBy.Value, state.Email, state.Role, state.Stamp, state.FailedSignIns, state.Version));
    }

    private static OpenAccount Open(string command) =>
        new(new(command), EmailAddress.TryParse("ada@example.org", out var address) ? address : throw new InvalidOperationException(), "Ada", null, null, "hash");

    private static EditAccount Edit(string? name = null, int? expected = null) => new(CommandId.New(), By.Nobody, name, null, null, expected);
}

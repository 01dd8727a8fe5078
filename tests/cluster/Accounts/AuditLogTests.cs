using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;
using Npgsql;

namespace Actors.Tests.Cluster.Accounts;

public sealed class AuditLogTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private By _admin = By.Nobody;
    private By _ada = By.Nobody;

    public async ValueTask InitializeAsync()
    {
        _stage = await OpportunityCluster.Start();
        (_admin, _ada) = (await Cluster.Person("root", PlatformRole.Admin), await Cluster.Person("ada"));
    }

    public async ValueTask DisposeAsync() => await _stage.DisposeAsync();

    private ActorsCluster Cluster => _stage.Cluster;

    private IAccountGrain Ada => Cluster.Grains.GetGrain<IAccountGrain>(_ada.User!.Value.Value);

    [Fact]
    public async Task Who_did_what_to_whom_from_where_with_before_and_after()
    {
        RequestContext.Set(RequestOrigin.Network, "203.0.113.0/24");
        await Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator));
        RequestContext.Clear();

        var row = Assert.Single(await Rows());
        Assert.Equal((_admin.User!.Value.Value, "ADMIN", "accounts.set-role", $"account/{_ada.User}", "203.0.113.0/24"), (row.By, row.Role, row.Action, row.Subject, row.Network));
        Assert.Equal(("USER", "MODERATOR"), (row.Before!.Value.GetProperty("role").GetString(), row.After!.Value.GetProperty("role").GetString()));
        Assert.False(row.After.Value.TryGetProperty("passwordHash", out _));
    }

    [Fact]
    public async Task What_is_refused_repeated_or_not_stored_leaves_no_entry()
    {
        var eve = await Cluster.Person("eve");
        await Ada.SetRole(new(CommandId.New(), eve, PlatformRole.Admin));
        Cluster.Storage.FailNext("account", WriteFault.Refused);
        await Assert.ThrowsAsync<OrleansException>(() => Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator)));
        Assert.Empty(await Rows());

        await Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator));
        await Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator));

        Assert.Single(await Rows());
    }

    [Fact]
    public async Task People_without_a_role_and_administrators_in_their_own_account_are_nobodys_business()
    {
        await Ada.Edit(new(CommandId.New(), _ada, "Ada L.", null, null, null));
        await Cluster.Grains.GetGrain<IAccountGrain>(_admin.User!.Value.Value).Edit(new(CommandId.New(), _admin, "Root", null, null, null));

        // The mark of an act is gone from the next version, whoever writes it.
        await Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator));
        await Ada.Edit(new(CommandId.New(), _ada, "Ada", null, null, null));

        Assert.Single(await Rows());
    }

    [Fact]
    public async Task What_an_administrator_does_in_an_organization_and_at_its_events_is_on_record_too()
    {
        var soup = await _stage.Opened();
        var seat = await _stage.Registered(soup, _ada);

        await Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value).DecideVerification(new(CommandId.New(), _admin, VerificationStatus.Verified, VerificationTier.School, null));
        await _stage.Grain(soup.Id).CheckInByHand(new(CommandId.New(), _admin, seat.Id));
        await _stage.Grain(soup.Id).Cancel(new(CommandId.New(), _admin, "Storm"));

        var rows = await Rows();
        Assert.Equal(
            ["organizations.decide-verification", "opportunities.check-in-by-hand", "opportunities.cancel"], rows.Select(r => r.Action).Distinct(StringComparer.Ordinal));
        var checkIn = rows.Single(r => r.Action == "opportunities.check-in-by-hand" && r.Subject == $"registration/{seat.Id}");
        Assert.False(checkIn.Before!.Value.TryGetProperty("checkedInAt", out _));
        Assert.True(checkIn.After!.Value.TryGetProperty("checkedInAt", out _));
        var cancelled = rows.Single(r => r.Subject == $"opportunity/{soup.Id}");
        Assert.Equal(("OPEN", "CANCELLED"), (cancelled.Before!.Value.GetProperty("status").GetString(), cancelled.After!.Value.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("update audit_log set by_user = 'usr_nobody'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    public async Task Nobody_changes_what_is_written(string sql)
    {
        await Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Cluster.Execute(sql));

        Assert.Equal("AC004", refused.SqlState);
        Assert.Single(await Rows());

        // The guard off: it would have gone through.
        await Cluster.Execute("alter table audit_log disable trigger user");
        await Cluster.Execute(sql);
        Assert.DoesNotContain(await Rows(), r => r.By == _admin.User!.Value.Value);
    }

    [Fact]
    public async Task Without_the_trigger_the_change_would_go_unseen()
    {
        await Cluster.Execute("alter table grain_state disable trigger grain_state_audit_log");

        await Ada.SetRole(new(CommandId.New(), _admin, PlatformRole.Moderator));

        Assert.Empty(await Rows());
    }

    private async Task<List<Row>> Rows()
    {
        await using var command = Cluster.Database.CreateCommand("select by_user, role, action, subject, before::text, after::text, network from audit_log order by id");
        await using var reader = await command.ExecuteReaderAsync();
        List<Row> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Json(reader, 4), Json(reader, 5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return rows;
    }

    private static JsonElement? Json(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : JsonElement.Parse(reader.GetString(column));

    private sealed record Row(string By, string Role, string Action, string Subject, JsonElement? Before, JsonElement? After, string? Network);
}

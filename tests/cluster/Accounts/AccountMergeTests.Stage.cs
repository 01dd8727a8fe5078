using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;

namespace Actors.Tests.Cluster.Accounts;

/// <summary>The two accounts and what they have been through.</summary>
public sealed partial class AccountMergeTests
{
    /// <summary>Both were at one event, both have a seat of a later one, and the old one has something of every kind.</summary>
    private async Task<(OpportunityView Future, SquadId Squad)> Live()
    {
        OpportunityCluster.Told(await Account(Old).EditProfile(new(CommandId.New(), _old, new("Cooks", "I cook.", "Palmyra", ProfileVisibility.Public))));
        OpportunityCluster.Told(await Account(Old).TakeHandle(new(CommandId.New(), _old, "zoe")));
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<IFollowsGrain>(Old.Value).Follow(new(CommandId.New(), _old, _stage.Organization)));
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<IMatchingPreferencesGrain>(Old.Value).Edit(new(CommandId.New(), _old, new(["environment"], [], []))));
        var organization = Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value);
        OpportunityCluster.Told(await organization.SetMember(new(CommandId.New(), _stage.Owner, Old, OrganizationRole.Coordinator, null, [])));
        OpportunityCluster.Told(await organization.SetMember(new(CommandId.New(), _stage.Owner, New, OrganizationRole.Member, null, [])));
        var squad = Id.New<SquadId>(Guid.CreateVersion7());
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<ISquadGrain>(squad.Value).Create(new(CommandId.New(), _old, new("Cooks", SquadType.Friends))));

        var soup = await _stage.Opened();
        foreach (var who in new[] { _old, _new })
        {
            await _stage.Registered(soup, who);
        }

        Cluster.Time.Advance(15.Minutes());
        foreach (var who in new[] { _old, _new })
        {
            OpportunityCluster.Told(await _stage.CheckIn(soup, who));
        }

        Cluster.Time.Advance(2.Hours());
        foreach (var who in new[] { _old, _new })
        {
            OpportunityCluster.Told(await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), who, (await _stage.Mine(soup, who)).Id)));
        }

        await Cluster.Pass(1.Minutes());
        var future = await _stage.Opened(seats: 5, startsIn: 60 * 24 * 90);
        await _stage.Registered(future, _new);
        await _stage.Registered(future, _old);
        return (future, squad);
    }

    private IAccountGrain Account(UserId user) => Cluster.Grains.GetGrain<IAccountGrain>(user.Value);

    private IEmailAddressGrain Address(string email)
    {
        Assert.True(EmailAddress.TryParse(email, out var address));
        return Cluster.Grains.GetGrain<IEmailAddressGrain>(address.Id.Value);
    }

    private async Task<By> Open(string name, string email)
    {
        Assert.True(EmailAddress.TryParse(email, out var address));
        var user = Id.New<UserId>(Guid.CreateVersion7());
        OpportunityCluster.Told(await Address(email).Register(new(CommandId.New(), user, address, name, "en", null, "hash")));
        OpportunityCluster.Told(await Address(email).Claim(new(CommandId.New(), user, address, AddressProof.Link)));
        return new(user, name, PlatformRole.User);
    }

    private async Task<List<string>> Owners()
    {
        await using var command = Cluster.Database.CreateCommand("select user_id from ledger_entry_view order by id");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> owners = [];
        while (await reader.ReadAsync())
        {
            owners.Add(reader.GetString(0));
        }

        return owners;
    }
}

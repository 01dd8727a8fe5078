using Actors.Accounts;
using Actors.Grains.Accounts;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Accounts;

public class AccountSnapshotTests
{
    private const string Folder = "Accounts/Snapshots";

    [Fact]
    public void An_address_from_before_there_were_links_is_not_proven()
    {
        var address = Snapshot.Load<EmailAddressState>($"{Folder}/email-address-0.json");

        Assert.Null(address.ProvenAt);
        Assert.Empty(address.Links);
    }

    [Fact]
    public void A_person_from_before_there_were_profiles_shows_nothing()
    {
        var account = Snapshot.Load<AccountState>($"{Folder}/account-0.json");

        Assert.Equal((ProfileVisibility.Private, null, null), (account.Profile.Visibility, account.Handle, account.Avatar));
        Assert.Empty(account.FormerHandles);
    }

    [Fact]
    public void Yesterdays_documents_load()
    {
        Assert.Equal(AddressProof.Link, Snapshot.Load<EmailAddressState>($"{Folder}/email-address-1.json").ProvenBy);
        Assert.Equal(SignInMethod.GitHub, Snapshot.Load<SecurityState>($"{Folder}/account-security-1.json").Logins[0].Service);
        Assert.Equal(SignInMethod.Password, Snapshot.Load<SessionsState>($"{Folder}/sessions-1.json").Sessions[0].Method);
        Assert.Equal(2, Snapshot.Load<PhoneNumberState>($"{Folder}/phone-number-1.json").Code!.Tries);
        Assert.True(Snapshot.Load<EmailChangeState>($"{Folder}/email-change-1.json").Change!.OldConfirmed);
    }
}

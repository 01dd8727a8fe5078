using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Organizations;
using Npgsql;

namespace Actors.Grains.Organizations;

/// <summary>
/// One person's signatures, in memory and in table waiver_signature. A signature is one row with an id made of what it is about, so that a
/// repeat after a lost answer adds nothing; the table refuses every change of what was signed.
/// </summary>
[GrainType("signatures")]
internal sealed class SignaturesGrain(NpgsqlDataSource database, Clock clock) : Grain, ISignaturesGrain
{
    private ImmutableArray<SignatureView> _signatures = [];

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _signatures = await SignatureTable.Load(database, Key);

    public async Task<Outcome<SignatureView>> Sign(SignWaiver command)
    {
        if (command.By.User != Key)
        {
            return CommonFaults.NotAllowed;
        }

        var birth = await GrainFactory.GetGrain<IAccountGrain>(Key.Value).DateOfBirth();
        return await Add(command.Waiver, command.Version, command.Hash, command.SignedName, Signer.Self, null, birth);
    }

    public Task<Outcome<SignatureView>> SignAsGuardian(SignAsGuardian command) =>
        Add(command.Waiver, command.Version, command.Hash, command.SignedName, Signer.Guardian, command.Consent, null);

    public Task<Outcome<ImmutableArray<SignatureView>>> View(By by) =>
        Task.FromResult<Outcome<ImmutableArray<SignatureView>>>(by.User == Key || by.IsAdmin ? _signatures.Reverse().ToImmutableArray() : CommonFaults.NotAllowed);

    public Task<ImmutableArray<SignatureView>> All() => Task.FromResult(_signatures);

    private async Task<Outcome<SignatureView>> Add(WaiverId waiver, int version, string hash, string name, Signer signer, string? consent, DateOnly? birth)
    {
        var current = await GrainFactory.GetGrain<IWaiverGrain>(waiver.Value).Current();
        if (Signatures.Check(current, version, hash, name, signer, birth, clock.Now) is { } fault)
        {
            return fault;
        }

        if (_signatures.FirstOrDefault(s => Signatures.Stands(s, current!, signer, clock.Now)) is { } already)
        {
            return already;
        }

        DateTimeOffset? expires = current!.Terms.ValidForDays is { } days ? clock.Now.AddDays(days) : null;
        var signature = new SignatureView(waiver, current.Organization, version, hash, Key, signer, name.Trim(), consent, clock.Now, expires);
        var earlier = _signatures.Count(s => s.Waiver == waiver && s.Version == version && s.Signer == signer);
        try
        {
            await SignatureTable.Add(database, signature, earlier);
        }
        catch
        {
            // Whether it is stored is not known: the next call reads what is.
            DeactivateOnIdle();
            throw;
        }

        _signatures = _signatures.Add(signature);
        return signature;
    }
}

using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Accounts;

/// <summary>The mailbox around <see cref="PhoneCodes"/>. Neither numbers nor codes are logged: ids name them.</summary>
[GrainType("phone-number")]
internal sealed partial class PhoneNumberGrain(
    [PersistentState("phone-number")] IPersistentState<PhoneNumberState> state, ICodePort codes, Clock clock, ILogger<PhoneNumberGrain> log)
    : Grain, IPhoneNumberGrain, IDueGrain, IPersonalData
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public Task<UserId?> Holder() => Task.FromResult(state.State.Account);

    public Task<Outcome<Done>> Ask(AskForCode command) =>
        Save(PhoneCodes.Ask(state.State, Actors.Common.Id.From<LinkId>(this.GetPrimaryKeyString(), command.CommandId.Value).Value, command, clock.Now));

    public async Task<Outcome<PhoneProof>> Check(CheckCode command)
    {
        var counted = await Save(PhoneCodes.Try(state.State, command.User, clock.Now));
        if (!counted.Succeeded)
        {
            return counted.Fault;
        }

        // Of a number that nobody has too, so that the answer takes as long.
        var right = await codes.Check(Request(state.State.Code!), command.Code).WaitAsync(s_patience);
        if (!right || !state.State.Code!.Sent)
        {
            return state.State.Code!.Tries >= PhoneCodes.MostTries ? AccountFaults.CodeSpent : AccountFaults.CodeWrong;
        }

        var accepted = await Save(PhoneCodes.Accept(state.State));
        return accepted.Succeeded ? new PhoneProof(state.State.Account!.Value) : accepted.Fault;
    }

    public Task<Outcome<Done>> Release(ReleasePhone command) =>
        Save(state.State.Account == command.User ? state.State with { Account = null } : state.State);

    public async Task OnDue()
    {
        var next = state.State with { NextDue = null };
        if (next.Code is { Sent: false } code && code.ExpiresAt > clock.Now && (code.User is not null || next.Account is not null))
        {
            var receipt = await codes.Send(Request(code)).WaitAsync(s_patience);
            if (!receipt.Accepted)
            {
                NotTaken(code.Id, receipt.Failure);
            }

            next = next with { Code = code with { Sent = receipt.Accepted } };
        }

        await state.Save(next, this);
    }

    public async Task<Outcome<Done>> Forget(ForgetPerson command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        var known = state.State;
        return await Save(known.Account == command.User || known.Code?.User == command.User
            ? known with { Account = known.Account == command.User ? null : known.Account, Code = null, NextDue = null }
            : known);
    }

    /// <summary>The doors of the account that stays are its own: the number is free.</summary>
    public Task<Outcome<Done>> Move(MovePerson command) => Forget(new(command.CommandId, command.By, command.From));

    private CodeRequest Request(PhoneCode code) => new(code.Id, state.State.Phone, code.Language);

    private Task<Outcome<Done>> Save(Outcome<PhoneNumberState> next) => state.Save(next, this);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The code {Code} was not taken: {Failure}")]
    private partial void NotTaken(string code, string? failure);
}

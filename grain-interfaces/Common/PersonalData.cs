namespace Actors.Common;

/// <summary>Keeps something of people. Called by the deletion and the merge of accounts only; again is once.</summary>
[Alias("common.personal-data")]
public interface IPersonalData : IGrainWithStringKey
{
    /// <summary>Whoever's account is deleted.</summary>
    [Alias("forget")]
    Task<Outcome<Done>> Forget(ForgetPerson command);

    /// <summary>What is one account's becomes another's. A document that is the old account's own hands over to that of the new one, and is empty then.</summary>
    [Alias("move")]
    Task<Outcome<Done>> Move(MovePerson command);
}

/// <summary>A document that is one account's own, and takes over what that of a merged account held. Called by that document only; again is once.</summary>
[Alias("common.heir")]
public interface IHeir : IGrainWithStringKey
{
    [Alias("inherit")]
    Task<Outcome<Done>> Inherit(Inheritance command);
}

/// <param name="By">The platform; of nobody else it is heard.</param>
[GenerateSerializer, Immutable, Alias("common.forget-person")]
public sealed record ForgetPerson(CommandId CommandId, By By, UserId User);

/// <param name="By">The platform; of nobody else it is heard.</param>
[GenerateSerializer, Immutable, Alias("common.move-person")]
public sealed record MovePerson(CommandId CommandId, By By, UserId From, UserId To);

/// <param name="Document">The other document as it is stored, JSON.</param>
[GenerateSerializer, Immutable, Alias("common.inheritance")]
public sealed record Inheritance(CommandId CommandId, By By, UserId From, string Document);

/// <summary>Who was here once.</summary>
public static class FormerVolunteer
{
    /// <summary>Stands where the name of a person stood whose account is deleted.</summary>
    public const string Name = "A former volunteer";
}

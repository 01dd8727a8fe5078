namespace Actors.Common;

/// <summary>Keeps something of people, and forgets whoever's account is deleted. Called by the deletion only; again is once.</summary>
[Alias("common.personal-data")]
public interface IPersonalData : IGrainWithStringKey
{
    [Alias("forget")]
    Task<Outcome<Done>> Forget(ForgetPerson command);
}

/// <param name="By">The platform; of nobody else it is heard.</param>
[GenerateSerializer, Immutable, Alias("common.forget-person")]
public sealed record ForgetPerson(CommandId CommandId, By By, UserId User);

/// <summary>Who was here once.</summary>
public static class FormerVolunteer
{
    /// <summary>Stands where the name of a person stood whose account is deleted.</summary>
    public const string Name = "A former volunteer";
}

using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>How one volunteer may be written to, and the letters about their seats. Key: user id.</summary>
[Alias("opportunities.volunteer-mail")]
public interface IVolunteerMailGrain : IGrainWithStringKey
{
    /// <summary>The person's own choice.</summary>
    [Alias("set-contact-preferences")]
    Task<Outcome<ContactPreferences>> Prefer(SetContactPreferences command);

    [Alias("contact-preferences"), ReadOnly]
    Task<Outcome<ContactPreferences>> Preferences(By by);
}

/// <param name="AskForFreeSeats">Whether organizations that the person came to before may ask, when somebody drops out late.</param>
/// <param name="MostPerWeek">At most so many such letters in seven days, of all organizations together: 0 to 50; null is the platform's limit, which holds anyway.</param>
[GenerateSerializer, Immutable, Alias("opportunities.contact-preferences")]
public sealed record ContactPreferences(bool AskForFreeSeats = true, int? MostPerWeek = null);

[GenerateSerializer, Immutable, Alias("opportunities.set-contact-preferences")]
public sealed record SetContactPreferences(CommandId CommandId, By By, ContactPreferences Preferences);

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Actors.Grains.Notifications;

/// <summary>Chooses who delivers letters and texts, by configuration.</summary>
internal static class NotificationHosting
{
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.IsComplete, $"{MailOptions.Section}:ApiKey is missing.").ValidateOnStart();
        services.AddOptions<TwilioOptions>().BindConfiguration(TwilioOptions.Section)
            .Validate(o => o.IsComplete, $"{TwilioOptions.Section} needs AuthToken, VerifyServiceSid, and From or MessagingServiceSid.").ValidateOnStart();

        // The loggers of clients write addresses, and addresses of Twilio have numbers in them.
        services.AddHttpClient(nameof(ResendMail)).RemoveAllLoggers();
        services.AddHttpClient(nameof(TwilioTexts)).RemoveAllLoggers();
        services.TryAddSingleton<SecretKey>();
        switch (configuration[$"{MailOptions.Section}:Provider"] ?? MailOptions.Outbox)
        {
            case MailOptions.Smtp:
                services.TryAddSingleton<IMailPort, SmtpMail>();
                break;
            case MailOptions.Resend:
                services.TryAddSingleton<IMailPort, ResendMail>();
                break;
            default:
                services.TryAddSingleton<IMailPort, OutboxMail>();
                break;
        }

        if (string.IsNullOrEmpty(configuration[$"{TwilioOptions.Section}:AccountSid"]))
        {
            services.TryAddSingleton<OutboxTexts>();
            services.TryAddSingleton<ITextPort>(provider => provider.GetRequiredService<OutboxTexts>());
            services.TryAddSingleton<ICodePort>(provider => provider.GetRequiredService<OutboxTexts>());
        }
        else
        {
            services.TryAddSingleton<TwilioTexts>();
            services.TryAddSingleton<ITextPort>(provider => provider.GetRequiredService<TwilioTexts>());
            services.TryAddSingleton<ICodePort>(provider => provider.GetRequiredService<TwilioTexts>());
        }

        return services;
    }
}

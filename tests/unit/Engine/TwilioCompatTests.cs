using System.Reflection;
using Twilio.Clients;

namespace Actors.Tests.Unit.Engine;

/// <summary>
/// The package of Twilio is not on every feed, so its members are listed here by hand, from the sources of github.com/twilio/twilio-csharp at
/// 7.x; each line says in which file. The stand-in may have nothing else; the package, where it is used, must have them all.
/// </summary>
public sealed class TwilioCompatTests
{
    private const string Listed =
        """
        src/Twilio/Clients/ITwilioRestClient.cs
          Twilio.Clients.ITwilioRestClient: AccountSid Region HttpClient Request RequestAsync
        src/Twilio/Clients/TwilioRestClient.cs
          Twilio.Clients.TwilioRestClient: .ctor AccountSid Region HttpClient Edge Request RequestAsync
        src/Twilio/TwilioClient.cs
          Twilio.TwilioClient: Init SetRestClient GetRestClient
        src/Twilio/Exceptions/TwilioException.cs
          Twilio.Exceptions.TwilioException: .ctor
          Twilio.Exceptions.AuthenticationException: .ctor
        src/Twilio/Exceptions/ApiException.cs
          Twilio.Exceptions.ApiException: .ctor Code Status MoreInfo Details
        src/Twilio/Exceptions/ApiConnectionException.cs
          Twilio.Exceptions.ApiConnectionException: .ctor
        src/Twilio/Http/HttpMethod.cs
          Twilio.Http.HttpMethod: .ctor Get Post ToString
        src/Twilio/Http/Request.cs
          Twilio.Http.Request: .ctor Method Uri Username Password Region Edge QueryParams PostParams HeaderParams SetAuth ConstructUrl EncodePostParams
        src/Twilio/Http/Response.cs
          Twilio.Http.Response: .ctor StatusCode Content Headers
        src/Twilio/Http/HttpClient.cs
          Twilio.Http.HttpClient: LastRequest LastResponse MakeRequest MakeRequestAsync
        src/Twilio/Http/SystemNetHttpClient.cs
          Twilio.Http.SystemNetHttpClient: .ctor MakeRequest MakeRequestAsync
        src/Twilio/Types/IEndpoint.cs
          Twilio.Types.IEndpoint:
        src/Twilio/Types/PhoneNumber.cs
          Twilio.Types.PhoneNumber: .ctor op_Implicit ToString
        src/Twilio/Types/StringEnum.cs
          Twilio.Types.StringEnum: FromString ToString
        src/Twilio/Rest/Domain.cs
          Twilio.Rest.Domain: Api Verify
        src/Twilio/Base/Resource.cs
          Twilio.Base.Resource:
        src/Twilio/Base/IOptions.cs
          Twilio.Base.IOptions`1: GetParams
        src/Twilio/Base/ReadOptions.cs
          Twilio.Base.ReadOptions`1: PageSize Limit GetParams
        src/Twilio/Base/ResourceSet.cs
          Twilio.Base.ResourceSet`1: GetEnumerator
        src/Twilio/Rest/Api/V2010/Account/MessageOptions.cs
          Twilio.Rest.Api.V2010.Account.CreateMessageOptions: .ctor To PathAccountSid From MessagingServiceSid Body GetParams
          Twilio.Rest.Api.V2010.Account.ReadMessageOptions: .ctor PathAccountSid To DateSentAfter GetParams
        src/Twilio/Rest/Api/V2010/Account/MessageResource.cs
          Twilio.Rest.Api.V2010.Account.MessageResource: Sid Body To ErrorCode Status Create CreateAsync ReadAsync FromJson
          Twilio.Rest.Api.V2010.Account.MessageResource+StatusEnum: .ctor Queued Failed Undelivered
        src/Twilio/Rest/Verify/V2/Service/VerificationOptions.cs
          Twilio.Rest.Verify.V2.Service.CreateVerificationOptions: .ctor PathServiceSid To Channel Locale GetParams
        src/Twilio/Rest/Verify/V2/Service/VerificationResource.cs
          Twilio.Rest.Verify.V2.Service.VerificationResource: Sid To Status Valid CreateAsync FromJson
        src/Twilio/Rest/Verify/V2/Service/VerificationCheckOptions.cs
          Twilio.Rest.Verify.V2.Service.CreateVerificationCheckOptions: .ctor PathServiceSid Code To VerificationSid GetParams
        src/Twilio/Rest/Verify/V2/Service/VerificationCheckResource.cs
          Twilio.Rest.Verify.V2.Service.VerificationCheckResource: Sid To Status Valid CreateAsync FromJson
        """;

    private static readonly Assembly s_assembly = typeof(ITwilioRestClient).Assembly;

    [Fact]
    public void Every_listed_member_is_there()
    {
        Assert.Empty(Members().Where(m => s_assembly.GetType(m.Type) is not { } type || !Public(type).Contains(m.Member)).Select(m => $"{m.Type}.{m.Member}"));
    }

    [Fact]
    public void The_stand_in_has_nothing_that_is_not_listed()
    {
        Assert.SkipWhen(s_assembly.GetName().Name != "Actors.Compat.Twilio", "This build uses the package.");
        var listed = Members().Select(m => $"{m.Type}.{m.Member}").ToHashSet(StringComparer.Ordinal);

        Assert.Empty(s_assembly.GetExportedTypes().SelectMany(t => Public(t, BindingFlags.DeclaredOnly).Select(m => $"{t.FullName}.{m}")).Except(listed, StringComparer.Ordinal));
        Assert.True(listed.Count > 80, $"Only {listed.Count} members were read.");
    }

    private static IEnumerable<(string Type, string Member)> Members() => Listed.Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal))
        .Select(l => l.Trim().Split(": ", 2)).Where(p => p.Length == 2).SelectMany(p => p[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(m => (p[0], m.Trim())));

    private static HashSet<string> Public(Type type, BindingFlags also = BindingFlags.Default) =>
        [.. type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | also)
            .Where(m => m is not MethodInfo { IsSpecialName: true } method || method.Name == "op_Implicit")
            .Where(m => m is not Type)
            .Select(m => m.Name)];
}

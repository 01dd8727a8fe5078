using System.Collections.Frozen;
using System.Reflection;
using Actors.Api.Common.Pages;
using Actors.Common;

namespace Actors.Api.Common;

/// <summary>Every refusal that a client can meet, read from the catalogues themselves (static classes named ...Faults), so that none can be missing.</summary>
internal static class ProblemCatalogue
{
    private static readonly FrozenDictionary<string, Fault> s_faults = new[] { typeof(Fault).Assembly, typeof(ProblemCatalogue).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Faults", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Select(field => field.GetValue(null) as Fault)
        .OfType<Fault>()
        .DistinctBy(fault => fault.Code)
        .ToFrozenDictionary(fault => fault.Code, StringComparer.Ordinal);

    public static IEnumerable<Fault> All => s_faults.Values.OrderBy(f => f.Code, StringComparer.Ordinal);

    public static Fault? Find(string code) => s_faults.GetValueOrDefault(code);

    /// <summary>The page about a refusal, relative to the root: the <c>type</c> of problem details.</summary>
    public static string Address(string code) => $"/problems/{code}";

    /// <summary>What a client can do about it.</summary>
    public static string Advice(Fault fault, Texts texts) => Problems.Status(fault) switch
    {
        StatusCodes.Status401Unauthorized => texts["Send an access token (POST /api/v1/sessions) or the session cookie. If you did, it has expired: refresh the session or sign in again."],
        StatusCodes.Status403Forbidden => texts["Another account, or somebody who may, has to do this. Repeating it as it is will not help."],
        StatusCodes.Status404NotFound => texts["Check the address and the ids in it. What exists but is not for the caller is answered like this too."],
        StatusCodes.Status405MethodNotAllowed => texts["See the API description for the methods of this path."],
        StatusCodes.Status408RequestTimeout => texts["Send the request again on a better connection."],
        StatusCodes.Status409Conflict => texts["Load what the request is about, show the person how it stands, and let them decide. The same request may succeed when that has changed."],
        StatusCodes.Status410Gone => texts["The time for this is over. Repeating it will not help; ask for a new code or invitation if there is one."],
        StatusCodes.Status412PreconditionFailed => texts["Load it again, apply the change to what is there now, and send it with the new ETag in If-Match."],
        StatusCodes.Status413PayloadTooLarge => texts["Send less, or in parts."],
        StatusCodes.Status415UnsupportedMediaType => texts["Set Content-Type to one that the API description lists for this path."],
        StatusCodes.Status422UnprocessableEntity => texts["Use a new Idempotency-Key for every new request, and the old one only to repeat the very same."],
        StatusCodes.Status429TooManyRequests => texts["Wait for as many seconds as Retry-After says; RateLimit-Remaining tells how many requests are left."],
        StatusCodes.Status503ServiceUnavailable => texts["Repeat the same request with the same Idempotency-Key after a moment: it takes effect once, however often it arrives."],
        >= 500 => texts["Try again later. It is on record."],
        _ => texts["Correct the request: detail says what is wrong, errors says where, facts has the limits."],
    };
}

using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Actors.Api.Common;

/// <summary>The one place where refusals become RFC 9457 problem details: status by kind, <c>code</c> stable, <c>facts</c> for the client to show.</summary>
internal static class Problems
{
    public static int Status(Fault fault) => fault.Code switch
    {
        "common.method-not-allowed" => StatusCodes.Status405MethodNotAllowed,
        "common.request-timeout" => StatusCodes.Status408RequestTimeout,
        "common.body-too-large" => StatusCodes.Status413PayloadTooLarge,
        "common.idempotency-key-used-otherwise" => StatusCodes.Status422UnprocessableEntity,
        "common.unsupported-media-type" => StatusCodes.Status415UnsupportedMediaType,
        "common.outcome-unknown" => StatusCodes.Status503ServiceUnavailable,
        "common.bug" => StatusCodes.Status500InternalServerError,
        _ => fault.Kind switch
        {
            FaultKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            FaultKind.Forbidden => StatusCodes.Status403Forbidden,
            FaultKind.NotFound => StatusCodes.Status404NotFound,
            FaultKind.Conflict => StatusCodes.Status409Conflict,
            FaultKind.Gone => StatusCodes.Status410Gone,
            FaultKind.Stale => StatusCodes.Status412PreconditionFailed,
            FaultKind.TooMany => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        },
    };

    public static ProblemHttpResult Of(Fault fault, IDictionary<string, string[]>? errors = null)
    {
        Dictionary<string, object?> more = new(StringComparer.Ordinal) { ["code"] = fault.Code };
        if (fault.Facts is { Count: > 0 } facts)
        {
            more["facts"] = facts;
        }

        if (errors is not null)
        {
            more["errors"] = errors;
        }

        return TypedResults.Problem(fault.Detail, statusCode: Status(fault), type: ProblemCatalogue.Address(fault.Code), extensions: more);
    }

    public static Results<Ok<T>, ProblemHttpResult> ToResult<T>(this Outcome<T> outcome) =>
        outcome.Succeeded ? TypedResults.Ok(outcome.Value) : Of(outcome.Fault);

    /// <summary>With the version as ETag, for what people edit.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToResult<T>(this Outcome<T> outcome, HttpContext context, Func<T, int> version)
    {
        if (outcome.Succeeded)
        {
            context.Response.SetVersion(version(outcome.Value), outcome.Value);
        }

        return outcome.ToResult();
    }

    public static Results<Created<T>, ProblemHttpResult> ToCreated<T>(this Outcome<T> outcome, Func<T, string> location) =>
        outcome.Succeeded ? TypedResults.Created(location(outcome.Value), outcome.Value) : Of(outcome.Fault);

    public static Results<NoContent, ProblemHttpResult> ToNoContent<T>(this Outcome<T> outcome) =>
        outcome.Succeeded ? TypedResults.NoContent() : Of(outcome.Fault);

    /// <summary>Documents the refusals of an endpoint or group: their statuses, and their codes in the description.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params Fault[] faults) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new RefusesMetadata([.. faults]));
        return builder;
    }

    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptions>();

        // What the framework's own validation writes gets the same shape.
        return services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            if (!context.ProblemDetails.Extensions.ContainsKey("code"))
            {
                var fault = context.ProblemDetails is HttpValidationProblemDetails ? ApiFaults.Invalid : ForStatus(context.ProblemDetails.Status ?? StatusCodes.Status500InternalServerError);
                context.ProblemDetails.Extensions["code"] = fault.Code;
                context.ProblemDetails.Type = ProblemCatalogue.Address(fault.Code);
                context.ProblemDetails.Detail ??= fault.Detail;
            }
        });
    }

    /// <summary>Answers without a body (no such route, not signed in, too large) become problems too, and what no string may hold is refused.</summary>
    public static void UseProblems(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
        api =>
        {
            api.UseStatusCodePages(context => Of(ForStatus(context.HttpContext.Response.StatusCode)).ExecuteAsync(context.HttpContext));
            api.Use((context, next) =>
            {
                var request = context.Request;

                // PostgreSQL's text cannot hold NUL; nothing that a person means does.
                if (request.Path.Value!.Contains('\0') || request.QueryString.Value!.Contains("%00", StringComparison.Ordinal))
                {
                    return Of(ApiFaults.Invalid, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["path"] = ["NUL characters are not allowed."] }).ExecuteAsync(context);
                }

                return next(context);
            });
        });

    internal static Fault ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => CommonFaults.SignIn,
        StatusCodes.Status403Forbidden => CommonFaults.NotAllowed,
        StatusCodes.Status404NotFound => ApiFaults.UnknownRoute,
        StatusCodes.Status405MethodNotAllowed => ApiFaults.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => ApiFaults.Timeout,
        StatusCodes.Status413PayloadTooLarge => ApiFaults.BodyTooLarge,
        StatusCodes.Status422UnprocessableEntity => ApiFaults.KeyUsedOtherwise,
        StatusCodes.Status415UnsupportedMediaType => ApiFaults.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ApiFaults.TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => ApiFaults.OutcomeUnknown,
        >= 500 => ApiFaults.Bug,
        _ => ApiFaults.Invalid,
    };
}

/// <summary>What an endpoint may refuse, for the OpenAPI document.</summary>
internal sealed record RefusesMetadata(System.Collections.Immutable.ImmutableArray<Fault> Faults);

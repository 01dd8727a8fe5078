using System.Text.Json;
using Actors.Api.Common.Pages;
using Actors.Common;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Actors.Api.Common;

/// <summary>Exceptions mean a request that could not be read, a broken dependency, or a bug.</summary>
internal sealed class ProblemExceptions(ILogger<ProblemExceptions> log) : IExceptionHandler
{
    private const string NotExpected = "This value is missing, or is not what is expected here.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (fault, errors) = Explain(exception);
        if (fault == ApiFaults.Bug)
        {
            log.LogError(exception, "{Method} {Route} failed", httpContext.Request.Method, Route(httpContext));
        }
        else if (fault == ApiFaults.OutcomeUnknown)
        {
            log.LogWarning(exception, "{Method} {Route} ended with an unknown outcome", httpContext.Request.Method, Route(httpContext));
        }

        if (httpContext.Request.IsPage())
        {
            // Without a body: the status becomes a page.
            httpContext.Response.StatusCode = Problems.Status(fault);
            return true;
        }

        await Problems.Of(fault, errors).ExecuteAsync(httpContext);
        return true;
    }

    internal static (Fault Fault, Dictionary<string, string[]>? Errors) Explain(Exception exception) => exception switch
    {
        RefusedRequestException refused => (refused.Fault, null),
        BadHttpRequestException { InnerException: JsonException json } => ExplainJson(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => (ApiFaults.Invalid, new(StringComparer.Ordinal) { [ParameterOf(bad)] = [NotExpected] }),
        BadHttpRequestException bad => (Problems.ForStatus(bad.StatusCode), null),
        JsonException json => ExplainJson(json),
        // Timed out, rejected, not stored, stored by another, or cut off: whether it was done nobody knows.
        TimeoutException or OrleansException or NpgsqlException or OutcomeUnknownException or OperationCanceledException => (ApiFaults.OutcomeUnknown, null),
        _ => (ApiFaults.Bug, null),
    };

    /// <summary>The reader's own exception inside means: not JSON at all. Otherwise it is JSON, but not what the path takes.</summary>
    private static (Fault, Dictionary<string, string[]>?) ExplainJson(JsonException json)
    {
        var path = json.Path is { Length: > 2 } at && at.StartsWith("$.", StringComparison.Ordinal) ? at[2..] : "body";
        return json.InnerException is JsonException
            ? (ApiFaults.MalformedJson, null)
            : (ApiFaults.Invalid, new(StringComparer.Ordinal) { [path] = [Message(json)] });
    }

    /// <summary>The serializer's message names CLR types; only ours and those about missing members help a client.</summary>
    private static string Message(JsonException json) =>
        json is RefusedJsonException ? json.Message : NotExpected;

    /// <summary>The framework says: Failed to bind parameter "Nullable&lt;int&gt; limit" from "many".</summary>
    private static string ParameterOf(BadHttpRequestException bad)
    {
        var quoted = bad.Message.Split('"');
        return quoted.Length >= 3 && !bad.Message.Contains("body", StringComparison.Ordinal) ? quoted[1][(quoted[1].LastIndexOf(' ') + 1)..] : "body";
    }

    private static string Route(HttpContext context) => (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}

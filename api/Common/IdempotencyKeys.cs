using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Actors.Common;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Api.Common;

/// <summary>The command that a request's Idempotency-Key stands for.</summary>
internal sealed record KeyedCommand(CommandId Id);

/// <summary>Marks an endpoint whose answers are not kept, and says why: a secret is in its answer or its request, or nobody is signed in.</summary>
internal sealed record AnswerNotKept(string Why);

/// <summary>
/// Idempotency-Key (docs/idempotency.md): the same request with the same key is answered with the first answer, for 24 hours. A request
/// without a key passes by.
/// </summary>
internal sealed partial class IdempotencyKeys(RequestDelegate next, KeptAnswers answers, ILogger<IdempotencyKeys> log)
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 255;
    private const int LargestAnswer = 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey(Header) || !Changes(context.Request.Method) || context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        var key = Read(context.Request)!;
        return endpoint.Metadata.GetMetadata<AnswerNotKept>() is null && context.By().User is { } caller ? Run(context, caller, key) : next(context);
    }

    /// <summary>Null without a key; a malformed one is refused.</summary>
    public static string? Read(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var header))
        {
            return null;
        }

        var key = header.ToString();
        return key.Length is >= 1 and <= LongestKey && key.All(c => c is > ' ' and <= '~') ? key : throw new RefusedRequestException(ApiFaults.MalformedKey);
    }

    public static bool Changes(string method) => HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method);

    private async Task Run(HttpContext context, UserId caller, string key)
    {
        var route = $"{context.Request.Method} {context.Request.Path}";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{route}\n{key}")));
        switch (await answers.Claim(id, caller, route, await Fingerprint(context), context.RequestAborted))
        {
            case KeyClaim.Mine mine:
                await Run(context, id, mine.Command);
                break;
            case KeyClaim.Answered answered:
                context.Response.Headers["Idempotency-Replayed"] = "true";
                await Write(context.Response, answered.Answer);
                break;
            case KeyClaim.Running:
                context.Response.Headers.RetryAfter = "1";
                await Problems.Of(ApiFaults.KeyInUse).ExecuteAsync(context);
                break;
            default:
                await Problems.Of(ApiFaults.KeyUsedOtherwise).ExecuteAsync(context);
                break;
        }
    }

    private async Task Run(HttpContext context, string id, CommandId command)
    {
        context.Features.Set(new KeyedCommand(command));
        var response = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var written = new MemoryStream();
        context.Response.Body = written;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync();
        }
        catch (Exception exception)
        {
            context.Features.Set(response);
            await Settle(id, command, Problems.Status(ProblemExceptions.Explain(exception).Fault), null);
            throw;
        }

        context.Features.Set(response);
        var headers = context.Response.Headers;
        var answer = new KeptAnswer(context.Response.StatusCode, context.Response.ContentType, headers.Location, headers.ETag, written.ToArray());
        await Settle(id, command, answer.Status, answer);
        await Write(context.Response, answer);
    }

    /// <summary>
    /// What was done, or was refused for a reason that may pass, stays the answer: a duplicate that comes late must not succeed after all.
    /// A request that could not be taken as it was may be corrected under its key. After a failure nobody knows: the same command again.
    /// </summary>
    private async Task Settle(string id, CommandId command, int status, KeptAnswer? answer)
    {
        try
        {
            await (status switch
            {
                >= 500 or 401 or 408 or 429 or StatusCodes.Status499ClientClosedRequest => answers.GiveBack(id, command),
                400 or 405 or 412 or 413 or 415 or 422 => answers.Forget(id),
                _ => answer?.Body.Length <= LargestAnswer ? answers.Keep(id, command, answer) : answers.GiveBack(id, command),
            });
        }
        catch (Exception exception)
        {
            // The answer is right all the same; a repeat runs the same command again, which the grain knows.
            NotKept(exception, status);
        }
    }

    private static async Task Write(HttpResponse response, KeptAnswer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.Body.Length == 0)
        {
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (answer.Location is not null)
        {
            response.Headers.Location = answer.Location;
        }

        if (answer.ETag is not null)
        {
            response.Headers.ETag = answer.ETag;
        }

        await response.Body.WriteAsync(answer.Body);
    }

    /// <summary>Of the query and the body, read in small pieces; a large body waits in a file meanwhile, and none can be larger than its path takes.</summary>
    private static async Task<byte[]> Fingerprint(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.QueryString}\n"));
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                hash.AppendData(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer {Status} to a request with a key could not be kept")]
    private partial void NotKept(Exception exception, int status);
}

internal static class IdempotencyKeysExtensions
{
    public static IServiceCollection AddIdempotencyKeys(this IServiceCollection services) =>
        services.AddSingleton<KeptAnswers>().AddHostedService<KeptAnswersKeeper>();

    /// <summary>After authorization: who may not ask holds no key, and keys are each caller's own.</summary>
    public static void UseIdempotencyKeys(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase),
        api => api.UseMiddleware<IdempotencyKeys>());

    /// <summary>Answers of this endpoint are not kept.</summary>
    public static TBuilder KeepsNoAnswer<TBuilder>(this TBuilder builder, string why) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AnswerNotKept(why));
}

using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Api.Common.Pages;
using Actors.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Actors.Api.Accounts;

/// <summary>Pictures of people: their upload, and their addresses, which change with their content and so may be kept for good.</summary>
internal static class AvatarFiles
{
    /// <summary>A picture of 5 MB and what a form has around it.</summary>
    public const long LargestForm = (5 * 1024 * 1024) + (64 * 1024);

    public static string Path(UserId user, string hash) => $"/avatars/{user}/{hash}";

    public static void MapAvatars(this WebApplication app)
    {
        app.MapGet("/avatars/{user}/{hash}", Show).ExcludeFromDescription();
        app.MapPost("/account/avatar", Upload).ExcludeFromDescription().RequireAuthorization().WithMetadata(new RequestSizeLimitAttribute(LargestForm));
    }

    /// <summary>The one file of a form; what else the form says, its type above all, does not count.</summary>
    public static async Task<Outcome<ImmutableArray<byte>>> Read(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasFormContentType)
        {
            return ApiFaults.UnsupportedMediaType;
        }

        try
        {
            var form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = LargestForm, ValueCountLimit = 8 }, cancellation);
            if (form.Files is not [var file])
            {
                return AccountFaults.AvatarBroken;
            }

            await using var stream = file.OpenReadStream();
            var content = new byte[file.Length];
            await stream.ReadExactlyAsync(content, cancellation);
            return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(content);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return AccountFaults.AvatarTooLarge;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return AccountFaults.AvatarBroken;
        }
    }

    /// <summary>For whoever sees the profile.</summary>
    private static async Task<IResult> Show(string user, string hash, HttpContext context, IGrainFactory grains, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (!Id.TryParse<UserId>(user, out var id) || await grains.GetGrain<IAccountGrain>(id.Value).Profile(context.By()) is not { Value: { } profile } || profile.Avatar != hash)
        {
            return TypedResults.NotFound();
        }

        await using var command = database.CreateCommand("select media_type, content from avatar where user_id = $1 and hash = $2");
        command.Parameters.Add(new() { Value = profile.Id.Value });
        command.Parameters.Add(new() { Value = hash });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return TypedResults.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = $"{(profile.IsForAll ? "public" : "private")}, max-age=31536000, immutable";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Bytes(reader.GetFieldValue<byte[]>(1), reader.GetString(0));
    }

    private static async Task<IResult> Upload(HttpContext context, IAntiforgery antiforgery, IGrainFactory grains)
    {
        var by = context.By();
        if (by.User is not { } user)
        {
            return TypedResults.LocalRedirect("/login?ReturnUrl=/account/profile");
        }

        var content = await Read(context.Request, context.RequestAborted);
        if (!content.Succeeded || !await antiforgery.IsRequestValidAsync(context))
        {
            return content.Succeeded ? TypedResults.BadRequest() : TypedResults.LocalRedirect($"/account/profile?refused={content.Fault.Code}");
        }

        var grain = grains.GetGrain<IAccountGrain>(user.Value);
        var saved = await grain.SetAvatar(new(CommandId.New(), by, content.Value));
        return TypedResults.LocalRedirect(saved.Succeeded ? "/account/profile?saved=1" : $"/account/profile?refused={saved.Fault.Code}");
    }
}

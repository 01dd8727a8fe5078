using System.Globalization;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Actors.Api.Opportunities;

/// <summary>How a file is to be taken, as it came in the address.</summary>
internal sealed record ImportRequest(string? Source, string? DryRun, string? Publish, string? StartFrom, string? TimeZone, string? Country);

internal static class ImportEndpoints
{
    private const string About =
        """
        text/csv (UTF-8), or a form with one file. Columns are found by their headers (docs/import.md). A file that is broken anywhere is refused as a whole; a row
        that cannot go in is skipped and reported by number and code. With dryRun=true nothing is written. The same file twice is the same as once. publish=true
        opens what it drafts; startFrom=2026-05-01 moves all dates by the same whole weeks, so that the earliest is on that day or after it.
        """;

    private static readonly Fault[] s_refusals =
    [
        ApiFaults.UnsupportedMediaType, ApiFaults.BodyTooLarge, ImportFaults.Empty, ImportFaults.NoHeader, ImportFaults.NoRows, ImportFaults.ColumnsMissing, ImportFaults.NotUtf8,
        ImportFaults.Nul, ImportFaults.QuotesUnbalanced, ImportFaults.QuotesMisplaced, ImportFaults.CellTooLarge, ImportFaults.TooManyColumns, ImportFaults.TooManyRows,
    ];

    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<PostalPlaces>().AddSingleton<OpportunityImport>();

    public static void MapImports(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Imports").RequireAuthorization().Refuses(s_refusals)
            .WithMetadata(new RequestSizeLimitAttribute(ImportCsv.LargestFile));
        group.MapPost("/organizations/{organization}/opportunities/import", Own).Accepts<string>("text/csv", "multipart/form-data")
            .WithSummary("Import an organization's opportunities from CSV").WithDescription(About).Refuses(OpportunityFaults.NotAllowed, OrganizationFaults.Unknown);
        group.MapPost("/admin/opportunities/import", Many).Accepts<string>("text/csv", "multipart/form-data")
            .WithSummary("Import the opportunities of many organizations from CSV").WithDescription(About + "\nOrganizations are named by row; those that are missing are made.")
            .Refuses(CommonFaults.NotAllowed);
        group.MapPost("/admin/places", Places).Accepts<string>("text/csv", "multipart/form-data")
            .WithSummary("Import where postal codes lie").WithDescription("Columns zip (or code), latitude, longitude. The same file twice is the same as once.")
            .Refuses(CommonFaults.NotAllowed, ImportFaults.CountryInvalid);
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Own(
        string organization, [AsParameters] ImportRequest asked, Caller caller, IGrainFactory grains, OpportunityImport import, HttpContext context, CancellationToken cancellation)
    {
        if (!Id.TryParse<OrganizationId>(organization, out var owner))
        {
            return Problems.Of(CommonFaults.MalformedId(organization));
        }

        var grain = grains.GetGrain<IOrganizationGrain>(owner.Value);
        if (await grain.Terms() is null)
        {
            return Problems.Of(OrganizationFaults.Unknown);
        }

        return await grain.Allows(caller.By, Permission.PostOpportunities)
            ? await Run(asked, caller, owner, import, context, cancellation)
            : Problems.Of(OpportunityFaults.NotAllowed);
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Many(
        [AsParameters] ImportRequest asked, Caller caller, OpportunityImport import, HttpContext context, CancellationToken cancellation) =>
        caller.By.IsAdmin ? await Run(asked, caller, null, import, context, cancellation) : Problems.Of(CommonFaults.NotAllowed);

    private static async Task<Results<Ok<PlacesReport>, ProblemHttpResult>> Places(
        Caller caller, PostalPlaces places, HttpContext context, CancellationToken cancellation, string country = "US")
    {
        if (!caller.By.IsAdmin)
        {
            return Problems.Of(CommonFaults.NotAllowed);
        }

        if (!IsCountry(country))
        {
            return Problems.Of(ImportFaults.CountryInvalid);
        }

        var received = await Receive(context.Request, cancellation);
        if (!received.Succeeded)
        {
            return Problems.Of(received.Fault);
        }

        await using var csv = received.Value;
        return (await places.Import(csv, country, caller, cancellation)).ToResult();
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Run(
        ImportRequest asked, Caller caller, OrganizationId? into, OpportunityImport import, HttpContext context, CancellationToken cancellation)
    {
        var order = Order(asked, caller.By, into);
        if (!order.Succeeded)
        {
            return Problems.Of(order.Fault);
        }

        var received = await Receive(context.Request, cancellation);
        if (!received.Succeeded)
        {
            return Problems.Of(received.Fault);
        }

        await using var csv = received.Value;
        return (await import.Run(csv, order.Value, cancellation)).ToResult();
    }

    private static Outcome<ImportOrder> Order(ImportRequest asked, By by, OrganizationId? into)
    {
        if (asked.Source is { } source && (source.Length is 0 or > 32 || !source.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
        {
            return ImportFaults.SourceInvalid;
        }

        if (!TryFlag(asked.DryRun, out var dryRun) || !TryFlag(asked.Publish, out var publish))
        {
            return ImportFaults.FlagInvalid;
        }

        DateOnly? startFrom = null;
        if (!string.IsNullOrEmpty(asked.StartFrom))
        {
            if (!DateOnly.TryParseExact(asked.StartFrom, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1900 or > 2200)
            {
                return ImportFaults.StartFromInvalid;
            }

            startFrom = day;
        }

        if (asked.TimeZone is { } zone && NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            return ImportFaults.TimeZoneUnknown;
        }

        var country = asked.Country ?? "US";
        return IsCountry(country) ? new ImportOrder(by, into, asked.Source, dryRun, publish, startFrom, asked.TimeZone, country) : ImportFaults.CountryInvalid;
    }

    private static bool IsCountry(string country) => country.Length == 2 && country.All(char.IsAsciiLetterUpper);

    private static bool TryFlag(string? text, out bool flag)
    {
        flag = false;
        return string.IsNullOrEmpty(text) || bool.TryParse(text, out flag);
    }

    /// <summary>The file, in whichever of the two ways it comes.</summary>
    private static async Task<Outcome<ImportCsv>> Receive(HttpRequest request, CancellationToken cancellation)
    {
        var mediaType = request.ContentType is { } type && System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parsed) ? parsed.MediaType?.ToUpperInvariant() : null;
        if (mediaType == "TEXT/CSV")
        {
            return await ImportCsv.Receive(request.Body, cancellation);
        }

        if (mediaType != "MULTIPART/FORM-DATA")
        {
            return ApiFaults.UnsupportedMediaType;
        }

        try
        {
            var form = await request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { MultipartBodyLengthLimit = ImportCsv.LargestFile }, cancellation);
            if (form.Files is not [var file])
            {
                return ImportFaults.MultipartInvalid;
            }

            await using var stream = file.OpenReadStream();
            return await ImportCsv.Receive(stream, cancellation);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return ImportFaults.MultipartInvalid;
        }
    }
}

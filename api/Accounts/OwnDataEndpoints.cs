using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Accounts;

/// <summary>A person's data are theirs: take all of it along, or have it deleted.</summary>
internal static class OwnDataEndpoints
{
    public static void MapOwnData(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Own data").RequireAuthorization();
        me.MapPost("/export", Export).WithName("ExportMyData").WithSummary("Everything that refers to the caller, as one archive of JSON and CSV files; 3 times a day, soon after a log-in")
            .KeepsNoAnswer("An archive is large, and collecting it again changes nothing.").Produces<Stream>(StatusCodes.Status200OK, "application/zip").Refuses(AccountFaults.LogInAgain, AccountFaults.TooManyExports);
        me.MapPost("/deletion", Ask).WithName("DeleteMyAccount").WithSummary("Have the account deleted in 30 days, soon after a log-in; until then it can be stopped")
            .Refuses(AccountFaults.LogInAgain, AccountFaults.SoleOwner);
        me.MapGet("/deletion", View).WithName("MyDeletion").WithSummary("When the account will be deleted").Refuses(AccountFaults.NoDeletion);
        me.MapDelete("/deletion", Stop).WithName("KeepMyAccount").WithSummary("Keep the account after all").Refuses(AccountFaults.Unknown);
    }

    /// <summary>The same for a page's form.</summary>
    public static void MapOwnDataForms(this WebApplication app) => app.MapPost("/account/export", ExportForm).ExcludeFromDescription().RequireAuthorization();

    /// <summary>A file of its own first: a slow reader must not hold a connection to the database.</summary>
    private static async Task<Outcome<FileStream>> Collect(Caller caller, IGrainFactory grains, IAccountExport export, Clock clock, HttpContext context)
    {
        if (await RecentLogin.Check(grains, caller.By, context.User, clock) is { } fault)
        {
            return fault;
        }

        var user = caller.By.User!.Value;
        var counted = await grains.GetGrain<IAccountGrain>(user.Value).CountExport(new(caller.CommandId, caller.By));
        if (!counted.Succeeded)
        {
            return counted.Fault;
        }

        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            await export.Write(user, file, context.RequestAborted);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Export(Caller caller, IGrainFactory grains, IAccountExport export, Clock clock, HttpContext context)
    {
        var file = await Collect(caller, grains, export, clock, context);
        return file.Succeeded ? TypedResults.Stream(file.Value, "application/zip", Name(clock)) : Problems.Of(file.Fault);
    }

    private static async Task<IResult> ExportForm(Caller caller, IGrainFactory grains, IAccountExport export, Clock clock, IAntiforgery antiforgery, HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        var file = await Collect(caller, grains, export, clock, context);
        return file.Succeeded ? TypedResults.Stream(file.Value, "application/zip", Name(clock)) : TypedResults.LocalRedirect($"/account/data?refused={file.Fault.Code}");
    }

    private static string Name(Clock clock) => $"actors-{clock.Now.UtcDateTime:yyyy-MM-dd}.zip";

    private static async Task<Results<Ok<DeletionView>, ProblemHttpResult>> Ask(Caller caller, IGrainFactory grains, Clock clock, HttpContext context) =>
        await RecentLogin.Check(grains, caller.By, context.User, clock) is { } fault ? Problems.Of(fault) : (await Grain(grains, caller).Ask(new(caller.CommandId, caller.By))).ToResult();

    private static async Task<Results<Ok<DeletionView>, ProblemHttpResult>> View(Caller caller, IGrainFactory grains) => (await Grain(grains, caller).View(caller.By)).ToResult();

    private static async Task<Results<NoContent, ProblemHttpResult>> Stop(Caller caller, IGrainFactory grains) => (await Grain(grains, caller).Stop(new(caller.CommandId, caller.By))).ToNoContent();

    private static IAccountDeletionGrain Grain(IGrainFactory grains, Caller caller) => grains.GetGrain<IAccountDeletionGrain>(caller.By.User!.Value.Value);
}

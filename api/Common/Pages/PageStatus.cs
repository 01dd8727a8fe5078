using Actors.Common;

namespace Actors.Api.Common.Pages;

internal static class PageStatus
{
    /// <summary>The HTTP status of a page that shows this refusal: as the API's, but a form that was understood and is wrong is 422, not 400.</summary>
    public static int Of(Fault fault, HttpRequest request) =>
        Problems.Status(fault) is var status && status == StatusCodes.Status400BadRequest && HttpMethods.IsPost(request.Method) ? StatusCodes.Status422UnprocessableEntity : status;
}

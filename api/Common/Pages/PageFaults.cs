using Actors.Common;

namespace Actors.Api.Common.Pages;

/// <summary>What only forms of pages refuse.</summary>
internal static class PageFaults
{
    public static readonly Fault NothingTicked = new(FaultKind.Invalid, "pages.nothing-ticked", "Tick at least one entry and press one of the buttons.");
    public static readonly Fault FileMissing = new(FaultKind.Invalid, "pages.file-missing", "Choose a CSV file first.");
    public static readonly Fault TimeInvalid = new(FaultKind.Invalid, "pages.time-invalid", "A shift needs a day, a beginning and an end.");
}

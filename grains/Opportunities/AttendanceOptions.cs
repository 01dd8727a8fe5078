using System.ComponentModel.DataAnnotations;

namespace Actors.Grains.Opportunities;

/// <summary>Section <c>Actors:Attendance</c>.</summary>
internal sealed record AttendanceOptions
{
    /// <summary>Hours after a shift's end at which whoever has not checked out is checked out as of its end.</summary>
    [Range(1, 24)]
    public int CloseAfterHours { get; init; } = 2;

    /// <summary>Hours after a shift's end at which whoever never checked in counts as not having come. A coordinator may tick people off until then.</summary>
    [Range(1, 168)]
    public int NoShowAfterHours { get; init; } = 24;

    /// <summary>Days in which a no-show may be appealed.</summary>
    [Range(1, 365)]
    public int AppealDays { get; init; } = 14;

    /// <summary>Days that refused attempts to check in are kept.</summary>
    [Range(1, 3650)]
    public int AttemptDays { get; init; } = 90;
}

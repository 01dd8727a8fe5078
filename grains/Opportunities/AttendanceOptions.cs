using System.ComponentModel.DataAnnotations;

namespace Actors.Grains.Opportunities;

/// <summary>Section <c>Actors:Attendance</c>.</summary>
internal sealed record AttendanceOptions
{
    /// <summary>Days that refused attempts to check in are kept.</summary>
    [Range(1, 3650)]
    public int AttemptDays { get; init; } = 90;
}

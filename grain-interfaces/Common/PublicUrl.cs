namespace Actors.Common;

/// <summary>The address at which people reach this installation: scheme, host and port, without a path.</summary>
public static class PublicUrl
{
    /// <summary>Name of the setting. Without it, as on a laptop, links in answers name the host that was asked, and letters none.</summary>
    public const string Setting = "Actors:PublicUrl";
}

namespace Actors.Common;

/// <summary>What the front door says of a request beside its commands, in Orleans' request context.</summary>
public static class RequestOrigin
{
    /// <summary>The network that it came from: an IPv4 /24 or an IPv6 /48. Set for callers with a platform role.</summary>
    public const string Network = "actors.network";
}

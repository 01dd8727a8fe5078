using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Actors.Api.Common.Pages;
using Actors.Common;
using Microsoft.Extensions.Options;

namespace Actors.Api.Common;

/// <summary>Section <c>Actors:RateLimit</c>.</summary>
internal sealed record RateLimitOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Requests under /api/v1 in one minute of a user, or without one of an address.</summary>
    [Range(1, 1_000_000)]
    public int PermitsPerMinute { get; init; } = 100;

    /// <summary>Sign-ins, refreshes and registrations in one minute of an address; each costs a password hash.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; init; } = 20;
}

/// <summary>Marks endpoints and pages that check passwords.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SignInLimitedAttribute : Attribute;

internal static class RateLimits
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration("Actors:RateLimit").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<RateLimitMiddleware>();
    }

    /// <summary>After authentication, so that the user is known.</summary>
    public static void UseRateLimits(this WebApplication app) =>
        app.UseWhen(IsLimited, api => api.UseMiddleware<RateLimitMiddleware>());

    /// <summary>The API, and the page that checks passwords when it does.</summary>
    private static bool IsLimited(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase)
        || (HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<SignInLimitedAttribute>() is not null);
}

internal sealed class RateLimitMiddleware : IMiddleware, IDisposable
{
    private readonly RateLimitOptions _options;
    private readonly PartitionedRateLimiter<string> _requests;
    private readonly PartitionedRateLimiter<string> _signIns;

    public RateLimitMiddleware(IOptions<RateLimitOptions> options, Clock clock)
    {
        _options = options.Value;
        _requests = Limiter(_options.PermitsPerMinute, clock);
        _signIns = Limiter(_options.SignInsPerMinute, clock);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!_options.Enabled)
        {
            await next(context);
            return;
        }

        var signIn = context.GetEndpoint()?.Metadata.GetMetadata<SignInLimitedAttribute>() is not null;
        using var lease = signIn
            ? _signIns.AttemptAcquire(Address(context))
            : _requests.AttemptAcquire(context.By().User?.Value ?? Address(context));
        var window = (MinuteWindow.Lease)lease;
        var headers = context.Response.Headers;
        var reset = window.Reset.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Limit"] = (signIn ? _options.SignInsPerMinute : _options.PermitsPerMinute).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = window.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = reset;
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        headers.RetryAfter = reset;
        if (context.Request.IsPage())
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        await Problems.Of(ApiFaults.TooManyRequests).ExecuteAsync(context);
    }

    public void Dispose()
    {
        _requests.Dispose();
        _signIns.Dispose();
    }

    /// <summary>Of IPv6 the network: a household or host has the whole /64.</summary>
    internal static string Address(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static PartitionedRateLimiter<string> Limiter(int permits, Clock clock) =>
        PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.Get(who, _ => new MinuteWindow(permits, clock)));
}

/// <summary>So many in each whole minute of the clock. The framework's fixed window cannot tell when it resets.</summary>
internal sealed class MinuteWindow(int permits, Clock clock) : RateLimiter
{
    private readonly Lock _gate = new();
    private long _minute = -1;
    private int _taken;

    /// <summary>Once its minute is over, a window that is made anew allows the same.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            var now = clock.Time.GetUtcNow().UtcTicks;
            var over = now - ((Interlocked.Read(ref _minute) + 1) * TimeSpan.TicksPerMinute);
            return over > 0 ? TimeSpan.FromTicks(over) : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var now = clock.Time.GetUtcNow().UtcTicks;
        var minute = now / TimeSpan.TicksPerMinute;
        var reset = (int)Math.Ceiling((((minute + 1) * TimeSpan.TicksPerMinute) - now) / (double)TimeSpan.TicksPerSecond);
        lock (_gate)
        {
            if (_minute != minute)
            {
                Interlocked.Exchange(ref _minute, minute);
                _taken = 0;
            }

            var acquired = _taken + permitCount <= permits;
            _taken += acquired ? permitCount : 0;
            return new Lease(acquired, permits - _taken, reset);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    /// <param name="reset">Seconds until the next window.</param>
    internal sealed class Lease(bool acquired, int remaining, int reset) : RateLimitLease
    {
        public override bool IsAcquired => acquired;

        public int Remaining => remaining;

        public int Reset => reset;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
